import { describe, expect, it } from "vitest";
import {
  bool,
  elaborate,
  input,
  module,
  nodes,
  output,
  type PipelineFlow,
  pipelined,
  sint,
  stream,
  type UInt,
  uint,
} from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { Random } from "../support/random.ts";
import { applyStep, randomSteps, type Step, valueAt } from "../support/random-datapath.ts";
import { lint } from "../support/verilator-lint.ts";

const widths = [1, 7, 8, 12];
const stageCounts = [0, 1, 2, 3, 4, 5, 6] as const;

/** The same datapath as it is written and in N stages, side by side. */
const Datapaths = module(
  "datapaths",
  (_: { steps: readonly Step[]; isStalling: boolean }) => ({
    valid: input(bool),
    go: input(bool),
    ...Object.fromEntries(widths.map((width, i) => [`in${i}`, input(uint(width))])),
    direct: output(uint(64)),
    ...Object.fromEntries(stageCounts.map((stages) => [`y${stages}`, output(uint(64))])),
    ...Object.fromEntries(stageCounts.map((stages) => [`valid${stages}`, output(bool)])),
  }),
  (io, { steps, isStalling }) => {
    const given = io as unknown as Record<string, UInt>;
    const inputs = Object.fromEntries(widths.map((_, i) => [`in${i}`, given[`in${i}`] as UInt]));
    const direct = Object.values(inputs);
    for (const step of steps) direct.push(applyStep({ ...step, isNamed: false }, direct, "unnamed"));
    const outputs: Record<string, unknown> = { direct: digest(direct) };
    for (const stages of stageCounts) {
      const flow: PipelineFlow = { valid: io.valid, ...(isStalling ? { enable: io.go } : {}) };
      const end = pipelined(
        `n${stages}`,
        { ...flow, valid: io.valid, stages, inputs: renamed(inputs, stages) },
        (own) => {
          const values = Object.values(own);
          steps.forEach((step, i) => {
            values.push(applyStep(step, values, `n${stages}Named${i}`));
          });
          return { [`out${stages}`]: digest(values) };
        },
      );
      expect(end.latency).toBe(stages);
      outputs[`y${stages}`] = end.outputs[`out${stages}`];
      outputs[`valid${stages}`] = end.valid;
    }
    return outputs as never;
  },
);

/** Registers of several pipelines in one module need names of their own. */
const renamed = (inputs: Record<string, UInt>, stages: number): Record<string, UInt> =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`n${stages}${name}`, value]));

/** Depends on the last values, whatever their number and widths. */
function digest(values: readonly UInt[]): UInt {
  const last = values.slice(-4);
  return last.reduce((sum, value) => sum.extend(40).xor(value.extend(40).shl(3).trunc(40)), valueAt(last, 0));
}

function runDatapaths(seed: number, isStalling: boolean): void {
  const random = new Random(seed);
  const steps = randomSteps(random, widths.length, random.integer(3, 25));
  const sim = openEmbedded(elaborate(Datapaths({ steps, isStalling })), { seed });
  sim.reset();
  // What the datapath without any pipeline showed, in the cycles in which the pipeline moved.
  const seen: { valid: number; y: bigint }[] = [];
  for (let cycle = 0; cycle < 60; cycle++) {
    const valid = Number(random.chance(0.7));
    const go = isStalling ? Number(random.chance(0.6)) : 1;
    sim.port("valid").value = valid;
    sim.port("go").value = go;
    widths.forEach((width, i) => {
      sim.port(`in${i}`).value = random.integer(0, 2 ** width - 1);
    });
    const now = { valid, y: sim.port("direct").big };
    for (const stages of stageCounts) {
      const then = stages === 0 ? now : seen.at(-stages);
      const where = `seed ${seed}, ${stages} stages, cycle ${cycle}`;
      expect(sim.port(`valid${stages}`).value, where).toBe(then?.valid ?? 0);
      if (then?.valid === 1) expect(sim.port(`y${stages}`).big, where).toBe(then.y);
    }
    if (go === 1) seen.push(now);
    sim.step();
  }
}

describe("pipelined: N stages equal the combinational datapath, N cycles later", () => {
  it("60 random datapaths, 0 to 6 stages, with bubbles", () => {
    for (let seed = 1; seed <= 60; seed++) runDatapaths(seed, false);
  });

  it("30 random datapaths, 0 to 6 stages, with bubbles and stalls", () => {
    for (let seed = 101; seed <= 130; seed++) runDatapaths(seed, true);
  });
});

