import { bool, cat, input, module, nodes, output, regs, uint, when } from "../../hdlgen/index.ts";

/**
 * What the link has to remember of the last answer and of the line.
 *
 * Ports       connect, accept, ofHello, refuse, wrongMode: of the last executed request; accept comes first, and forgets
 *             the one before. badFrame, badSequence: this answer is a short one and leaves the last alone, until clearShort;
 *             clearFlags: the count of bad frames; code: status code of the answer to be sent
 */
export const Conversation = module(
  "conversation",
  (_: object) => ({
    connect: input(bool),
    accept: input(bool),
    ofHello: input(bool),
    refuse: input(bool),
    wrongMode: input(bool),
    badFrame: input(bool),
    badSequence: input(bool),
    clearShort: input(bool),
    clearFlags: input(bool),
    connected: output(bool),
    isHello: output(bool),
    isShort: output(bool),
    code: output(uint(3)),
    badFrames: output(uint(8)),
  }),
  (io) => {
    const { connected } = regs({ connected: [bool, false] });
    const last = regs({ isHello: bool, isRefused: bool, isWrongMode: bool });
    const short = regs({ isBadFrame: bool, isBadSequence: bool });
    connected.next = connected.or(io.connect);
    when(io.accept, () => {
      last.isHello.next = io.ofHello;
    });
    last.isRefused.next = io.refuse.or(last.isRefused.and(io.accept.not()));
    last.isWrongMode.next = io.wrongMode.or(last.isWrongMode.and(io.accept.not()));
    short.isBadFrame.next = io.badFrame.or(short.isBadFrame.and(io.clearShort.not()));
    short.isBadSequence.next = io.badSequence.or(short.isBadSequence.and(io.clearShort.not()));
    const { isShort } = nodes({ isShort: short.isBadFrame.or(short.isBadSequence) });

    const { badFrames, allBad } = regs({ badFrames: [uint(8), 0], allBad: bool });
    allBad.next = badFrames.all();
    when(io.clearFlags, () => {
      badFrames.next = 0;
    }).elsewhen(io.badFrame.and(allBad.not()), () => {
      badFrames.next = badFrames.addw(1);
    });
    const code = cat(
      isShort.not().and(last.isWrongMode),
      isShort.mux(short.isBadSequence, last.isRefused),
      isShort.mux(short.isBadFrame, last.isRefused),
    );
    return { connected, isHello: last.isHello, isShort, code, badFrames };
  },
);
