import { bool, input, module, nodes, output, regs } from "../../hdlgen/index.ts";

/**
 * Tells that the marker of the next tick stands in the request, while that may still have to wait for the tick before.
 *
 * Ports       puts: the request has handed a word to the core, so that it is an EXCHANGE; answers: it has been executed. comes: its
 *             word looks like that marker, perhaps wrongly for up to 2 cycles after anything has changed. expects: level
 * Latency     3 cycles
 * Hazards     a request's first word is not told
 */
export const MarkerWatch = module(
  "marker_watch",
  (_: object) => ({ puts: input(bool), answers: input(bool), comes: input(bool), expects: output(bool) }),
  ({ puts, answers, comes }) => {
    const { exchanges } = regs({ exchanges: [bool, false] });
    exchanges.next = puts.or(exchanges.and(answers.not()));
    const { came, cameTwice, expects } = regs({
      came: [bool, false],
      cameTwice: [bool, false],
      expects: [bool, false],
    });
    const { isThere } = nodes({ isThere: comes.and(exchanges) });
    came.next = isThere;
    cameTwice.next = isThere.and(came);
    expects.next = isThere.and(cameTwice);
    return { expects };
  },
);
