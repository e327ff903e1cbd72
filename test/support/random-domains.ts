/**
 * Random circuits of two or three clock domains, joined by synchronisers and memories with a port in each, in a
 * hierarchy whose clock ports are connected in every way: apart, together, crossed, and passed through.
 */
import {
  bool,
  type Clock,
  clock,
  constant,
  currentClock,
  type Design,
  domain,
  elaborate,
  input,
  instance,
  module,
  output,
  ram,
  regs,
  synchronise,
  synchroniseGray,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import type { Random } from "./random.ts";

const word = uint(8);

/** A value over the pool, of 8 bits. */
function expression(random: Random, pool: readonly UInt[], depth: number): UInt {
  if (depth === 0) return random.pick(pool);
  const operand = (): UInt => expression(random, pool, depth - 1);
  switch (random.integer(0, 5)) {
    case 0:
      return operand().addw(operand());
    case 1:
      return operand().xor(operand());
    case 2:
      return operand().lt(operand()).mux(operand(), operand());
    case 3:
      return operand().subw(random.integer(0, 255));
    case 4:
      return operand().not();
    default:
      return operand().shrBy(operand().trunc(3));
  }
}

/** Registers of the domain in force that feed on each other and on `from`. */
function registers(random: Random, prefix: string, from: readonly UInt[]): UInt[] {
  const names = Array.from({ length: random.integer(1, 3) }, (_, i) => `${prefix}${i}`);
  const made = regs(Object.fromEntries(names.map((name) => [name, word])));
  const pool = [...Object.values(made), ...from];
  for (const register of Object.values(made)) {
    const next = expression(random, pool, random.integer(1, 3));
    if (random.chance(0.4)) register.next = next;
    else
      when(expression(random, pool, 1).lt(random.integer(1, 255)), () => {
        register.next = next;
      });
  }
  return Object.values(made);
}

/**
 * Two domains and a way between them: `d` follows pClk, `q` qClk, `held` pClk. `apart`, a constant, keeps reads and
 * writes of the memory at different words, as they must be where one clock drives both.
 */
function pairOf(random: Random, name: string) {
  return module(
    name,
    (_: object) => ({
      pClk: input(clock),
      qClk: input(clock),
      apart: input(bool),
      d: input(word),
      q: output(word),
      held: output(word),
    }),
    ({ pClk, qClk, apart, d }) => {
      const inP = domain({ clock: pClk }, () => registers(random, "p", [d]));
      const [first = d] = inP;
      const words = ram("words", word, { depth: 8, collision: "dontCare" });
      domain({ clock: pClk }, () =>
        words.write(apart.mux(first.trunc(3).or(4), first.trunc(3)), d, { enable: first.bit(3) }),
      );
      const q = domain({ clock: qClk }, () => {
        const bit = synchronise("seen", first.bit(7), { stages: random.integer(2, 3) });
        const gray = synchroniseGray("gray", first.slice(6, 0));
        const { at } = regs({ at: uint(3) });
        at.next = at.addw(1);
        const inQ = registers(random, "q", [words.read(apart.mux(at.and(3), at)), gray.extend(8)]);
        return bit.mux(expression(random, inQ, 2), random.pick(inQ));
      });
      return { q, held: expression(random, inP, 1) };
    },
  )({});
}

/** A pair with its clocks crossed over or not, one of them passed on to the parent, and something on its own clock. */
function nestOf(random: Random, name: string, pair: ReturnType<typeof pairOf>) {
  const crossed = random.chance(0.5);
  return module(
    name,
    (_: object) => ({
      pClk: input(clock),
      qClk: input(clock),
      apart: input(bool),
      d: input(word),
      same: output(clock),
      own: output(word),
      q: output(word),
    }),
    ({ pClk, qClk, apart, d }) => {
      const [one, other] = crossed ? [qClk, pClk] : [pClk, qClk];
      const ofOne = domain({ clock: one }, () => registers(random, "n", crossed ? [] : [d]));
      const { q } = instance("pair", pair, { pClk: one, qClk: other, apart, d: random.pick(ofOne) });
      const [seenFrom = d] = ofOne;
      const seen = synchronise("seen", seenFrom.bit(0));
      const own = registers(random, "o", [seen.mux(constant(word, 1), 2)]);
      return { same: pClk, own: random.pick(own), q: crossed ? (ofOne[0] ?? d) : q };
    },
  )({});
}

/** The design, and its clocks in the order of their declaration. */
export function randomDomains(random: Random): { readonly design: Design; readonly clocks: readonly string[] } {
  const pair = pairOf(random, "pair");
  const nest = nestOf(random, "nest", pair);
  const third = random.chance(0.6);
  const top = module(
    "top",
    (_: object) => ({
      aClk: input(clock),
      bClk: input(clock),
      a: input(word),
      b: input(word),
      c: input(word),
      y0: output(word),
      y1: output(word),
      y2: output(word),
    }),
    ({ aClk, bClk, a, b, c }) => {
      const clocks: readonly Clock[] = third ? [currentClock(), aClk, bClk] : [aClk, bClk, aClk];
      const inputs = third ? [c, a, b] : [a, b, a];
      if (!third) domain({ clock: bClk }, () => registers(random, "c", [c]));
      const part = (i: number): UInt => {
        const [p, q] = [random.integer(0, 2), random.integer(0, 2)];
        const [pClk = aClk, qClk = aClk] = [clocks[p], clocks[q]];
        const given = inputs[p] ?? a;
        const apart = pClk.signal === qClk.signal;
        if (random.chance(0.5)) return instance(`pair${i}`, pair, { pClk, qClk, apart, d: given }).q;
        const inner = instance(
          `nest${i}`,
          nest,
          { pClk, qClk, apart, d: given },
          { clock: clocks[random.integer(0, 2)] ?? aClk },
        );
        domain({ clock: inner.same }, () => registers(random, `s${i}`, [given]));
        return inner.q;
      };
      return { y0: part(0), y1: part(1), y2: part(2) };
    },
  )({});
  return { design: elaborate(top), clocks: third ? ["clk", "a_clk", "b_clk"] : ["a_clk", "b_clk"] };
}
