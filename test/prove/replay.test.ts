import { describe, expect, it } from "vitest";
import { bool, elaborate, formal, input, module, nodes, output, regs, uint, when } from "../../hdlgen/index.ts";
import { prove } from "../../sim/prove/index.ts";
import { placedProperties } from "../../sim/prove/properties.ts";
import { replay } from "../../sim/prove/replay.ts";

const Counter = module(
  "counter",
  (_: object) => ({ en: input(bool), count: output(uint(4)) }),
  ({ en }) => {
    const { count } = regs({ count: [uint(4), 0] });
    when(en, () => {
      count.next = count.addw(1);
    });
    formal.assert(count.ne(3), "never three");
    formal.cover(count.eq(2), "two");
    return { count };
  },
);

/** What its property needs of an input is one bit, which stands beside others. */
const Partly = module(
  "partly",
  (_: object) => ({ word: input(uint(8)), ends: output(bool) }),
  ({ word }) => {
    const { ends } = regs({ ends: [bool, false] });
    const { asked } = nodes({ asked: word.bit(6).and(ends.not()) });
    ends.next = asked;
    formal.assert(ends.not(), "never ends");
    return { ends };
  },
);

it("a counterexample has the bits of an input that matter, beside others that do not", async () => {
  const proof = await prove(Partly({}), { mode: "bmc" });
  if (proof.status !== "failed") throw new Error(proof.status);
  const { trace, cycle } = proof.failure;
  expect(trace.signals.get("word")?.[cycle - 1]).toBe(0x40n);
  expect(BigInt.asUintN(8, trace.known.get("word") ?? -1n)).toBe(0x40n);
});

describe("a counterexample on the embedded engine", async () => {
  const design = elaborate(Counter({}));
  const proof = await prove(design, { mode: "bmc" });
  if (proof.status !== "failed") throw new Error(proof.status);
  const { trace } = proof.failure;
  const property = placedProperties(design).get("never_three");
  const cover = placedProperties(design).get("two");
  if (property === undefined || cover === undefined) throw new Error("no label");
  const changed = (name: string, cycle: number, bits: bigint) => ({
    ...trace,
    signals: new Map(trace.signals).set(name, trace.signals.get(name)?.with(cycle, bits) ?? []),
  });

  it("fails as the prover says", () => {
    expect(() => replay(design, trace, property)).not.toThrow();
  });

  it("is a defect where a register differs", () => {
    expect(() => replay(design, changed("count", 2, 9n), property)).toThrow(
      "prover and embedded engine disagree at cycle 2 of a counterexample: count is 9 in the trace and 1 in the engine",
    );
  });

  it("is a defect where the property does not fail in its last cycle, or fails before", () => {
    expect(() => replay(design, { ...trace, cycles: trace.cycles - 1 }, property)).toThrow(
      'disagree at cycle 3 of a counterexample: "never three"',
    );
    expect(() => replay(design, { ...trace, cycles: trace.cycles + 1 }, property)).toThrow(
      "disagree at cycle 4 of a counterexample: top: assertion failed at cycle 4: never three",
    );
  });

  it("is a defect where a cover does not hold", () => {
    expect(() => replay(design, { ...trace, cycles: 4 }, cover)).not.toThrow();
    expect(() => replay(design, { ...trace, cycles: 3 }, cover)).toThrow(
      "prover and embedded engine disagree at cycle 2 of a counterexample: the cover",
    );
  });
});
