import type { BusSpace } from "../config/index.ts";
import { bool, bundle, constant, module, nodes, output, regs, stream, type UInt, uint, when } from "../hdlgen/index.ts";

/** Bus words that are written one after the other, from `address` on. */
interface Section {
  readonly space: BusSpace;
  readonly address: number;
  /** A power of two, no more than those of the section before. */
  readonly words: number;
}

export interface PreloadParameters {
  /** At least one. */
  readonly sections: readonly Section[];
}

/** Cycles of a word: a core wants its accesses apart, and the data to stand for a while. */
const cyclesPerWord = 4;

/**
 * Writes over a core's memory bus what no block RAM of it carries: the words that wait in the outbox after configuration.
 * Then it clears the core, so that state and lists begin where the contents say.
 *
 * Ports       words: what is to be written, all sections one behind the other; taken until the last one of them, none
 *             after. bus: writes. clear: pulse behind the last word. busy: from reset to the pulse
 * Latency     `cyclesPerWord` cycles a word, and what `words` takes to give the next one
 * Hazards     relies on a register that has a value after configuration: by a later reset the words have gone. Then as
 *             many are taken, nothing is written, and the core keeps what it has; it is cleared all the same
 * Cost        two counters
 */
export const Preload = module(
  "preload",
  (_: PreloadParameters) => ({
    words: stream.in(uint(16)),
    bus: output(bundle({ write: bool, space: uint(3), address: uint(16), data: uint(16) })),
    clear: output(bool),
    busy: output(bool),
  }),
  ({ words }, { sections }) => {
    const total = sections.reduce((sum, section) => sum + section.words, 0);
    // What others see of it are registers: paths of the link end where these join them.
    const { phase, place, runs, write, ended, busy } = regs({
      phase: [uint(Math.log2(cyclesPerWord)), 0],
      place: [uint(Math.max(1, Math.ceil(Math.log2(total)))), 0],
      runs: [bool, true],
      write: [bool, false],
      // Also before the first reset, when it must not seem to have ended.
      ended: { type: bool, reset: false, powerUp: false },
      busy: [bool, true],
    });
    // Low only between configuration and the end of the first preload.
    const { isOld } = regs({ isOld: { type: bool, powerUp: false } });
    const { here } = nodes({ here: words.valid.and(runs) });
    const { taken } = nodes({ taken: here.and(phase.all()) });
    const { last } = nodes({ last: taken.and(place.eq(total - 1)) });
    when(here, () => {
      phase.next = phase.addw(1);
    });
    when(taken, () => {
      place.next = place.addw(1);
    });
    write.next = here.and(phase.any().not()).and(isOld.not());
    runs.next = runs.and(last.not());
    ended.next = last;
    busy.next = runs;
    when(ended, () => {
      isOld.next = true;
    });

    let first = total;
    let space: UInt | undefined;
    let address: UInt | undefined;
    for (const section of [...sections].reverse()) {
      first -= section.words;
      const within = Math.log2(section.words);
      const own = {
        space: constant(uint(3), section.space),
        // What a section is long, it begins at a multiple of.
        address:
          within === 0 ? constant(uint(16), section.address) : place.trunc(within).extend(16).or(section.address),
      };
      const isHere = place.lt(first + section.words);
      space = space === undefined ? own.space : isHere.mux(own.space, space);
      address = address === undefined ? own.address : isHere.mux(own.address, address);
    }
    if (space === undefined || address === undefined) throw new Error("a preload of nothing");
    return {
      words: { ready: taken },
      bus: { write, space, address, data: words.payload },
      clear: ended,
      busy,
    };
  },
);
