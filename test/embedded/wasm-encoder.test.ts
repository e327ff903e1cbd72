import { describe, expect, it } from "vitest";
import { ModuleBuilder } from "../../sim/embedded/wasm-encoder.ts";
import { compileWasm, createMemory, instantiateWasm } from "../../sim/embedded/web-assembly.ts";

describe("wasm encoder", () => {
  it("constants at every length of their encoding come back", () => {
    const edges = [7, 14, 21, 28, 31, 35, 42, 49, 56, 63].flatMap((bits) => [
      2n ** BigInt(bits) - 1n,
      -(2n ** BigInt(bits)),
      2n ** BigInt(bits - 1),
    ]);
    const values = [0n, 1n, -1n, 63n, 64n, -64n, -65n, ...edges];
    const builder = new ModuleBuilder();
    for (const [index, value] of values.entries()) {
      const wide = builder.function(`wide${index}`, [], "i64");
      wide.constI64(value);
      builder.export(wide);
      const narrow = builder.function(`narrow${index}`, [], "i32");
      narrow.constI32(Number(BigInt.asIntN(32, value)));
      builder.export(narrow);
    }
    const exports = instantiateWasm(compileWasm(builder.encode()), createMemory(0)) as Record<
      string,
      () => number | bigint
    >;
    for (const [index, value] of values.entries()) {
      expect(exports[`wide${index}`]?.()).toBe(value);
      expect(exports[`narrow${index}`]?.()).toBe(Number(BigInt.asIntN(32, value)));
    }
  });

  it("locals of mixed types keep theirs, and the memory is as large as asked", () => {
    const builder = new ModuleBuilder();
    const fn = builder.function("sum", ["i32"], "i64");
    const locals = Array.from(
      { length: 300 },
      (_, index) => ({ type: index % 3 === 0 ? "i64" : "i32", index }) as const,
    );
    const indices = locals.map(({ type }) => fn.local(type));
    for (const [at, { type, index }] of locals.entries()) {
      if (type === "i64") fn.constI64(BigInt(index));
      else fn.constI32(index);
      fn.opIndex("local_set", indices[at] ?? 0);
    }
    fn.opIndex("local_get", 0);
    fn.op("i64_extend_i32_u");
    for (const [at, { type }] of locals.entries()) {
      fn.opIndex("local_get", indices[at] ?? 0);
      if (type === "i32") fn.op("i64_extend_i32_u");
      fn.op("i64_add");
    }
    builder.export(fn);
    const memory = createMemory(65_537);
    const { sum } = instantiateWasm(compileWasm(builder.encode()), memory) as { sum(start: number): bigint };
    expect(sum(1000)).toBe(1000n + BigInt((299 * 300) / 2));
    expect(memory.buffer.byteLength).toBe(2 * 65_536);
  });
});
