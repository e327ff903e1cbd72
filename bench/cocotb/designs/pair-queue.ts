import { bundle, instance, module, stream, streams, uint } from "../../../hdlgen/index.ts";
import { SkidBuffer, StreamJoin } from "../../../rtl/cells/index.ts";

const byte = uint(8);
const pair = bundle({ left: byte, right: byte });

/** Words of two streams, paired, behind a skid buffer. */
export const PairQueue = module(
  "pair_queue",
  (_: object) => ({ left: stream.in(byte), right: stream.in(byte), pairs: stream.out(pair) }),
  ({ left, right, pairs }) => {
    const { joined } = streams({ joined: pair });
    const pairing = instance("pairing", StreamJoin({ sources: { left: byte, right: byte } }), {
      left,
      right,
      deq: joined.in,
    });
    const buffer = instance("buffer", SkidBuffer({ type: pair }), { enq: joined.out, deq: pairs });
    return { left: pairing.left, right: pairing.right, pairs: buffer.deq };
  },
);
