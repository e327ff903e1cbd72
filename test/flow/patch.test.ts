import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runIceunpack } from "@yowasp/nextpnr-ice40";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verilogOf } from "../../api/board-build.ts";
import type { CarriedMemory, CarriedWords, Contents } from "../../config/index.ts";
import { slicesOf } from "../../config/index.ts";
import { bareEcp5, bareIce40 } from "../../constraints/index.ts";
import { buildBitstream } from "../../flow/build-bitstream.ts";
import { closeFlowTools, type FlowTools, findEcp5FlowTools, findFlowTools } from "../../flow/build-request.ts";
import type { BuildResult } from "../../flow/build-result.ts";
import type { Family } from "../../flow/family.ts";
import { patchBuild, patchPlaced } from "../../flow/patch/index.ts";
import { patchAsc } from "../../flow/patch/patch-asc.ts";
import { patchConfig } from "../../flow/patch/patch-config.ts";
import { cat, elaborate, input, instance, module, output, regs, type UInt, uint } from "../../hdlgen/index.ts";
import { addressBits, SlicedMemory } from "../../rtl/core/sliced-memory.ts";
import { ensurePythonToolSet, runProcess, withTemporaryFolder } from "../../tools/index.ts";
import { Random } from "../support/random.ts";

interface Place {
  readonly bits: number;
  readonly depth: number;
}

interface MemoriesParameters {
  readonly kind: "block" | "dp16kd";
  readonly places: readonly Place[];
  readonly contents: Contents;
}

/** Memories of many widths and depths, shifted in and out through a few pins, so that no bit of them is left out. */
const Memories = module(
  "memories",
  (_: MemoriesParameters) => ({ fed: input(uint(1)), seen: output(uint(1)) }),
  ({ fed }, { kind, places, contents }) => {
    const given = regs({ given: uint(64) }).given;
    given.next = cat(given.trunc(63), fed);
    const words = places.map(({ bits, depth }, i) => {
      const width = addressBits(depth);
      const { slices } = instance(
        `memory${i}`,
        SlicedMemory({ bits, depth, kind, latency: 2, carried: { name: nameOf(i), contents } }),
        {
          ...{ address: given.trunc(width), write: given.slice(63, 56).eq(i + 1) },
          ...{ writeAddress: given.slice(16 + width - 1, 16), writeData: given.slice(47, 32) },
          writeSlice: given.slice(50, 48).trunc(addressBits(slicesOf(bits))),
        },
      );
      return cat(...[...slices].reverse());
    });
    const kept = words.map((word, i) => {
      const own = regs({ [`kept${i}`]: uint(word.width) })[`kept${i}`];
      if (own === undefined) throw new Error("no register");
      // A word is taken now and then, and shifted out between.
      own.next = given.slice(55, 51).eq(i).mux(word, own.shr(1).extend(word.width)) as UInt;
      return own;
    });
    return { seen: kept.map((own) => own.bit(0).asUInt()).reduce((all, one) => all.xor(one)) };
  },
);

const nameOf = (index: number): string => `memory${index}`;

function carried({ kind, places }: Pick<MemoriesParameters, "kind" | "places">, seed: number): CarriedWords[] {
  const random = new Random(seed);
  return places.flatMap(({ bits, depth }, i) =>
    Array.from({ length: slicesOf(bits) }, (_, slice): CarriedWords => {
      const own = Math.min(16, bits - 16 * slice);
      const memory: CarriedMemory = {
        name: `${nameOf(i)}.${slice}`,
        kind,
        bits: own,
        depth: Math.max(256, depth),
        from: 0,
      };
      const words = Array.from({ length: memory.depth }, (_, word) =>
        word < depth ? random.integer(0, 2 ** own - 1) : 0,
      );
      return { ...memory, words };
    }),
  );
}

const contentsOf = (memories: readonly CarriedWords[]): Contents =>
  Object.fromEntries(memories.map(({ name, words }) => [name, words]));

/** One memory for each shape of a block, of a bit more than it holds; and one that is shallower than any. */
const memoryTypes = {
  ice40: {
    kind: "block",
    places: [
      { bits: 17, depth: 256 },
      { bits: 12, depth: 512 },
      { bits: 5, depth: 1024 },
      { bits: 3, depth: 2048 },
      { bits: 9, depth: 16 },
    ],
  },
  ecp5: {
    kind: "dp16kd",
    places: [
      { bits: 17, depth: 1024 },
      { bits: 9, depth: 2048 },
      { bits: 5, depth: 4096 },
      { bits: 3, depth: 8192 },
      { bits: 2, depth: 16_384 },
      { bits: 1, depth: 32_768 },
      { bits: 33, depth: 256 },
    ],
  },
} as const;

const targets = { ice40: bareIce40("hx8k", "ct256"), ecp5: bareEcp5("25k", "CABGA381", 6) } as const;

/** The contents of each block RAM, as both packers' text formats write them. */
function blockRams(text: string, family: Family): string[] {
  const [header, lines] = family === "ice40" ? [".ram_data ", 16] : [".bram_init ", 256];
  const all = text.toLowerCase().split("\n");
  return all.flatMap((line, at) =>
    line.startsWith(header)
      ? [
          all
            .slice(at + 1, at + 1 + Number(lines))
            .join("\n")
            .replaceAll(/ +$/gm, ""),
        ]
      : [],
  );
}

