import { type Bool, bool, formal, hi, lo, module, nodes, regArray, regs, uint, when } from "../../hdlgen/index.ts";
import { type FifoIo, type FifoShape, fifoPorts, levelBits } from "./fifo-ports.ts";
import { checkParameters } from "./parameters.ts";

const ports = <T>(shape: FifoShape<T>) => {
  const { depth } = shape;
  const holds = Number.isInteger(depth) && depth >= 2;
  checkParameters("fifo", [{ holds, found: `${depth} words in logic`, mend: "take a whole number, at least 2" }]);
  return fifoPorts(shape);
};

/** The FIFO with its registers in view, for proofs. */
export function logicFifo<T>({ enq, deq }: FifoIo<T>, { type, depth }: FifoShape<T>) {
  // Words move towards word 0 as one leaves, so that nothing has to be selected on the way out.
  const words = regArray("word", depth, type);
  const occupied = regArray("occupied", depth, [bool, false]);
  const { open, level } = regs({ open: [bool, false], level: [uint(levelBits(depth)), 0] });
  const isOccupied = (place: number): Bool => (place < 0 ? hi : (occupied[place] ?? lo));
  const valid = isOccupied(0);

  const { push, pop } = nodes({ push: enq.valid.and(open), pop: valid.and(deq.ready) });
  const { grows, shrinks } = nodes({ grows: push.and(pop.not()), shrinks: pop.and(push.not()) });
  occupied.forEach((full, place) => {
    when(grows, () => {
      full.next = isOccupied(place - 1);
    }).elsewhen(shrinks, () => {
      full.next = isOccupied(place + 1);
    });
  });
  words.forEach((word, place) => {
    const after = words[place + 1];
    when(deq.ready.or(isOccupied(place).not()), () => {
      word.next = after === undefined ? enq.payload : isOccupied(place + 1).mux(after, enq.payload);
    });
  });
  when(grows, () => {
    level.next = level.addw(1);
  }).elsewhen(shrinks, () => {
    level.next = level.subw(1);
  });
  const [last, lastButOne] = [isOccupied(depth - 1), isOccupied(depth - 2)];
  open.next = pop.or(last.or(lastButOne.and(push)).not());

  formal.assert(level.le(depth), "a FIFO holds no more than its depth");
  return { drives: { enq: { ready: open }, deq: { valid, payload: first(words) }, level }, open, words, occupied };
}

function first<T>(words: readonly T[]): T {
  const [word] = words;
  if (word === undefined) throw new Error("a FIFO without words");
  return word;
}

/** The storage `"logic"` of `Fifo`. */
export const LogicFifo = module("fifo", ports, (io, shape) => logicFifo(io, shape).drives);
