import {
  bool,
  cat,
  constant,
  formal,
  fsm,
  input,
  module,
  nodes,
  output,
  regs,
  stream,
  synchronise,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { bitsFor, checkParameters } from "../cells/parameters.ts";
import { type SpikeWordShape, spikeWord } from "../router/spike-word.ts";

export interface AerParameters extends SpikeWordShape {
  /** 4: request and acknowledgement return to zero after every address; 2: each change is an address. */
  readonly phases: 2 | 4;
  /** `none`: markers do not leave the chip; `highest`: the highest address is a marker, and no sender may have it. */
  readonly markers: "none" | "highest";
}

export interface AerSenderParameters extends AerParameters {
  /** Clock cycles, at least 1, for which the address stands before the request: as much as its lines may be apart. */
  readonly setupCycles: number;
}

export const aerAddressBits = ({ routeBits, indexBits }: SpikeWordShape): number => routeBits + indexBits;

export function checkAer(cell: string, shape: AerParameters): void {
  const bits = aerAddressBits(shape);
  checkParameters(cell, [{ holds: bits <= 32, found: `${bits} address lines`, mend: "take at most 32" }]);
}

const ports = (parameters: AerSenderParameters) => {
  const { setupCycles } = parameters;
  checkAer("aer_sender", parameters);
  checkParameters("aer_sender", [
    {
      holds: Number.isInteger(setupCycles) && setupCycles >= 1,
      found: `${setupCycles} cycles before the request`,
      mend: "take a whole number, at least 1",
    },
  ]);
  return {
    enq: stream.in(spikeWord(parameters)),
    request: output(bool),
    address: output(uint(aerAddressBits(parameters))),
    acknowledge: input(bool, { domain: "async" }),
  };
};

/**
 * Sends addresses over parallel lines to a device of another make: bundled data, two- or four-phase handshake.
 *
 * Ports       enq: spike words, the address is route and index; request, address: pins, registers; acknowledge: pin
 * Throughput  with a peer of ours at the same clock: docs/chip-links.md
 * Hazards     no checksum: a line that is cut or disturbed loses or repeats addresses. Both ends have to be reset before the
 *             first address
 * Source      K. Boahen, Point-to-Point Connectivity Between Neuromorphic Chips Using Address Events, IEEE TCAS-II 47(5), 2000
 */
export const AerSender = module("aer_sender", ports, ({ enq, acknowledge }, parameters) => {
  const { phases, markers, setupCycles } = parameters;
  const highest = 2n ** BigInt(aerAddressBits(parameters)) - 1n;
  const answered = synchronise("answered", acknowledge, { reset: false });
  const { request, address, settling } = regs({
    request: [bool, false],
    address: uint(aerAddressBits(parameters)),
    settling: uint(bitsFor(setupCycles)),
  });
  const { spike } = nodes({ spike: cat(enq.payload.route, enq.payload.index) });
  const { isIdle } = nodes({ isIdle: phases === 4 ? answered.not() : answered.eq(request) });
  const { passes } = nodes({ passes: markers === "none" ? enq.payload.marker.not() : constant(bool, true) });
  const phase = fsm(
    "phase",
    {
      free: (go) => {
        settling.next = setupCycles - 1;
        when(enq.valid.and(passes).and(isIdle), () => {
          address.next = markers === "none" ? spike : enq.payload.marker.mux(highest, spike);
          go("setup");
        });
      },
      setup: (go) => {
        settling.next = settling.subw(1);
        when(settling.eq(0), () => {
          request.next = phases === 4 ? true : request.not();
          go("asked");
        });
      },
      asked: (go) => {
        if (phases === 4) {
          when(answered, () => {
            request.next = false;
            go("free");
          });
        } else go("free");
      },
    },
    { init: "free" },
  );
  if (markers === "highest") {
    formal.assert(
      enq.valid.and(enq.payload.marker.not()).and(spike.eq(highest)).not(),
      "no sender has the address of markers",
    );
  }
  return { enq: { ready: phase.is("free").and(isIdle.or(passes.not())) }, request, address };
});
