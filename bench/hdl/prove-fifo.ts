import {
  bool,
  constant,
  elaborate,
  formal,
  input,
  module,
  nodes,
  regArray,
  regs,
  stream,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { prove } from "../../sim/prove/index.ts";
import { findTool, smtSolverVersion } from "../../tools/index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { median, significant } from "../kit/statistics.ts";

const rounds = 3;
const depth = 16;
const width = 16;
const boundedCycles = 20;

/**
 * A queue with pointers, and the proof that it keeps words and their order: any one word may be picked when it enters,
 * and must come out as it was. The lemmas say where it is meanwhile, and are what the induction needs.
 */
const CheckedFifo = module(
  "checked_fifo",
  (_: { lemmas: "with" | "without" }) => ({
    enq: stream.in(uint(width)),
    deq: stream.out(uint(width)),
    pick: input(bool),
  }),
  ({ enq, deq, pick }, { lemmas }) => {
    const bits = Math.log2(depth);
    const { write, read } = regs({ write: [uint(bits + 1), 0], read: [uint(bits + 1), 0] });
    const words = regArray("word", depth, uint(width));
    const wordAt = (pointer: UInt): UInt =>
      words.reduce<UInt>((chosen, word, i) => pointer.trunc(bits).eq(i).mux(word, chosen), constant(uint(width), 0));
    const { level } = nodes({ level: write.subw(read) });
    const { ready, valid } = nodes({ ready: level.ne(depth), valid: level.ne(0) });
    const { push, pop } = nodes({ push: enq.valid.and(ready), pop: valid.and(deq.ready) });
    when(push, () => {
      write.next = write.addw(1);
      words.forEach((word, place) => {
        when(write.trunc(bits).eq(place), () => {
          word.next = enq.payload;
        });
      });
    });
    when(pop, () => {
      read.next = read.addw(1);
    });
    const { payload } = nodes({ payload: wordAt(read) });

    const { tracked, place, word } = regs({ tracked: [bool, false], place: uint(bits + 1), word: uint(width) });
    const leaves = tracked.and(pop).and(read.eq(place));
    when(push.and(pick).and(tracked.not()), () => {
      tracked.next = true;
      place.next = write;
      word.next = enq.payload;
    }).elsewhen(leaves, () => {
      tracked.next = false;
    });
    formal.assert(level.le(depth), "no more words than places");
    when(leaves, () => formal.assert(payload.eq(word), "the picked word leaves as it came"));
    if (lemmas === "with") {
      when(tracked, () => {
        formal.assert(place.subw(read).lt(level), "the picked word is between the pointers");
        formal.assert(wordAt(place).eq(word), "the picked word is in its place");
      });
    }
    return { enq: { ready }, deq: { valid, payload } };
  },
);

async function seconds(lemmas: "with" | "without", mode: "bmc" | "induction"): Promise<number> {
  const options = mode === "bmc" ? { mode, depth: boundedCycles } : { mode };
  const proof = await prove(elaborate(CheckedFifo({ lemmas })), options);
  if (proof.status !== "proved") throw new Error(`the ${mode} of a right FIFO says ${proof.status}`);
  return proof.ms / 1000;
}

export const proveFifo: Benchmark = {
  id: "hdl.prove-fifo",
  title: "Proving a FIFO of 16 words of 16 bits",
  method:
    "No loss, no duplication, order: by induction with lemmas, and without them by a bounded check of 20 cycles. The value " +
    "is the sum of both medians of 3 rounds, each with yosys (WebAssembly) and Z3 (WebAssembly) started anew.",
  unit: "s",
  target: { goal: "atMost", value: 10 },
  standing: "goal",
  duration: "short",
  source: import.meta.url,
  versions: async () => {
    const yosys = await findTool("yosys", { prefer: "wasm" });
    return { node: process.versions.node, yosys: `${yosys.version} (${yosys.kind})`, z3: await smtSolverVersion() };
  },
  async measure() {
    const inductionSeconds: number[] = [];
    const boundedSeconds: number[] = [];
    for (let round = 0; round < rounds; round++) {
      inductionSeconds.push(await seconds("with", "induction"));
      boundedSeconds.push(await seconds("without", "bmc"));
    }
    return {
      value: significant(median(inductionSeconds) + median(boundedSeconds)),
      detail: { inductionSeconds, boundedSeconds, boundedCycles, words: depth, bits: width },
    };
  },
};
