import { describe, expect, test } from "vitest";
import { type NetworkFile, parseNetwork, writeNetwork } from "../../network/index.ts";

/** A small valid file to spoil. */
function validFile(): NetworkFile & { populations: object[]; projections: object[] } {
  return {
    format: "spikeforge-network",
    version: 1,
    name: "tiny",
    timestepMs: 1,
    quantization: { weightBits: 8, membraneBits: 16, weightScale: 1 },
    inputs: [{ name: "in", size: 2 }],
    populations: [
      { name: "hidden", size: 3, neuron: { model: "lif", threshold: 40, leak: { kind: "shift", shift: 3 } } },
      { name: "out", size: 1, neuron: { model: "lif", threshold: 5, reset: { kind: "zero" } } },
    ],
    projections: [
      {
        from: "in",
        to: "hidden",
        weights: {
          encoding: "dense",
          rows: [
            [1, 2, 3],
            [-4, 5, -6],
          ],
        },
      },
      { from: "hidden", to: "out", delay: 2, weights: { encoding: "sparse", synapses: [[2, 0, 7]] } },
    ],
    outputs: ["out"],
  };
}

type Json = Record<string, unknown>;

/** The message for a valid file after a change. */
function messageAfter(change: (file: Json & { [key: string]: Json[] | unknown }) => void): string {
  const file = validFile() as unknown as Json;
  change(file);
  return messageOf(() => parseNetwork(file, "tiny.json"));
}

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

/** Sets the value at a path such as "populations.0.neuron.threshold". */
function set(file: Json, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let at: Json = file;
  for (const key of keys) at = at[key] as Json;
  at[last] = value;
}

const withValue = (path: string, value: unknown): string => messageAfter((file) => set(file, path, value));

describe("parse", () => {
  test("fills in defaults: no leak, no bias, no refractory time, subtract, delay 1 for populations and 0 for inputs", () => {
    const file = validFile();
    const parsed = parseNetwork(JSON.stringify(file), "tiny.json");
    expect(parsed.populations[1]?.neuron).toEqual({
      model: "lif",
      threshold: 5,
      leak: { kind: "none" },
      bias: 0,
      refractory: 0,
      reset: { kind: "zero", value: 0 },
    });
    expect(parsed.populations[0]?.neuron.reset).toEqual({ kind: "subtract" });
    expect(parsed.projections.map(({ delay }) => delay)).toEqual([0, 2]);
    expect([...(parsed.projections[0]?.weights.values ?? [])]).toEqual([1, 2, 3, -4, 5, -6]);
    expect(parsed.projections[1]?.weights).toMatchObject({ rows: 3, columns: 1, exists: Uint8Array.of(0, 0, 1) });
  });

  test("sparse synapses are [pre, post, weight]", () => {
    const file = validFile() as unknown as Json;
    set(file, "projections.0.weights", {
      encoding: "sparse",
      synapses: [
        [1, 2, 7],
        [0, 1, 0],
      ],
    });
    const { weights } = parseNetwork(file, "tiny.json").projections[0] ?? {};
    expect([...(weights?.values ?? [])]).toEqual([0, 0, 0, 0, 0, 7]);
    expect([...(weights?.exists ?? [])]).toEqual([0, 1, 0, 0, 0, 1]);
  });

  test("a network survives being written and read, in every weight encoding", () => {
    const encodings: [string, unknown][] = [
      [
        "int8-base64",
        { encoding: "int8-base64", data: Buffer.from(Int8Array.of(1, -2, 3, -128, 127, 0)).toString("base64") },
      ],
      [
        "float32-base64",
        {
          encoding: "float32-base64",
          data: Buffer.from(Float32Array.of(0.5, -2, 3, 1, 0, -0.25).buffer).toString("base64"),
        },
      ],
      [
        "dense",
        {
          encoding: "dense",
          rows: [
            [0.1, 0.2, 0.3],
            [1, 2, 3],
          ],
        },
      ],
      [
        "sparse",
        {
          encoding: "sparse",
          synapses: [
            [1, 2, 0.1],
            [0, 0, 0],
          ],
        },
      ],
    ];
    for (const [encoding, weights] of encodings) {
      const file = validFile() as unknown as Json;
      set(file, "projections.0.weights", weights);
      set(file, "quantization.weightScale", "auto");
      set(file, "populations.0.neuron.firstTick", [1, 2, 3]);
      const parsed = parseNetwork(file, "tiny.json");
      const text = writeNetwork(parsed);
      expect(text).toContain(`"encoding": "${encoding}"`);
      expect(parseNetwork(text, "again.json")).toEqual(parsed);
    }
  });
});

