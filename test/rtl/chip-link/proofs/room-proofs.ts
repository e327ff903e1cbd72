/** That no room leaks away, at either end, for all times. */
import { formal, module, nodes, type Ports, regs, type UInt, uint } from "../../../../hdlgen/index.ts";
import { creditParts, type LinkShape, numberBits } from "../../../../rtl/chip-link/frame.ts";
import { LinkReceiver, linkReceiver } from "../../../../rtl/chip-link/link-receiver.ts";
import { LinkSender, linkSender } from "../../../../rtl/chip-link/link-sender.ts";

const portsOf = <P extends Ports>(definition: (shape: LinkShape) => { readonly ports: P }, shape: LinkShape): P =>
  definition(shape).ports;

/** What a receiver says it has room for, and the words that it keeps, are the window: however frames come and break. */
export const ReceiverRoomProof = module(
  "receiver_room_proof",
  (shape: LinkShape) => portsOf(LinkReceiver, shape),
  (io, shape) => {
    const { drives, tentative, expected, taken, valid } = linkReceiver(io, shape);
    const unit = shape.window / creditParts;
    const { kept, told } = nodes({ kept: expected.subw(taken), told: drives.credit.shl(Math.log2(unit)) });
    formal.assert(kept.add(told).le(shape.window), "never more room is told than there is");
    formal.assert(kept.add(told).gt(shape.window - unit), "and none is kept back but part of a unit");
    formal.assert(expected.ne(taken).or(drives.credit.eq(creditParts)), "an empty store has room for the window");
    formal.assert(valid.implies(kept.any()), "a word is offered only when there is one");
    formal.assert(kept.le(tentative.subw(taken)), "words count after they were stored");
    return drives;
  },
);

/**
 * A sender keeps every word that has not been acknowledged, sends none for which there is no room, and none before it was
 * stored. What is assumed: nothing is acknowledged that was never sent, and no acknowledgement is taken back.
 */
export const SenderRoomProof = module(
  "sender_room_proof",
  (shape: LinkShape) => portsOf(LinkSender, shape),
  (io, shape) => {
    const { drives, acked, sent, written, readable, limit, phase, told, toldExpected } = linkSender(io, shape);
    // One beyond the last word that was ever sent.
    const { high } = regs({ high: [uint(numberBits), 0] });
    const since = (number: UInt) => number.subw(acked);
    const { sentHigher } = nodes({ sentHigher: since(sent).gt(since(high)) });
    // A word counts as sent when its first byte is.
    const { sends } = nodes({ sends: phase.is("word") });
    const { reach } = nodes({ reach: sends.mux(sent.addw(1), sent) });
    high.next = since(reach).gt(since(high)).mux(reach, high);
    formal.assume(since(io.head.expected).le(since(high)), "only what was sent is acknowledged");
    formal.assume(told.implies(since(toldExpected).le(since(io.head.expected))), "and nothing taken back");
    formal.assert(told.implies(since(toldExpected).le(since(high))), "an acknowledgement that waits");
    formal.assert(since(high).le(since(readable)), "what was sent had been stored");
    formal.assert(since(readable).le(since(written)), "what is readable was written");
    formal.assert(since(written).le(shape.window), "what is kept has room");
    formal.assert(
      drives.enq.ready.implies(since(written).lt(shape.window)),
      "a word is taken only where there is room",
    );
    formal.assert(sentHigher.implies(since(sent).eq(since(high).addw(1))), "the highest follows");
    formal.assert(since(sent).le(since(readable)), "what is sent is kept");
    formal.assert(
      sends.implies(
        since(sent)
          .lt(since(readable))
          .and(
            limit
              .subw(sent)
              .bit(numberBits - 1)
              .not(),
          )
          .and(limit.ne(sent)),
      ),
      "a word is sent only where there is room for it",
    );
    return drives;
  },
);
