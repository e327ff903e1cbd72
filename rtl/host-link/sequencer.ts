import { type Fabric, savesCells } from "../../config/index.ts";
import {
  type Bool,
  bool,
  bundle,
  cat,
  hi,
  input,
  lo,
  module,
  nodes,
  output,
  regs,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { linkMemory, linkMemoryLatency } from "./link-memory.ts";
import { type Action, actionPages, answerPage, type Condition, conditions } from "./micro-instruction.ts";
import { type LinePace, microProgram } from "./micro-program.ts";

type Asked = Exclude<Condition, "always">;
const asked = conditions.filter((name): name is Asked => name !== "always");
const allActions: readonly Action[] = actionPages.flat();

function named<K extends string, V>(names: readonly K[], of: (name: K) => V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<K, V>;
}

/** What the program can ask. */
export const askedBundle = bundle(named(asked, () => bool));
/** What it does in this cycle. */
export const actionBundle = bundle(named(allActions, () => bool));

/** What many or distant gates wait for. */
const farReaching: ReadonlySet<Action> = new Set<Action>([
  "startChecksum",
  "feed",
  "drain",
  "flip",
  "loadLow",
  "loadHigh",
  "sendByte",
  "badFrame",
  "loadAddress",
  "busWrite",
  "busRead",
  "clear",
]);

const conditionsPerGroup = 4;
const groups = 8;

export interface SequencerParameters {
  readonly fabric: Fabric;
  /** Default "slow". */
  readonly pace?: LinePace;
}

/**
 * Runs the micro-program: one instruction every four cycles, fetched, decided in two steps, executed; every five
 * where the memory takes two to fetch.
 *
 * Ports       asked: the conditions; do: actions, pulses of one cycle; choice: of what `store` stores, a register, steady
 *             from the cycle before, and 0 while the program asks
 * Latency     a condition counts two cycles before its branch: what an action changes has two cycles for it
 * Cost        one block RAM
 */
export const Sequencer = module(
  "sequencer",
  (_: SequencerParameters) => ({ asked: input(askedBundle), do: output(actionBundle), choice: output(uint(5)) }),
  (io, { fabric, pace = "slow" }) => {
    const { programCounter } = regs({ programCounter: [uint(8), 0] });
    const phase = regs({ fetched: [bool, false], decides: [bool, false], executes: [bool, false] });
    const isLater = phase.fetched.or(phase.decides).or(phase.executes);
    phase.fetched.next = linkMemoryLatency(fabric) === 1 ? isLater.not() : afterAnother(isLater);
    phase.decides.next = phase.fetched;
    phase.executes.next = phase.decides;

    const instruction = linkMemory("instructions", fabric, { init: microProgram(pace), address: programCounter });
    const isBranch = instruction.bit(15);
    const page = instruction.slice(14, 13);

    // Other devices are faster, and have more LCs.
    const style = savesCells(fabric) ? "small" : "fast";

    // Every group of conditions offers one; then one group is taken. Fast: the other groups offer nothing.
    const value = (name: Condition | undefined) => (name === undefined ? lo : name === "always" ? hi : io.asked[name]);
    const { offered } = regs({ offered: uint(groups) });
    const group = instruction.slice(12, 10);
    const offers = Array.from({ length: groups }, (_, number) => {
      const ofGroup = Array.from({ length: 4 }, (_, i) => value(conditions[number * conditionsPerGroup + i]));
      const offer = ofFour(ofGroup, instruction.slice(9, 8));
      return style === "small" ? offer : offer.and(group.eq(number));
    });
    offered.next = cat(...offers.reverse());
    const { taken } = regs({ taken: bool });
    const holds = style === "small" ? offered.bitAt(group) : offered.any();
    taken.next = isBranch.and(holds.xor(instruction.bit(14)));
    // Plus one, or the target; minus the complement of `taken` in all places, so that a bit takes one LC.
    const { following } = nodes({ following: programCounter.subw(taken.not().asUInt().replicate(8)) });
    when(phase.executes, () => {
      programCounter.next = taken.mux(instruction.trunc(8), following);
    });

    const { choice } = regs({ choice: uint(5) });
    const { stores } = nodes({ stores: isBranch.not().and(page.eq(answerPage)) });
    choice.next = instruction.trunc(5).and(stores.asUInt().replicate(5));
    const { pages } = regs({ pages: [uint(actionPages.length), 0] });
    // Fast: which page it is stands in a register when it is decided, a gate less behind a block RAM that is far away.
    const ofPage = cat(...actionPages.map((_, i) => isBranch.not().and(page.eq(actionPages.length - 1 - i))));
    const { pagesNext } = nodes({
      pagesNext: phase.decides
        .asUInt()
        .replicate(actionPages.length)
        .and(style === "small" ? ofPage : registered(ofPage)),
    });
    pages.next = pagesNext;
    // By a gate behind the page's register, or in a register of their own, decided a cycle early.
    const actions = actionPages.flatMap((names, number) =>
      names.map((name, bit) => {
        if (style === "small" && !farReaching.has(name))
          return [name, pages.bit(number).and(instruction.bit(bit))] as const;
        const { [name]: action } = regs({ [name]: [bool, false] });
        if (action === undefined) throw new Error(`no register for ${name}`);
        action.next = pagesNext.bit(number).and(instruction.bit(bit));
        return [name, action] as const;
      }),
    );
    return { do: Object.fromEntries(actions) as Record<Action, Bool>, choice };
  },
);

function registered(pages: UInt): UInt {
  const { isPage } = regs({ isPage: uint(actionPages.length) });
  isPage.next = pages;
  return isPage;
}

/** One of four by two bits, in two LUTs: the first gives one of two, or says which the second is to give. */
function ofFour([a = lo, b = lo, c = lo, d = lo]: readonly Bool[], number: UInt): Bool {
  const first = number.bit(1).mux(number.bit(0), number.bit(0).mux(b, a));
  return number.bit(1).mux(first.mux(d, c), first);
}

/** True in the second cycle after `busy`. */
function afterAnother(busy: Bool): Bool {
  const { addressed } = regs({ addressed: [bool, false] });
  addressed.next = busy.or(addressed).not();
  return addressed;
}
