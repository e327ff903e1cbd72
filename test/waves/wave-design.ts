/** A small design with a bit of everything that waves show. */
import {
  bool,
  clock,
  type Design,
  domain,
  elaborate,
  enumeration,
  fix,
  input,
  instance,
  module,
  nodes,
  output,
  ram,
  regs,
  sint,
  uint,
  when,
} from "../../hdlgen/index.ts";

const Mode = enumeration("mode", ["idle", "run", "done"]);

const Counter = module(
  "counter",
  (_: object) => ({ en: input(bool), count: output(uint(4)) }),
  ({ en }) => {
    const { count } = regs({ count: [uint(4), 0] });
    const { sum } = nodes({ sum: count.addw(en.asUInt()) });
    count.next = sum;
    return { count };
  },
);

const Everything = module(
  "everything",
  (_: object) => ({ en: input(bool), temperature: input(sint(8)), gain: input(fix(4, 4)), at: output(uint(4)) }),
  ({ en, temperature, gain }) => {
    const { mode, held, level, wide } = regs({
      mode: [Mode, "idle"],
      held: [sint(8), 0],
      level: [fix(4, 4), 0],
      wide: [uint(60), 0],
    });
    when(mode.eq("idle"), () => {
      when(en, () => {
        mode.next = "run";
      });
    }).elsewhen(mode.eq("run"), () => {
      mode.next = "done";
    });
    held.next = temperature;
    level.next = gain;
    wide.next = wide.addw(2 ** 40 + 1);
    const { count } = instance("left", Counter({}), { en });
    const words = ram("words", uint(8), { depth: 4, collision: "readFirst", init: [7, 8, 9, 10] });
    words.write(count.trunc(2), held.asUInt(), { enable: en });
    const { word } = nodes({ word: words.read(count.trunc(2)) });
    return { at: count.xor(word.trunc(4)) };
  },
);

export const everything = (): Design => elaborate(Everything({}));

const Two = module(
  "two",
  (_: object) => ({ a: input(clock), b: input(clock), fast: output(uint(4)), slow: output(uint(4)) }),
  ({ a, b }) => ({
    fast: domain({ clock: a }, () => counter("fast")),
    slow: domain({ clock: b }, () => counter("slow")),
  }),
);

/** A register that counts the edges of its clock. */
export function counter(name: string) {
  const { [name]: count } = regs({ [name]: { type: uint(4), powerUp: 0 } });
  if (count === undefined) throw new Error(name);
  count.next = count.addw(1);
  return count;
}

/** A counter on each of two clocks. */
export const twoClocks = (): Design => elaborate(Two({}));
