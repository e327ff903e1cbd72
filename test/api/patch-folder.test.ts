import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contentsText } from "../../api/carried-contents.ts";
import type { SpikeforgeError } from "../../diagnostics/index.ts";
import {
  type Board,
  type CompiledNetwork,
  carriedWords,
  compileNetwork,
  contentsRecord,
  findBoard,
  learnedNetwork,
  lif,
  type Network,
  network,
  pairStdp,
  patchFolder,
  quantise,
  randomEvents,
  shiftLeak,
  withoutLearning,
  withPlaceholders,
} from "../../index.ts";
import { Reference } from "../../sim/reference/index.ts";
import { withTemporaryFolder } from "../../tools/index.ts";
import { blockRamAsc } from "../support/placeholder-asc.ts";

interface Wish {
  readonly name: string;
  readonly weight: number;
  readonly threshold?: number;
  readonly neurons?: number;
  readonly weightBits?: 4 | 8;
}

function described({ name, weight, threshold = 40, neurons = 8, weightBits = 4 }: Wish): Network {
  return network(name, { weightBits, membraneBits: 16, weightScale: 1 })
    .input("in", 4)
    .population("out", { size: neurons, neuron: lif({ threshold, leak: shiftLeak(3) }) })
    .project("in", "out", { weights: new Int8Array(4 * neurons).fill(weight) })
    .output("out")
    .build();
}

const compile = (wish: Wish, board: Board): CompiledNetwork => compileNetwork(described(wish), board, { lanes: 4 });

