/** Events of whole frames: as a board's encoder makes them, or as the host sends them in its place. */
import type { EncoderShape, FrameCodeName } from "../config/index.ts";
import { type Encoder, latencyEncoder, rateEncoder } from "../network/index.ts";
import type { CompiledNetwork } from "./compile-network.ts";
import type { InputTicks } from "./events.ts";

export interface FrameCode {
  readonly code: FrameCodeName;
  readonly ticks: number;
}

/** Active host channels by tick, for a frame of the input that begins with channel `first`. */
export function hostFrameInput(
  values: Uint8Array,
  { code, ticks }: FrameCode,
  { rate }: Pick<EncoderShape, "rate">,
  first = 0,
): InputTicks {
  return encoderOf(code, ticks, rate)(values).map((channels) => channels.map((channel) => first + channel));
}

/** What a board's encoder makes of a frame; the frame's ticks only. */
export function chipFrameInput(compiled: CompiledNetwork, values: Uint8Array, code: FrameCode): InputTicks {
  const { encoder, network, config } = compiled;
  if (encoder === undefined) throw new Error("the network was compiled without a frame encoder");
  const first = network.inputs.find((input) => config.channelWord[input.first] === encoder.firstWord)?.first ?? 0;
  return hostFrameInput(values, code, encoder, first);
}

function encoderOf(code: FrameCodeName, ticks: number, rate: EncoderShape["rate"]): Encoder {
  if (code === "latency") return latencyEncoder({ ticks });
  if (rate === undefined) throw new Error("a rate code without its parameters");
  return rateEncoder({ ...rate, ticks });
}
