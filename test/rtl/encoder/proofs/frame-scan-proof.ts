/** A scan of a frame with any values, any window of distances, and a core that takes events as it likes. */
import {
  type Bool,
  bool,
  constant,
  formal,
  input,
  instance,
  module,
  nodes,
  output,
  regs,
  type UInt,
  uint,
  when,
} from "../../../../hdlgen/index.ts";
import { onlyWhere } from "../../../../rtl/core/only-where.ts";
import { FrameScan } from "../../../../rtl/encoder/frame-scan.ts";

const channels = 3;

/**
 * What has been given at the end of a scan is what spikes, each channel once, in ascending order, and what is offered stays
 * until it is taken. The values are those that were written, in a copy of registers.
 */
export const FrameScanProof = module(
  "frame_scan_proof",
  (_: object) => ({
    write: input(bool),
    writeAddress: input(uint(1)),
    writeData: input(uint(16)),
    starts: input(bool),
    nearest: input(uint(8)),
    beyond: input(uint(8)),
    ready: input(bool),
    idle: output(bool),
  }),
  ({ write, writeAddress, writeData, starts, nearest, beyond, ready }) => {
    const encoder = { channels, firstWord: 0, latency: "built" } as const;
    const rateOnly = onlyWhere(false, () => ({ multiple: constant(uint(1), 0) }));
    const settings = { write, writeAddress, writeData, starts, isRate: false, nearest, beyond, ...rateOnly };
    const scan = instance("scan", FrameScan({ encoder, fabric: "ice40hx" }), { ...settings, channels: { ready } });
    const { valid, payload: channel } = scan.channels;
    const { low, high } = regs({ low: uint(16), high: uint(16) });
    const { hasLow, hasHigh } = regs({ hasLow: [bool, false], hasHigh: [bool, false] });
    const takesLow = write.and(writeAddress.eq(0));
    const takesHigh = write.and(writeAddress.eq(1));
    when(takesLow, () => {
      low.next = writeData;
    });
    when(takesHigh, () => {
      high.next = writeData;
    });
    hasLow.next = hasLow.or(takesLow);
    hasHigh.next = hasHigh.or(takesHigh);
    formal.assume(write.implies(scan.idle.and(starts.not())), "written while idle");
    formal.assume(starts.implies(scan.idle.and(hasLow).and(hasHigh)), "started while idle, with a frame");

    const { from, to, scanned } = regs({ from: uint(8), to: uint(8), scanned: [bool, false] });
    when(starts, () => {
      from.next = nearest;
      to.next = beyond;
    });
    scanned.next = starts.or(scanned.and(write.not()));
    const isSteady = nearest.eq(from).and(beyond.eq(to));
    formal.assume(scan.idle.not().implies(isSteady), "a tick's distances are steady");
    const spikes = (value: UInt): Bool => value.not().ge(from).and(value.not().lt(to));
    const wanted = [low.trunc(8), low.slice(15, 8), high.trunc(8)].map(spikes);
    const { given } = regs({ given: [uint(channels), 0] });
    const bitOf = (index: number): Bool => channel.eq(index);
    const { wantedMask } = nodes({ wantedMask: maskOf(wanted) });
    const { offered } = nodes({ offered: maskOf(wanted.map((_, index) => bitOf(index))) });
    when(starts, () => {
      given.next = 0;
    }).elsewhen(valid.and(ready), () => {
      given.next = given.or(offered);
    });
    const { waits, before } = heldBack(valid.and(ready.not()), channel);
    formal.assert(waits.implies(valid.and(channel.eq(before))), "what is offered stays until it is taken");
    formal.assert(
      valid.implies(offered.and(wantedMask).eq(offered).and(offered.ne(0))),
      "a channel spikes that should",
    );
    // No bit at or above the channel's own has been given: ascending, and so each of them once.
    formal.assert(valid.implies(given.lt(offered)), "channels come once, in ascending order");
    formal.assert(scanned.and(scan.idle).implies(given.eq(wantedMask)), "a scan ends when all have been given");
    return { idle: scan.idle };
  },
);

const maskOf = (bits: readonly Bool[]): UInt =>
  bits.reduce<UInt>(
    (mask, bit, index) => mask.or(bit.mux(constant(uint(bits.length), 2 ** index), 0)),
    constant(uint(bits.length), 0),
  );

/** That it was held back in the cycle before, and with what. */
function heldBack(isHeld: Bool, value: UInt): { readonly waits: Bool; readonly before: UInt } {
  const { waits, heldValue } = regs({ waits: [bool, false], heldValue: uint(value.width) });
  waits.next = isHeld;
  heldValue.next = value;
  return { waits, before: heldValue };
}
