import { bool, clock, input, instance, module, output, stream, streams, uint } from "../../hdlgen/index.ts";
import { spikeWord } from "../router/spike-word.ts";
import type { LinkShape } from "./frame.ts";
import { LinkEndpoint, linkStatus } from "./link-endpoint.ts";
import { SerialReceiver } from "./serial-receiver.ts";
import { type SerialParameters, SerialTransmitter, serialByteCycles } from "./serial-transmitter.ts";

export type SerialLinkParameters = LinkShape & SerialParameters;

/** A LinkEndpoint behind source-synchronous pins: a clock, a start and 1 or 4 data lines each way. */
export const SerialLink = module(
  "serial_link",
  (parameters: SerialLinkParameters) => ({
    clear: input(bool),
    enq: stream.in(spikeWord(parameters)),
    deq: stream.out(spikeWord(parameters)),
    inClock: input(clock),
    inStart: input(bool, { domain: "inClock" }),
    inData: input(uint(parameters.lanes), { domain: "inClock" }),
    outClock: output(bool),
    outStart: output(bool),
    outData: output(uint(parameters.lanes)),
    ...linkStatus,
  }),
  ({ clear, enq, deq, inClock, inStart, inData }, { lanes, clockCyclesPerBit, ...shape }) => {
    const byteCycles = serialByteCycles({ lanes, clockCyclesPerBit });
    const { bytes } = streams({ bytes: uint(8) });
    const heard = instance("receiver", SerialReceiver({ lanes }), {
      lineClock: inClock,
      lineStart: inStart,
      lineData: inData,
    });
    const endpoint = instance(
      "endpoint",
      LinkEndpoint({ ...shape, byteCycles, cableCycles: 4 * byteCycles + fixedWay }),
      { clear, enq, deq, ...heard, bytes: bytes.in },
    );
    const line = instance("transmitter", SerialTransmitter({ lanes, clockCyclesPerBit }), { data: bytes.out });
    const { bytes: _, ...seen } = endpoint;
    return { ...seen, outClock: line.lineClock, outStart: line.lineStart, outData: line.lineData };
  },
);

/** Synchronisers of both ends, and a cable of some metres. */
const fixedWay = 32;