async function unpackedIce40(bitstream: Uint8Array): Promise<string> {
  const files = await runIceunpack(["in.bin", "out.asc"], { "in.bin": bitstream });
  const text = files?.["out.asc"];
  return typeof text === "string" ? text : new TextDecoder().decode(text as Uint8Array);
}

async function unpackedEcp5(bitstream: Uint8Array): Promise<string> {
  const { python, folder } = await ensurePythonToolSet({ install: "allowed" });
  return withTemporaryFolder(async (work) => {
    await writeFile(join(work, "in.bit"), bitstream);
    await runProcess({
      ...{ name: "ecpunpack", command: python, cwd: work, environment: { PYTHONPATH: folder } },
      args: [join(folder, "bin", "yowasp-ecpunpack"), "--input", "in.bit", "--textcfg", "out.config"],
    });
    return readFile(join(work, "out.config"), "utf8");
  });
}

describe.each(["ice40", "ecp5"] as const)("contents of block RAM in a placed design: %s", (family) => {
  const types = memoryTypes[family];
  const [a, b] = [carried(types, 1), carried(types, 2)];
  let tools: FlowTools<Family>;
  let placeholder: BuildResult<Family>;
  let fresh: BuildResult<Family>;

  const build = (contents: Contents): Promise<BuildResult<Family>> => {
    const design = elaborate(Memories({ ...types, contents }));
    const request = {
      top: design.top.name,
      ...verilogOf(design),
      board: targets[family],
      clockMHz: 50,
      seed: 1,
      tools,
    };
    return buildBitstream<Family>(request);
  };
  const patched = (result: BuildResult<Family>, memories: readonly CarriedWords[]) =>
    patchBuild<Family>(result, memories, { board: targets[family], tools });
  const placedOf = ({ artefacts, top }: BuildResult<Family>): string => {
    const placed = artefacts[`${top}.${family === "ice40" ? "asc" : "config"}`];
    return typeof placed === "string" ? placed : new TextDecoder().decode(placed);
  };

  beforeAll(async () => {
    if (family === "ecp5") await ensurePythonToolSet({ install: "allowed" });
    const found =
      family === "ice40" ? await findFlowTools({ prefer: "wasm" }) : await findEcp5FlowTools({ prefer: "wasm" });
    tools = found as unknown as FlowTools<Family>;
    placeholder = await build("placeholder");
    fresh = await build(contentsOf(b));
  }, 240_000);
  afterAll(() => closeFlowTools(tools));

  test("replaced placeholders are what synthesis makes of the same words: every width and depth, byte for byte", async () => {
    const result = await patched(placeholder, b);
    expect(placedOf(result) === placedOf(fresh)).toBe(true);
    expect(Buffer.compare(result.bitstream, fresh.bitstream)).toBe(0);
    expect(result.bitstreamBytes).toBe(fresh.bitstreamBytes);
  });

  test("a bitstream that is unpacked again has the words in its block RAM", async () => {
    const { bitstream } = await patched(placeholder, b);
    const text = await (family === "ice40" ? unpackedIce40(bitstream) : unpackedEcp5(bitstream));
    const found = blockRams(text, family).filter((block) => /[1-9a-f]/.test(block));
    // Which of them holds what is in the placed design alone; synthesis has made that of the words themselves.
    expect(found.sort()).toEqual(blockRams(placedOf(fresh), family).sort());
  });

  test("the placed placeholders are kept, for the next network: A and then B is B", async () => {
    const first = await patched(placeholder, a);
    expect(Buffer.compare(first.bitstream, fresh.bitstream)).not.toBe(0);
    const kept = first.artefacts[`memories.placeholder.${family === "ice40" ? "asc" : "config"}`];
    const then = await patchPlaced<Family>(kept ?? "", b, { board: targets[family], tools }, "memories");
    expect(Buffer.compare(then.bitstream, fresh.bitstream)).toBe(0);
    expect(then.seconds).toBeLessThan(20);
  });

  test("FLOW032: a memory that is not in the design, or one that is already patched", async () => {
    const patch = family === "ice40" ? patchAsc : patchConfig;
    const [one] = a;
    const other = { ...one, name: "weights.0" } as CarriedWords;
    expect(() => patch(placedOf(placeholder), [other], "memories.asc")).toThrow(
      "FLOW032 memories.asc: no block RAM has the placeholder of weights.0\n    build again: this design was not placed with these placeholders, or is already patched",
    );
    const names = a.map(({ name }) => name).join(", ");
    expect(() => patch(placedOf(fresh), a, "memories.asc")).toThrow(
      `FLOW032 memories.asc: no block RAM has the placeholder of ${names}`,
    );
  });

  test("FLOW034: a design that ends within a block RAM, or with something else in it", () => {
    const [patch, section, expected] =
      family === "ice40"
        ? ([patchAsc, ".ram_data ", "a line of 64 hexadecimal digits"] as const)
        : ([patchConfig, ".bram_init ", "a line of 8 values"] as const);
    const lines = placedOf(placeholder).split("\n");
    const at = lines.findIndex((line) => line.startsWith(section));
    const damaged = (text: readonly string[]) => () => patch(text.join("\n"), a, "memories.asc");
    expect(damaged(lines.slice(0, at + 5))).toThrow(
      `FLOW034 memories.asc:${at + 6}: the contents of a block RAM are damaged: ${expected} should stand here\n    build again`,
    );
    expect(damaged(lines.map((line, i) => (i === at + 3 ? "zz" : line)))).toThrow(`FLOW034 memories.asc:${at + 4}: `);
  });
});
