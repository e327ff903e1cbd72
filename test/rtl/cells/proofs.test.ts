/**
 * Every proof of a cell, and that it can fail: every copy of the cell with one change is refuted by the cell's contract
 * alone.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { elaborate, type Module, type Ports, uint } from "../../../hdlgen/index.ts";
import { crcAlgorithms } from "../../../rtl/cells/crc-algorithm.ts";
import { expectProved, openProver, type ProveOptions, type Prover } from "../../../sim/prove/index.ts";
import { mutantsOf } from "../../support/cell-mutants.ts";
import { RoundRobinArbiterProof, StreamArbiterProof } from "./proofs/arbiter-proofs.ts";
import { AsyncFifoProof } from "./proofs/async-fifo-proof.ts";
import type { Goal } from "./proofs/lemmas.ts";
import { BlockFifoProof, LogicFifoProof, RegisterSliceProof, SkidBufferProof } from "./proofs/queue-proofs.ts";
import { CrcProof, LfsrProof, PowerOnResetProof, UartProof } from "./proofs/single-proofs.ts";
import { StreamDemuxProof, StreamForkProof, StreamJoinProof, StreamMuxProof } from "./proofs/split-proofs.ts";

interface Claim {
  readonly name: string;
  /** Where the cell is written. */
  readonly files: readonly string[];
  readonly of: (goal: Goal["goal"]) => Module<Ports>;
  readonly options: ProveOptions;
  /** Cycles within which a broken copy is refuted. */
  readonly refutedWithin: number;
  /** Broken copies to try, spread over all of them; default: all. */
  readonly copies?: number;
  /** Copies that this proof cannot tell from the cell. */
  readonly spared?: RegExp;
}

const type = uint(2);
const always = { mode: "induction", depth: 3 } as const;
const induction = (name: string, file: string, of: Claim["of"], refutedWithin = 10): Claim => ({
  name,
  files: [file],
  of,
  options: always,
  refutedWithin,
});

const claims: readonly Claim[] = [
  induction("skid buffer", "skid-buffer.ts", (goal) => SkidBufferProof({ type, goal })),
  induction("register slice, forward", "register-slice.ts", (goal) =>
    RegisterSliceProof({ type, goal, cut: "forward" }),
  ),
  induction("register slice, backward", "register-slice.ts", (goal) =>
    RegisterSliceProof({ type, goal, cut: "backward" }),
  ),
  induction("fifo of 3 in logic", "logic-fifo.ts", (goal) => LogicFifoProof({ type, goal, depth: 3 })),
  induction("fifo of 4 in block memory", "block-fifo.ts", (goal) => BlockFifoProof({ type, goal, depth: 4 })),
  induction("round-robin arbiter of 5", "round-robin-arbiter.ts", (goal) => RoundRobinArbiterProof({ count: 5, goal })),
  induction("stream arbiter of 3", "stream-arbiter.ts", (goal) => StreamArbiterProof({ type, goal })),
  induction("stream fork to 3", "stream-fork.ts", (goal) => StreamForkProof({ type, goal })),
  induction("stream join of 2", "stream-join.ts", (goal) => StreamJoinProof({ type, goal })),
  induction("stream mux of 3", "stream-mux.ts", (goal) => StreamMuxProof({ type, goal })),
  induction("stream demux to 3", "stream-demux.ts", (goal) => StreamDemuxProof({ type, goal })),
  induction("async fifo of 4", "async-fifo.ts", (goal) => AsyncFifoProof({ type, goal, depth: 4 }), 14),
  induction(
    "lfsr of 64 bits, fibonacci",
    "lfsr.ts",
    (goal) =>
      goal === "induction"
        ? LfsrProof({ width: 64, form: "fibonacci", period: "open" })
        : LfsrProof({ width: 4, form: "fibonacci", period: "whole" }),
    17,
  ),
  {
    name: "lfsr of 4 bits, galois, its period",
    files: ["lfsr.ts"],
    of: () => LfsrProof({ width: 4, form: "galois", period: "whole" }),
    options: { mode: "bmc", depth: 17 },
    refutedWithin: 17,
  },
  {
    name: "power-on reset after 4 cycles",
    files: ["power-on-reset.ts"],
    of: () => PowerOnResetProof({ cycles: 4 }),
    options: { mode: "induction", depth: 8 },
    refutedWithin: 12,
  },
  {
    name: "uart, 4 cycles per bit, any two bytes",
    files: ["uart-rx.ts", "uart-tx.ts"],
    // At 4 cycles the half of a bit before the first sample is over at once, and hides what is done wrong in it.
    of: (goal) => UartProof({ clockCyclesPerBit: goal === "induction" ? 4 : 5 }),
    options: { mode: "bmc", depth: 90, hold: { data_valid: 1 } },
    refutedWithin: 60,
    copies: 8,
    // A sender that works breaks no byte; what does is simulated.
    spared: /^uart_rx: broken /,
  },
  induction("crc, 8 bits at a time", "crc.ts", () =>
    CrcProof({ algorithm: crcAlgorithms["CRC-5/USB"], bitsPerCycle: 8 }),
  ),
];

let prover: Prover;
beforeAll(async () => {
  prover = await openProver();
});
afterAll(() => prover.close());

describe.each(claims)("$name", ({ of, options, files, refutedWithin, copies, spared }) => {
  it(`keeps its contract: ${options.mode}, at most ${options.depth}`, async () => {
    await expectProved(of("induction"), { ...options, prover });
  });

  it("is refuted when it is broken, wherever", async () => {
    const mutants = mutantsOf(elaborate(of("contract")), files).filter(({ change }) => !spared?.test(change));
    expect(mutants.length).toBeGreaterThan(0);
    const survivors: string[] = [];
    const every = Math.ceil(mutants.length / (copies ?? mutants.length));
    for (const { change, design } of mutants.filter((_, i) => i % every === 0)) {
      const { status } = await prover.prove(design, { ...options, mode: "bmc", depth: refutedWithin });
      if (status !== "failed") survivors.push(`${change}: ${status}`);
    }
    expect(survivors).toEqual([]);
  }, 600_000);
});