const Mac = module(
  "mac",
  (_: { stages: number }) => ({
    valid: input(bool),
    a: input(sint(8)),
    b: input(sint(8)),
    c: input(sint(16)),
    done: output(bool),
    y: output(sint(16)),
  }),
  ({ valid, a, b, c }, { stages }) => {
    const mac = pipelined("mac", { valid, stages, inputs: { a, b, c } }, ({ a, b, c }) => {
      const { product } = nodes({ product: a.mul(b) });
      const { sum } = nodes({ sum: product.add(c) });
      return { y: sum.sat(16) };
    });
    return { done: mac.valid, ...mac.outputs };
  },
);

describe("pipelined: what comes out", () => {
  const registers = (stages: number): string[] =>
    elaborate(Mac({ stages })).top.registers.map(({ signal }) => `${signal.name}:${signal.type.width}`);

  it("every name that the datapath gave is there, whatever the number of stages", () => {
    for (const stages of stageCounts) {
      expect(elaborate(Mac({ stages })).top.nodes.map(({ signal }) => signal.name)).toEqual(["product", "sum"]);
    }
  });

  it("registers are named after value and stage; none without stages", () => {
    expect(registers(0)).toEqual([]);
    expect(registers(1)).toEqual(["mac_valid_1:1", "y_1:16"]);
    expect(registers(2)).toEqual(["mac_valid_1:1", "mac_valid_2:1", "product_1:16", "c_1:16", "y_2:16"]);
  });

  it("equal expressions are computed and carried once; of a wide value only the bits that are needed later", () => {
    const M = module(
      "m",
      (_: object) => ({ a: input(uint(16)), b: input(uint(16)), y: output(uint(40)) }),
      ({ a, b }) => {
        const path = pipelined("path", { stages: 2, inputs: { a, b } }, ({ a, b }) => {
          const square = a.mul(a);
          // Written twice; and only bits 7…4 of `b` are needed behind the multiplication.
          return { y: square.add(a.mul(a)).addw(b.slice(7, 4)).extend(40) };
        });
        return path.outputs;
      },
    );
    const found = elaborate(M({})).top.registers.map(({ signal }) => `${signal.name}:${signal.type.width}`);
    expect(found).toEqual(["y_part1_1:32", "b_1:4", "y_2:33"]);
  });

  it("as a stream: nothing lost, doubled or out of order", () => {
    const M = module(
      "m",
      (_: object) => ({ enq: stream.in(uint(8)), deq: stream.out(uint(16)) }),
      ({ enq, deq }) => {
        const flow = { valid: enq.valid, ready: deq.ready };
        const path = pipelined("path", { ...flow, stages: 3, inputs: { x: enq.payload } }, ({ x }) => ({
          y: x.mul(x).addw(x),
        }));
        return { enq: { ready: path.ready }, deq: { valid: path.valid, payload: path.outputs.y } };
      },
    );
    const sim = openEmbedded(elaborate(M({})), { seed: 8 });
    const random = new Random(8);
    sim.reset();
    const sent: number[] = [];
    const found: number[] = [];
    for (let cycle = 0; cycle < 500; cycle++) {
      const x = sent.length % 256;
      sim.port("enq_payload").value = x;
      sim.port("enq_valid").value = Number(random.chance(0.8));
      sim.port("deq_ready").value = Number(random.chance(0.6));
      if (sim.port("deq_valid").value === 1 && sim.port("deq_ready").value === 1) {
        found.push(sim.port("deq_payload").value);
      }
      if (sim.port("enq_valid").value === 1 && sim.port("enq_ready").value === 1) sent.push(x * x + x);
      sim.step();
    }
    expect(found.length).toBeGreaterThan(200);
    expect(found).toEqual(sent.slice(0, found.length));
  });

  it("more stages never make the longest stage longer", () => {
    const longest: number[] = [];
    const M = module(
      "m",
      (_: object) => ({ a: input(uint(8)), b: input(uint(8)) }),
      ({ a, b }) => {
        for (let stages = 1; stages <= 6; stages++) {
          const inputs = { [`a${stages}`]: a, [`b${stages}`]: b };
          const end = pipelined(`p${stages}`, { stages, inputs }, (own) => {
            const [x, y] = Object.values(own) as [UInt, UInt];
            return { [`y${stages}`]: x.mul(y).add(x).mul(3).sub(y.extend(18)).asUInt().shrBy(x.trunc(3)) };
          });
          longest.push(end.longestStage);
        }
        return {};
      },
    );
    elaborate(M({}));
    expect(longest).toEqual([...longest].sort((a, b) => b - a));
    expect(longest[0]).toBeGreaterThan(2 * (longest[3] ?? 0));
  });

  it("passes Verilator's lint", async () => {
    for (const stages of [0, 1, 2, 5]) expect(await lint(elaborate(Mac({ stages })))).toBe("");
    const steps = randomSteps(new Random(3), widths.length, 12);
    expect(await lint(elaborate(Datapaths({ steps, isStalling: true })))).toBe("");
  });
});
