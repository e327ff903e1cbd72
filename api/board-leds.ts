import type { Board, LevelPin } from "../constraints/index.ts";
import type { BoardTopParameters, LevelNet } from "../rtl/board-top.ts";

type ShownLeds = Pick<BoardTopParameters, "tickLed" | "errorLed" | "spikeLed">;

/**
 * Which LED shows what: where the board names colours, green is for ticks, red for errors and blue for spikes; where it does
 * not, the first three are taken in this order. Spikes without a blue LED get one without a colour, and where there is none
 * they share that of the ticks: it blinks with ticks, and stays lit while spikes come. Errors share nothing: without an LED
 * of their own they are not shown.
 */
export function ledsOf({ leds }: Board): ShownLeds {
  const coloured = (colour: string) => leds.find(({ net }) => net.includes(colour));
  const plain = leds.filter(({ net }) => !colours.some((colour) => net.includes(colour)));
  const [tick, error, spike] =
    plain.length === leds.length
      ? [plain[0], plain[1], plain[2]]
      : [coloured("green"), coloured("red"), coloured("blue") ?? plain[0]];
  const shown = { tickLed: tick, errorLed: error, spikeLed: spike ?? tick };
  return Object.fromEntries(
    Object.entries(shown).flatMap(([name, led]): [string, LevelNet][] =>
      led === undefined ? [] : [[name, levelOf(led)]],
    ),
  );
}

const colours = ["green", "red", "blue"] as const;

const levelOf = ({ net, active }: LevelPin): LevelNet => ({ net, active });