describe("errors", () => {
  test("NET001: not JSON", () => {
    expect(messageOf(() => parseNetwork('{"format": ', "cut.json"))).toMatch(/^NET001 cut\.json: not JSON: /);
  });

  test("NET002: another kind of file", () => {
    expect(messageOf(() => parseNetwork("[]", "list.json"))).toBe(
      'NET002 list.json: format undefined, expected "spikeforge-network"\n    give a spikeforge network file',
    );
  });

  test("NET003: another version", () => {
    expect(withValue("version", 2)).toBe(
      "NET003 tiny.json: version 2 of the network file, expected 1\n    use a spikeforge that knows it",
    );
  });

  test("NET004: wrong types, missing and unknown fields, all together", () => {
    const message = messageAfter((file) => {
      set(file, "name", "two words");
      set(file, "quantization.weightBits", 5);
      set(file, "quantization.membraneBits", 40);
      set(file, "inputs.0.size", 0);
      set(file, "populations.0.neuron.threshold", "high");
      set(file, "populations.0.neuron.leak", { kind: "slow" });
      set(file, "populations.0.treshold", 4);
      set(file, "projections.0.weights", { encoding: "dense" });
      set(file, "outputs", undefined);
    });
    expect(message.split("\n")).toEqual([
      'NET004 file: name is "two words", expected a letter, then letters, digits or underscores',
      "    tiny.json: name",
      "NET004 file: quantization.weightBits is 5, expected 1 or 2 or 4 or 8 or 16",
      "    tiny.json: quantization.weightBits",
      "NET004 file: quantization.membraneBits is 40, expected at most 32",
      "    tiny.json: quantization.membraneBits",
      "NET004 file: inputs[0].size is 0, expected at least 1",
      "    tiny.json: inputs[0].size",
      'NET004 file: populations[0].neuron.threshold is "high", expected a number or an array',
      "    tiny.json: populations[0].neuron.threshold",
      'NET004 file: populations[0].neuron.leak.kind is "slow", expected "none" or "linear" or "shift" or "decay"',
      "    tiny.json: populations[0].neuron.leak.kind",
      'NET004 file: unknown field "treshold"',
      "    tiny.json: populations[0].treshold",
      "    docs/network-file.md lists the fields",
      "NET004 file: projections[0].weights.rows is missing, expected an array",
      "    tiny.json: projections[0].weights.rows",
      "NET004 file: outputs is missing, expected an array",
      "    tiny.json: outputs",
    ]);
  });

  test("NET004: inside lists and alternatives, the innermost value is named", () => {
    expect(withValue("populations.0.neuron.threshold", [1, "x", 3])).toBe(
      'NET004 file: populations[0].neuron.threshold[1] is "x", expected a number\n' +
        "    tiny.json: populations[0].neuron.threshold[1]",
    );
    expect(withValue("populations.0.neuron.refractory", 1.5)).toContain("is 1.5, expected an integer or an array");
    expect(withValue("populations.0.neuron.leak", { kind: "decay", timeConstantMs: 0 })).toContain(
      "leak.timeConstantMs is 0, expected more than 0\n",
    );
    expect(withValue("projections.1.weights.synapses", [[1, 0]])).toContain("synapses[0]");
    expect(withValue("populations", [])).toContain("populations is [], expected at least 1 elements");
  });

  test("NET005: duplicate names", () => {
    const message = messageAfter((file) => {
      set(file, "populations.1.name", "in");
      set(file, "projections", []);
      set(file, "outputs", ["hidden", "hidden"]);
    });
    expect(message).toBe(
      'NET005 name "in": is taken by inputs[0]\n    tiny.json: populations[1]\n    give each a name of its own\n' +
        'NET005 name "hidden": is taken by outputs[0]\n    tiny.json: outputs[1]\n    give each a name of its own',
    );
  });

  test("NET010: unknown sources, targets and outputs", () => {
    const message = messageAfter((file) => {
      set(file, "projections.0.from", "im");
      set(file, "projections.1.to", "in");
      set(file, "outputs", ["in"]);
    });
    expect(message).toBe(
      'NET010 projection "im→hidden": there is no input or population "im"\n' +
        "    tiny.json: projections[0].from\n    inputs: in; populations: hidden, out\n" +
        'NET010 projection "hidden→in": "in" is an input and cannot be projected to\n' +
        "    tiny.json: projections[1].to\n    populations: hidden, out\n" +
        'NET010 outputs: there is no population "in"\n    tiny.json: outputs[0]\n    populations: hidden, out',
    );
    expect(withValue("projections.1.to", "nowhere")).toContain('there is no population "nowhere"');
  });

  test("NET011: a duplicate projection is refused, never merged; another delay makes it another projection", () => {
    const repeated = (delay: number) => (file: Json) => {
      const [first, second] = file.projections as Json[];
      file.projections = [first, second, { ...second, delay }];
    };
    expect(messageAfter(repeated(2))).toBe(
      'NET011 projection "hidden→out": repeats projections[1]: same source, target and delay 2\n' +
        "    tiny.json: projections[2]\n    merge their weights into one projection, or give one another delay",
    );
    expect(messageAfter(repeated(3))).toBe("no error");
  });

  test("NET012: delays out of range", () => {
    expect(withValue("projections.1.delay", 16)).toBe(
      'NET012 projection "hidden→out": delay 16 is outside 1..15 ticks\n' +
        "    tiny.json: projections[1].delay\n    chain populations for more",
    );
    expect(withValue("projections.1.delay", 0)).toContain("delay 0 is outside 1..15 ticks");
    expect(withValue("projections.0.delay", 1)).toBe(
      'NET012 projection "in→hidden": delay 1 of a projection from an input, expected 0\n' +
        "    tiny.json: projections[0].delay\n    leave it out: host events act in the tick they are sent for",
    );
    expect(withValue("projections.1.delay", 15)).toBe("no error");
  });

  test("NET013: weights of the wrong shape", () => {
    expect(withValue("projections.0.weights.rows", [[1, 2, 3]])).toBe(
      'NET013 projection "in→hidden": 1 rows of weights, expected 2\n    tiny.json: projections[0].weights\n' +
        "    one row per source element, one weight per target neuron in each",
    );
    expect(
      withValue("projections.0.weights.rows", [
        [1, 2, 3],
        [1, 2],
      ]),
    ).toContain("row 1 has 2 weights, expected 3");
    expect(withValue("projections.0.weights", { encoding: "int8-base64", data: "AAAA" })).toBe(
      'NET013 projection "in→hidden": 3 bytes of weights, expected 6 (2 × 3 × 1)\n' +
        "    tiny.json: projections[0].weights\n    row-major, one row per source element",
    );
    expect(withValue("projections.0.weights", { encoding: "float32-base64", data: "AAAA" })).toContain(
      "expected 24 (2 × 3 × 4)",
    );
  });

  test("NET014: unsigned weights begin at 0 and reach twice as far", () => {
    const unsignedFile = (rows: number[][]) =>
      messageAfter((file) => {
        set(file, "quantization", { weightBits: 8, weightSign: "unsigned", membraneBits: 16, weightScale: 1 });
        set(file, "projections.0.weights.rows", rows);
        set(file, "projections.1.weights", { encoding: "dense", rows: [[1], [2], [3]] });
      });
    expect(
      unsignedFile([
        [1, -2, 131],
        [4, 256, 255],
      ]),
    ).toBe(
      'NET014 projection "in→hidden": weight -2 at [0][1] does not fit 8-bit unsigned (0..255), nor do 1 more\n' +
        '    tiny.json: projections[0].weights\n    use weightSign "signed" for negative weights',
    );
    expect(
      unsignedFile([
        [1, 2, 131],
        [4, 0, 256],
      ]),
    ).toContain('use more weightBits, a larger weightScale, or weightScale "auto"');
  });

  test("NET014: weights that do not fit; the first is named and the others are counted", () => {
    const rows = [
      [1, 2, 131],
      [4, 5, 6],
    ];
    expect(withValue("projections.0.weights.rows", rows)).toBe(
      'NET014 projection "in→hidden": weight 131 at [0][2] does not fit 8-bit signed (-128..127)\n' +
        '    tiny.json: projections[0].weights\n    use more weightBits, a larger weightScale, or weightScale "auto"',
    );
    expect(
      withValue("projections.0.weights.rows", [
        [-129, 128, 0],
        [4, 5, 999],
      ]),
    ).toContain("weight -129 at [0][0]");
    expect(
      withValue("projections.0.weights.rows", [
        [-129, 128, 0],
        [4, 5, 999],
      ]),
    ).toContain(", nor do 2 more");
    expect(
      withValue("projections.0.weights.rows", [
        [-128, 127, 0],
        [4, 5, 6],
      ]),
    ).toBe("no error");
    expect(withValue("quantization.weightScale", 0.04)).toContain("weight -6 (-150 LSB of 0.04) at [1][2]");
  });

  test("NET015: sparse synapses outside the matrix or repeated", () => {
    expect(withValue("projections.1.weights.synapses", [[3, 0, 1]])).toBe(
      'NET015 projection "hidden→out": synapse 0 is [3, 0], outside 3 × 1\n    tiny.json: projections[1].weights\n' +
        "    each synapse is [pre index, post index, weight], indices from 0",
    );
    expect(
      withValue("projections.1.weights.synapses", [
        [2, 0, 1],
        [2, 0, 4],
      ]),
    ).toBe(
      'NET015 projection "hidden→out": synapse 1 connects [2, 0] a second time\n    tiny.json: projections[1].weights\n' +
        "    add the weights, or use a projection with another delay",
    );
    expect(withValue("projections.1.weights.synapses", [[-1, 0, 1]])).toContain("[-1, 0], outside");
  });

  test("NET016: broken base64 and weights that are not numbers", () => {
    expect(withValue("projections.0.weights", { encoding: "int8-base64", data: "AA*A" })).toBe(
      'NET016 projection "in→hidden": 4 characters that are not base64\n    tiny.json: projections[0].weights\n' +
        "    standard alphabet, padded",
    );
    const data = Buffer.from(Float32Array.of(1, 2, 3, 4, Number.NaN, 6).buffer).toString("base64");
    expect(withValue("projections.0.weights", { encoding: "float32-base64", data })).toBe(
      'NET016 projection "in→hidden": weight NaN at [1][1] is not a number\n    tiny.json: projections[0].weights',
    );
  });

  test("NET017: a projection that no memory holds", () => {
    const message = messageAfter((file) => {
      set(file, "inputs.0.size", 65536);
      set(file, "populations.0.size", 65536);
      set(file, "projections", (file.projections as Json[]).slice(0, 1));
    });
    expect(message).toBe(
      'NET017 projection "in→hidden": 65536 × 65536 pairs are more than 67108864\n    tiny.json: projections[0].weights\n    split it',
    );
  });

  test("NET020: thresholds out of range, in LSB", () => {
    const mend = "    tiny.json: populations[0].neuron.threshold\n    use more membraneBits, or a larger weightScale";
    const place = 'NET020 population "hidden": threshold';
    expect(withValue("populations.0.neuron.threshold", 0)).toBe(`${place} 0 is outside 1..32767\n${mend}`);
    expect(withValue("populations.0.neuron.threshold", 32768)).toBe(`${place} 32768 is outside 1..32767\n${mend}`);
    expect(withValue("populations.0.neuron.threshold", [1, 32767, -1])).toBe(
      `${place} -1 at [2] is outside 1..32767\n${mend}`,
    );
    expect(withValue("populations.0.neuron.threshold", 32767)).toBe("no error");
    const scaled = messageAfter((file) => {
      set(file, "quantization.weightScale", 2);
      set(file, "populations.0.neuron.threshold", 0.8);
    });
    expect(scaled).toBe(`${place} 0.8 (0 LSB of 2) is outside 1..32767\n${mend}`);
  });

  test("NET021: reset values out of range", () => {
    expect(withValue("populations.0.neuron.reset", { kind: "zero", value: 40 })).toBe(
      'NET021 population "hidden": reset.value 40 is outside -32768..39\n' +
        "    tiny.json: populations[0].neuron.reset.value\n    reset below the threshold",
    );
    expect(withValue("populations.0.neuron.reset", { kind: "subtract", value: [40, 0, 41] })).toBe(
      'NET021 population "hidden": reset.value 41 at [2] is outside 0..40\n' +
        "    tiny.json: populations[0].neuron.reset.value\n    subtract at most the threshold",
    );
    expect(withValue("populations.0.neuron.reset", { kind: "zero", value: -32768 })).toBe("no error");
  });

  test("NET022: a parameter list of the wrong length", () => {
    expect(withValue("populations.0.neuron.bias", [1, 2])).toBe(
      'NET022 population "hidden": bias has 2 values, expected 3\n    tiny.json: populations[0].neuron.bias\n' +
        "    one number for all neurons, or one per neuron",
    );
  });

  test("NET023: leak amounts out of range", () => {
    expect(withValue("populations.0.neuron.leak", { kind: "shift", shift: 16 })).toBe(
      'NET023 population "hidden": leak.shift 16 is outside 0..15\n    tiny.json: populations[0].neuron.leak.shift\n' +
        "    a shift is at most the membrane's width less one",
    );
    expect(withValue("populations.0.neuron.leak", { kind: "linear", amount: -1 })).toContain(
      "leak.amount -1 is outside 0..32767",
    );
  });

  test("NET024: refractory times and first ticks out of range", () => {
    expect(withValue("populations.0.neuron.refractory", -1)).toBe(
      'NET024 population "hidden": refractory -1 is outside 0..2147483647\n' +
        "    tiny.json: populations[0].neuron.refractory\n    a number of ticks",
    );
    expect(withValue("populations.0.neuron.firstTick", -1)).toContain("firstTick -1 is outside");
  });

  test("NET025: biases out of range", () => {
    expect(withValue("populations.0.neuron.bias", -32769)).toBe(
      'NET025 population "hidden": bias -32769 is outside -32768..32767\n' +
        "    tiny.json: populations[0].neuron.bias\n    use more membraneBits, or a larger weightScale",
    );
  });

  test("NET026: an automatic scale for 1-bit weights", () => {
    const message = messageAfter((file) => {
      set(file, "quantization", { weightBits: 1, membraneBits: 16 });
      set(file, "projections", []);
    });
    expect(message).toBe(
      'NET026 quantization: "auto" has no positive code to scale to with signed 1-bit weights (-1..0)\n' +
        '    tiny.json: quantization.weightScale\n    give weightScale as a number, or weightSign "unsigned" (0..1)',
    );
    const unsigned = messageAfter((file) => {
      set(file, "quantization", { weightBits: 1, weightSign: "unsigned", membraneBits: 16 });
      set(file, "projections", []);
    });
    expect(unsigned).not.toContain("NET026");
  });

  test("problems of all kinds are reported together", () => {
    const message = messageAfter((file) => {
      set(file, "projections.0.weights.rows", [
        [1, 2, 131],
        [4, 5, 6],
      ]);
      set(file, "projections.1.delay", 20);
      set(file, "populations.0.neuron.threshold", 0);
      set(file, "outputs", ["elsewhere"]);
    });
    expect(message.match(/NET\d+/g)).toEqual(["NET012", "NET010", "NET014", "NET020"]);
  });
});
