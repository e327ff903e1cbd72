/** The frame encoder that a placed network gets: which input its values are for, and with what codes it is built. */
import {
  type EncoderShape,
  type Fabric,
  type HardwareConfig,
  type IntegerNetwork,
  mostFrameChannels,
  type RateShape,
} from "../config/index.ts";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { rateEncoder } from "../network/index.ts";

/** An encoder as it is asked for; at least one of the codes. */
export interface EncoderRequest {
  /** Name of the input. Default: the only one. */
  readonly input?: string;
  readonly rate?: RateShape;
  readonly latency?: "built" | "leftOut";
}

/**
 * Throws CMP040 for an input that is not named, or not there; CMP042 for too many
 * channels; CMP043 for no code; NET050 for a rate code out of range.
 */
export function placeEncoder(
  { input, rate, latency = "leftOut" }: EncoderRequest,
  network: IntegerNetwork,
  { channelWord }: Pick<HardwareConfig, "channelWord">,
): EncoderShape {
  if (rate === undefined && latency === "leftOut") {
    throw new SpikeforgeError({
      code: "CMP043",
      place: `network "${network.name}"`,
      found: "a frame encoder without a code",
      mend: "give it a rate code, a latency code, or both",
    });
  }
  if (rate !== undefined) rateEncoder({ ...rate, ticks: 1 });
  const { name, first, size } = encodedInput(network, input);
  const firstWord = channelWord[first] ?? 0;
  if (size > mostFrameChannels) {
    throw new SpikeforgeError({
      code: "CMP042",
      place: `input "${name}"`,
      found: `${size} channels, and a frame has at most ${mostFrameChannels}`,
      mend: "cut the input into several",
    });
  }
  return { channels: size, firstWord, ...(rate === undefined ? {} : { rate }), latency };
}

/** The input that an encoder is for. Throws CMP040. */
export function encodedInput({ name: network, inputs }: IntegerNetwork, input: string | undefined) {
  const names = inputs.map(({ name }) => name);
  const found = input === undefined && inputs.length === 1 ? inputs[0] : inputs.find(({ name }) => name === input);
  if (found !== undefined) return found;
  const all = names.length === 0 ? "none" : names.map((name) => `"${name}"`).join(", ");
  throw new SpikeforgeError({
    code: "CMP040",
    place: `network "${network}"`,
    found: input === undefined ? `a frame encoder for one of ${names.length} inputs` : `no input "${input}"`,
    mend: `name the input that frames are for; there are: ${all}`,
  });
}

/** Words of 16 bits in one block memory, and of 8 bits. */
const wordsOfBlock = { wide: 256, narrow: 512 };
const wordsOfEcp5Block = { wide: 1024, narrow: 2048 };

/** Block memories that the values of so many channels take: words of two, or two memories that are deeper. */
export function encoderBlocks(channels: number, fabric: Fabric): number {
  const { wide, narrow } = fabric === "ecp5" ? wordsOfEcp5Block : wordsOfBlock;
  const words = Math.ceil(channels / 2);
  return words <= wordsOfBlock.wide ? Math.ceil(words / wide) : 2 * Math.ceil(words / narrow);
}
