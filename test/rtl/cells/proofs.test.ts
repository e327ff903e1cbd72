/**
 * Every proof of a cell, and that it can fail: a copy of the cell with one change is refuted by the cell's contract
 * alone. One such copy per proof is tried; CELL_MUTANTS=all tries them all.
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
import { CrcProof, LfsrProof, PowerOnResetProof } from "./proofs/single-proofs.ts";
import { StreamDemuxProof, StreamForkProof, StreamJoinProof, StreamMuxProof } from "./proofs/split-proofs.ts";

interface Claim {
  readonly name: string;
  /** Where the cell is written. */
  readonly file: string;
  readonly of: (goal: Goal["goal"]) => Module<Ports>;
  readonly options: ProveOptions;
  /** Cycles within which a broken copy is refuted. */
  readonly refutedWithin: number;
}

const type = uint(2);
const always = { mode: "induction", depth: 3 } as const;
const induction = (name: string, file: string, of: Claim["of"], refutedWithin = 10): Claim => ({
  name,
  file,
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
    file: "lfsr.ts",
    of: () => LfsrProof({ width: 4, form: "galois", period: "whole" }),
    options: { mode: "bmc", depth: 17 },
    refutedWithin: 17,
  },
  {
    name: "power-on reset after 4 cycles",
    file: "power-on-reset.ts",
    of: () => PowerOnResetProof({ cycles: 4 }),
    options: { mode: "induction", depth: 8 },
    refutedWithin: 12,
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

/** One from the middle. */
const sample = <T>(all: readonly T[]): readonly T[] =>
  process.env.CELL_MUTANTS === "all" ? all : all.slice(all.length / 2, all.length / 2 + 1);

describe.each(claims)("$name", ({ of, options, file, refutedWithin }) => {
  it(`keeps its contract: ${options.mode}, at most ${options.depth}`, async () => {
    await expectProved(of("induction"), { ...options, prover });
  });

  it("is refuted when it is broken", async () => {
    const mutants = mutantsOf(elaborate(of("contract")), [file]);
    expect(mutants.length).toBeGreaterThan(0);
    const survivors: string[] = [];
    for (const { change, design } of sample(mutants)) {
      const { status } = await prover.prove(design, { mode: "bmc", depth: refutedWithin });
      if (status !== "failed") survivors.push(`${change}: ${status}`);
    }
    expect(survivors).toEqual([]);
  }, 600_000);
});
