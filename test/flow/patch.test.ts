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
import { ensurePythonToolSet } from "../../tools/index.ts";
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

const memoryTypes = {
  ice40: {
    kind: "block",
    places: [
      ...[16, 1, 17, 40].map((bits) => ({ bits, depth: 256 })),
      ...[8, 12].map((bits) => ({ bits, depth: 512 })),
      ...[4, 5].map((bits) => ({ bits, depth: 1024 })),
      ...[2, 3].map((bits) => ({ bits, depth: 2048 })),
      { bits: 9, depth: 16 },
    ],
  },
  ecp5: {
    kind: "dp16kd",
    places: [
      ...[16, 17].map((bits) => ({ bits, depth: 1024 })),
      ...[8, 9].map((bits) => ({ bits, depth: 2048 })),
      ...[4, 5].map((bits) => ({ bits, depth: 4096 })),
      ...[2, 3].map((bits) => ({ bits, depth: 8192 })),
      ...[1, 2].map((bits) => ({ bits, depth: 16_384 })),
      { bits: 1, depth: 32_768 },
      { bits: 40, depth: 256 },
    ],
  },
} as const;

const targets = { ice40: bareIce40("hx8k", "ct256"), ecp5: bareEcp5("25k", "CABGA381", 6) } as const;

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
