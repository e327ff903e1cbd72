import type { Board, LevelPin } from "../constraints/index.ts";
import type { BoardTopParameters, LevelNet } from "../rtl/board-top.ts";

/** What a board's LEDs can show, in the order in which LEDs without a colour are taken. */
const shown = [
  { name: "tickLed", colour: "green" },
  { name: "errorLed", colour: "red" },
  { name: "spikeLed", colour: "blue" },
] as const;

/**
 * Which LED shows what: where the board names colours, green is for ticks, red for errors and blue for spikes; else the first
 * three are taken. What there is no LED for is not shown.
 */
export function ledsOf({ leds }: Board): Pick<BoardTopParameters, (typeof shown)[number]["name"]> {
  const hasColours = leds.some(({ net }) => shown.some(({ colour }) => net.includes(colour)));
  const found = shown.flatMap(({ name, colour }, index): [string, LevelNet][] => {
    const led = hasColours ? leds.find(({ net }) => net.includes(colour)) : leds[index];
    return led === undefined ? [] : [[name, levelOf(led)]];
  });
  return Object.fromEntries(found);
}

const levelOf = ({ net, active }: LevelPin): LevelNet => ({ net, active });