/** A build's folder as `synth` leaves it, whose design is nothing but its block RAM. */
async function buildFolder(folder: string, compiled: CompiledNetwork): Promise<void> {
  const record = contentsRecord(compiled, "top");
  await mkdir(join(folder, "verilog"), { recursive: true });
  const files = {
    "contents.json": contentsText(record),
    "top.placeholder.asc": blockRamAsc(record.memories),
    "top.asc": "of the network before",
    "top.bin": "of the network before",
    "report.json": JSON.stringify({ top: "top", bitstreamBytes: 1 }),
    "report.html": "of the network before",
    "verilog/top.v": "module top; endmodule",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

const problemOf = (work: Promise<unknown>): Promise<SpikeforgeError> =>
  work.then(
    () => {
      throw new Error("nothing was thrown");
    },
    (error: SpikeforgeError) => error,
  );

const [a, b] = [
  { name: "a", weight: 3 },
  { name: "b", weight: -2 },
] as const;
const find = { prefer: "wasm" } as const;

describe("patching a build's folder", () => {
  it("writes the bitstream of another network, keeps what is of the design, and leaves out what is of its network", async () => {
    const board = await findBoard("hx8k-evn");
    await withTemporaryFolder(async (root) => {
      const [folder, out] = [join(root, "build"), join(root, "other")];
      await buildFolder(folder, compile(a, board));
      const patched = await patchFolder(folder, described(b), { board, out, find });
      expect(patched).toMatchObject({ network: "b", bitstream: join(out, "top.bin") });
      expect((await readdir(out, { recursive: true })).sort()).toEqual(
        [
          ...["contents.json", "report.json", "top.asc", "top.bin", "top.placeholder.asc"],
          ...["verilog", join("verilog", "top.v")],
        ].sort(),
      );
      const words = new Map(carriedWords(compile(b, board)).map((memory) => [memory.name, memory.words]));
      const expected = blockRamAsc(
        contentsRecord(compile(b, board), "top").memories,
        ({ name }) => words.get(name) ?? [],
      );
      expect(await readFile(join(out, "top.asc"), "utf8")).toBe(expected);
      const bitstream = await readFile(join(out, "top.bin"));
      expect(bitstream.includes(Buffer.from([0x7e, 0xaa, 0x99, 0x7e]))).toBe(true);
      expect(JSON.parse(await readFile(join(out, "report.json"), "utf8"))).toEqual({
        top: "top",
        bitstreamBytes: bitstream.length,
      });
      // In its own folder, and back again: as if it had been made for that network.
      const direct = join(root, "direct");
      await patchFolder(folder, described(a), { board, out: direct, find });
      await patchFolder(out, described(a), { board, out, find });
      expect(Buffer.compare(await readFile(join(out, "top.bin")), await readFile(join(direct, "top.bin")))).toBe(0);
      expect(Buffer.compare(await readFile(join(out, "top.bin")), bitstream)).not.toBe(0);
      expect(JSON.parse(await readFile(join(out, "contents.json"), "utf8"))).toMatchObject({ network: "a" });
    });
  });

  it("puts a network that needs less into the design of one that needs more", async () => {
    const board = await findBoard("hx8k-evn");
    await withTemporaryFolder(async (root) => {
      await buildFolder(root, compile({ name: "large", weight: 1, threshold: 1000, neurons: 12 }, board));
      await expect(patchFolder(root, described(b), { board, out: root, find })).resolves.toMatchObject({
        network: "b",
      });
    });
  });

  it("FLOW031: names every field of the core that does not do", async () => {
    const board = await findBoard("hx8k-evn");
    await withTemporaryFolder(async (root) => {
      await buildFolder(root, compile(a, board));
      const patched = (wish: Wish, on = board) =>
        problemOf(patchFolder(root, described(wish), { board: on, out: root, find }));
      const said = (found: string, name = "b") =>
        [
          `FLOW031 network "${name}" in ${root}: ${found}`,
          "    build it: spikeforge synth; a design takes a network that needs no more than it has",
        ].join("\n");
      expect((await patched({ ...b, threshold: 1000 })).message).toBe(
        said("thresholdBits: the network needs 10, the design has 6"),
      );
      expect((await patched({ ...b, weightBits: 8 })).message).toBe(
        said("weightBits: the network needs 8, the design has 4"),
      );
      expect((await patched(b, await findBoard("tinyfpga-bx"))).message).toBe(
        said("board: the network needs tinyfpga-bx, the design has hx8k-evn"),
      );
      expect(await readFile(join(root, "top.bin"), "utf8")).toBe("of the network before");
    });
  });

  it("FLOW030: a folder that is no such build, a file that is none of ours, one that is missing", async () => {
    const board = await findBoard("hx8k-evn");
    await withTemporaryFolder(async (root) => {
      const patched = () => problemOf(patchFolder(root, described(b), { board, out: root, find }));
      expect((await patched()).message).toBe(
        [
          `FLOW030 ${root}: no build whose bitstream carries its network: contents.json cannot be read (ENOENT)`,
          "    name the folder of a build by spikeforge synth for a board whose weights lie in block RAM",
        ].join("\n"),
      );
      await writeFile(join(root, "contents.json"), "{}");
      expect((await patched()).message).toBe(
        `FLOW030 ${join(root, "contents.json")}: format none, expected "spikeforge-contents-1"`,
      );
      await buildFolder(root, compile(a, board));
      await rm(join(root, "top.placeholder.asc"));
      expect((await patched()).message).toBe(
        `FLOW030 ${root}: top.placeholder.asc is missing, which the build wrote beside contents.json\n    build again`,
      );
    });
  });
});

const stdp = { aPlus: 4, aMinus: 3, tauPlusMs: 4, tauMinusMs: 4, window: 6, bounds: { low: 0, high: 15 } };

/** Learns and adapts, as it is at first or as it has learned for some ticks. */
function learner(name: string, ticks: number, window = stdp.window): Network {
  const description = network(name, { weightBits: 4, weightSign: "unsigned", membraneBits: 16, weightScale: 1 })
    .input("in", 8)
    .population("out", {
      size: 8,
      neuron: lif({ threshold: 20, leak: shiftLeak(3), adaptation: { increment: 2, limit: 60, shift: 2, period: 16 } }),
    })
    .project("in", "out", { weights: new Int8Array(64).fill(7), plastic: true })
    .learning(pairStdp({ ...stdp, window }))
    .output("out")
    .build();
  const reference = new Reference(quantise(description));
  const ended = randomEvents({ ticks, rate: 0.4, seed: 3 }, 8);
  for (const channels of ended) reference.tick(channels);
  return learnedNetwork(description, { weights: [reference.weights(0)], second: [], adaptation: reference.adaptation });
}

describe("networks that learn", () => {
  it("gives a design what its network has learned, tables and thresholds with it: what a build of that carries", async () => {
    const board = await findBoard("hx8k-evn");
    const compiled = (description: Network) => compileNetwork(description, board, { lanes: 8 });
    const [before, after] = [learner("before", 0), learner("after", 40)];
    expect(after.projections).not.toEqual(before.projections);
    expect(after.populations).not.toEqual(before.populations);
    await withTemporaryFolder(async (root) => {
      const [folder, out] = [join(root, "build"), join(root, "other")];
      await buildFolder(folder, compiled(before));
      await patchFolder(folder, after, { board, out, find });
      const words = new Map(carriedWords(compiled(after)).map((memory) => [memory.name, memory.words]));
      expect([...words.keys()]).toEqual(expect.arrayContaining(["adaptation.0", "weights.0", "preload.0"]));
      const { memories } = contentsRecord(compiled(after), "top");
      expect(await readFile(join(out, "top.asc"), "utf8")).toBe(
        blockRamAsc(memories, ({ name }) => words.get(name) ?? []),
      );
    });
  });

  it("FLOW031: learns by another rule, or not at all", async () => {
    const board = await findBoard("hx8k-evn");
    await withTemporaryFolder(async (root) => {
      await buildFolder(root, compileNetwork(learner("a", 0), board, { lanes: 16 }));
      const patched = (description: Network) => problemOf(patchFolder(root, description, { board, out: root, find }));
      const mend = "    build it: spikeforge synth; a design takes a network that needs no more than it has";
      expect((await patched(learner("b", 0, 40))).message).toBe(
        `FLOW031 network "b" in ${root}: learning.historyBits: the network needs 64, the design has 32\n${mend}`,
      );
      expect((await patched(withoutLearning(learner("c", 0)))).message).toBe(
        `FLOW031 network "c" in ${root}: learning: the network needs none, the design has pairs\n${mend}`,
      );
    });
  });
});

describe("networks that a bitstream cannot carry", () => {
  it("FLOW033: weights in SPRAM", async () => {
    const compiled = compile(a, await findBoard("icebreaker"));
    expect(() => withPlaceholders(compiled)).toThrow(
      [
        'FLOW033 network "a" on iCEBreaker: a bitstream cannot carry it: its weights are in SPRAM, which no bitstream fills',
        "    load it over the link, or from flash: synth --boot flash",
      ].join("\n"),
    );
  });
});
