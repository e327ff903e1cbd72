import {
  bool,
  cat,
  input,
  lo,
  module,
  nodes,
  output,
  regs,
  stream,
  synchronise,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { spikeWord } from "../router/spike-word.ts";
import { type AerParameters, aerAddressBits, checkAer } from "./aer-sender.ts";

const ports = (parameters: AerParameters) => {
  checkAer("aer_receiver", parameters);
  return {
    request: input(bool, { domain: "async" }),
    address: input(uint(aerAddressBits(parameters)), { domain: "async" }),
    acknowledge: output(bool),
    deq: stream.out(spikeWord(parameters)),
  };
};

/**
 * Takes addresses from parallel lines, the other end of an AerSender or of a device of another make.
 *
 * Ports       request, address: pins; acknowledge: pin, a register: the address has been taken; deq: spike words
 * Latency     3 cycles from the request to `deq`
 * Hazards     address lines go through as many registers as the request: they have to stand when it comes
 */
export const AerReceiver = module("aer_receiver", ports, ({ request, address, deq }, parameters) => {
  const { phases, markers, indexBits } = parameters;
  const bits = aerAddressBits(parameters);
  const asked = synchronise("asked", request, { reset: false });
  const lines = Array.from({ length: bits }, (_, i) => synchronise(`line${i}`, address.bit(i)));
  const { acknowledge, valid, taken } = regs({ acknowledge: [bool, false], valid: [bool, false], taken: uint(bits) });
  const { comes } = nodes({ comes: phases === 4 ? asked.and(acknowledge.not()) : asked.xor(acknowledge) });
  const { takes } = nodes({ takes: comes.and(valid.not().or(deq.ready)) });
  valid.next = takes.or(valid.and(deq.ready.not()));
  when(takes, () => {
    taken.next = cat(...[...lines].reverse());
  });
  if (phases === 4) acknowledge.next = takes.or(acknowledge.and(asked));
  else acknowledge.next = takes.xor(acknowledge);
  const { marker } = nodes({ marker: markers === "highest" ? taken.all() : lo });
  const event = markers === "highest" ? marker.mux(0, taken) : taken;
  return {
    acknowledge,
    deq: {
      valid,
      payload: {
        marker,
        route: event.slice(bits - 1, indexBits),
        index: event.slice(indexBits - 1, 0),
      },
    },
  };
});
