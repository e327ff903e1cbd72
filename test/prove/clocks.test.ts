import { afterAll, describe, expect, it } from "vitest";
import {
  blackBox,
  bool,
  clock,
  domain,
  formal,
  input,
  instance,
  module,
  nodes,
  output,
  past,
  ram,
  regs,
  stream,
  synchroniseGray,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { expectProved, openProver } from "../../sim/prove/index.ts";

const prover = await openProver();
afterAll(() => prover.close());

const gray = (value: UInt): UInt => value.xor(value.shr(1).extend(value.width));

/**
 * A queue of four words between two clocks, with Gray-coded pointers. `mistake`: the writer looks at the pointer that it
 * has taken words to, and not at the one that it is about to have.
 */
const Queue = module(
  "queue",
  (_: { mistake?: boolean; depth?: number }) => ({
    wrClk: input(clock),
    wrRst: input(bool, { domain: "wrClk" }),
    rdClk: input(clock),
    rdRst: input(bool, { domain: "rdClk" }),
    enq: stream.in(uint(4), { domain: "wrClk" }),
    take: input(bool, { domain: "rdClk" }),
    valid: output(bool, { domain: "rdClk" }),
  }),
  ({ wrClk, wrRst, rdClk, rdRst, enq, take }, { mistake = false, depth = 4 }) => {
    const words = ram("words", uint(4), { depth, collision: "dontCare" });
    const reading = domain({ clock: rdClk, reset: rdRst }, () => regs({ read: [uint(3), 0], readGray: [uint(3), 0] }));
    const writing = domain({ clock: wrClk, reset: wrRst }, () => {
      const own = regs({ write: [uint(3), 0], writeGray: [uint(3), 0] });
      const readGray = synchroniseGray("readGraySeen", reading.readGray, { reset: 0 });
      // Full: the writer is a whole round ahead, of which Gray code turns over the two highest bits.
      const { ready } = nodes({ ready: own.writeGray.xor(readGray).ne(mistake ? 0b111 : 0b110) });
      const push = enq.valid.and(ready);
      when(push, () => {
        own.write.next = own.write.addw(1);
        own.writeGray.next = gray(own.write.addw(1));
      });
      words.write(own.write.trunc(2), enq.payload, { enable: push });
      formal.assert(own.writeGray.eq(gray(own.write)), "the writer's pointers agree");
      formal.assert(own.write.subw(reading.read).le(4), "never more than four words");
      formal.cover(ready.not(), "the queue is full");
      formal.assert(
        past(own.write)
          .eq(own.write)
          .or(own.write.subw(past(own.write)).eq(1)),
        "one word at a time",
      );
      return { ...own, ready };
    });
    const { valid } = domain({ clock: rdClk, reset: rdRst }, () => {
      const writeGray = synchroniseGray("writeGraySeen", writing.writeGray, { reset: 0 });
      const { valid } = nodes({ valid: reading.readGray.ne(writeGray) });
      when(valid.and(take), () => {
        reading.read.next = reading.read.addw(1);
        reading.readGray.next = gray(reading.read.addw(1));
      });
      formal.assert(valid.not().or(writing.write.ne(reading.read)), "what is valid is there");
      words.read(reading.read.trunc(2));
      return { valid };
    });
    return { enq: { ready: writing.ready }, valid };
  },
);

const resets = ["wr_rst", "rd_rst"];

describe("a design with several clocks", () => {
  it("is proved over every order of edges", async () => {
    const proof = await expectProved(Queue({}), { mode: "bmc", depth: 14, resets, prover });
    expect(proof).toMatchObject({ status: "proved", depth: 14, assertions: 4 });
  });

  it("fails with edges one at a time, and the engine takes the same ones", async () => {
    const proof = await prover.prove(Queue({ mistake: true }), { mode: "bmc", depth: 16, resets });
    if (proof.status !== "failed") throw new Error(proof.status);
    const { failure } = proof;
    expect(failure.message).toBe("never more than four words");
    const ticks = ["wr_clk", "rd_clk"].map((name) => failure.trace.signals.get(name) ?? []);
    expect(ticks[0]?.map((bit, i) => bit + (ticks[1]?.[i] ?? 0n))).toEqual(
      Array.from({ length: failure.cycle + 1 }, () => 1n),
    );
    // One edge of each in reset, five words, and the edge at which the property is asked.
    expect(failure.cycle).toBe(7);
    expect(failure.waveform.map((row) => row.split(" ")[0]).slice(0, 5)).toEqual([
      "cycle",
      "wr_clk",
      "rd_clk",
      "wr_rst",
      "rd_rst",
    ]);
  });

  it("reaches its covers", async () => {
    const proof = await expectProved(Queue({}), { mode: "cover", depth: 10, resets, prover });
    expect(proof.status === "covered" && proof.witnesses.map(({ message, cycle }) => [message, cycle])).toEqual([
      ["the queue is full", 6],
    ]);
  });

  it("properties are asked at edges of their own clock only", async () => {
    const Slow = module(
      "slow_counter",
      (_: object) => ({
        fast: input(clock),
        slow: input(clock),
        slowRst: input(bool, { domain: "slow" }),
        y: output(uint(3), { domain: "slow" }),
      }),
      ({ slow, slowRst }) => {
        const { count } = domain({ clock: slow, reset: slowRst }, () => {
          const own = regs({ count: [uint(3), 0] });
          own.count.next = own.count.addw(1);
          formal.assert(own.count.eq(past(own.count).addw(1)), "one more at each of its edges");
          return own;
        });
        return { y: count };
      },
    );
    await expectProved(Slow({}), { mode: "induction", resets: ["slow_rst"], prover });
  });
});

it("SIM035: a cell that makes clocks", async () => {
  const Oscillator = blackBox(
    "OSC",
    () => ({ CLK: output(clock) }),
    () => ({ clockSource: { outputs: [{ port: "CLK", multiply: 48_000_000, divide: 1 }] } }),
  );
  const Top = module(
    "oscillating",
    (_: object) => ({ y: output(bool) }),
    () => {
      const { CLK } = instance("osc", Oscillator({}), {});
      return domain({ clock: CLK }, () => {
        const { on } = regs({ on: bool });
        on.next = on.not();
        formal.assert(on.or(on.not()), "on or off");
        return { y: on };
      });
    },
  );
  await expect(prover.prove(Top({}), { mode: "bmc" })).rejects.toThrow(
    "SIM035 oscillating: the cell OSC makes clocks, of which a prover knows nothing\n" +
      "    prove the module behind it, with its clocks as ports",
  );
});

it("SIM032: a reset that is no input", async () => {
  await expect(prover.prove(Queue({}), { mode: "bmc", resets: ["rst"] })).rejects.toThrow(
    "SIM032 queue: no input rst of one bit to be a reset\n    its inputs are wr_rst, rd_rst, enq_valid, enq_payload, take",
  );
});

it("SIM036: memories that are too large", async () => {
  await expect(prover.prove(Queue({ depth: 32_768 }), { mode: "bmc", resets })).rejects.toThrow(
    "SIM036 queue: memories of 131072 bits in a design with several clocks, of which a prover takes 65536\n" +
      "    prove it with smaller parameters",
  );
});
