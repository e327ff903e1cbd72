/** A stream through one register, sound or broken in a way that an agent has to notice. */
import { bool, bundle, enumeration, module, nodes, regs, stream, uint, when } from "../../../hdlgen/index.ts";

export const packetKind = enumeration("packet_kind", ["data", "control", "end"]);
export const packet = bundle({ to: uint(4), kind: packetKind, body: bundle({ low: uint(8), high: uint(8) }) });

export type Fault = "none" | "withdraws" | "changes" | "drops" | "duplicates" | "flips";

/** What is wrong happens to every fourth word. */
export const Passing = module(
  "passing",
  (_: { fault: Fault }) => ({ enq: stream.in(packet), deq: stream.out(packet) }),
  ({ enq, deq }, { fault }) => {
    const { full, word } = regs({ full: [bool, false], word: packet });
    const { count, waited, again } = regs({ count: [uint(2), 0], waited: [bool, false], again: [bool, false] });
    const { ready } = nodes({ ready: full.not().or(deq.ready) });
    const { takes } = nodes({ takes: ready.and(enq.valid) });
    const { isFourth } = nodes({ isFourth: count.eq(0) });
    again.next = false;
    waited.next = false;
    when(ready, () => {
      full.next = enq.valid;
      word.next = enq.payload;
    });
    when(takes, () => {
      count.next = count.addw(1);
      if (fault === "drops")
        when(count.eq(3), () => {
          full.next = false;
        });
      if (fault === "flips")
        when(count.eq(3), () => {
          word.next = { ...enq.payload, to: enq.payload.to.xor(1) };
        });
    });
    if (fault === "duplicates") {
      when(full.and(deq.ready).and(isFourth).and(again.not()), () => {
        full.next = true;
        word.next = word;
        again.next = true;
        count.next = count;
      });
    }
    if (fault === "changes") {
      when(full.and(deq.ready.not()).and(isFourth), () => {
        word.next = { ...word, to: word.to.addw(1) };
      });
    }
    when(full.and(deq.ready.not()), () => {
      waited.next = true;
    });
    const valid = fault === "withdraws" ? full.and(waited.not().or(isFourth.not())) : full;
    const open = fault === "duplicates" ? ready.and(isFourth.not().or(again).or(full.not())) : ready;
    return { enq: { ready: open }, deq: { valid, payload: word } };
  },
);
