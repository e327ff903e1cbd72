/** Digits traffic for the cores of a simulation benchmark. */
import { coreImage } from "../../compile/index.ts";
import { aerMarker } from "../../config/index.ts";
import { type Design, elaborate } from "../../hdlgen/index.ts";
import { compiledDigits, digitInputs } from "../support/digits.ts";
import { CoresWithTraffic, stimulusDepth } from "./core-with-traffic.ts";

export interface Traffic {
  readonly design: Design;
  readonly cores: number;
  /** The network, as writes on the core's bus: space, address, data. */
  readonly bus: readonly (readonly [space: number, address: number, data: number])[];
  /** AER words by core, all of equal length. */
  readonly stimuli: readonly Uint16Array[];
}

/** Cores with the digits network, each replaying digits of its own. */
export async function digitsTraffic(cores: number): Promise<Traffic> {
  const { example, compiled } = await compiledDigits();
  // Every word is loaded in a cycle of its own: with many cores, long stimuli would take longer than the run.
  const imagesPerCore = cores === 1 ? 10 : 2;
  const inputs = digitInputs(example, cores * imagesPerCore);
  const all = Array.from({ length: cores }, (_, core) => {
    const ticks = inputs.slice(core * imagesPerCore, (core + 1) * imagesPerCore).flat();
    return ticks.flatMap((channels, tick) => [
      ...channels.map((channel) => compiled.config.channelWord[channel] ?? 0),
      aerMarker | tick,
    ]);
  });
  // Equal lengths keep one counter for all; a stimulus ends between two ticks or within one, which both engines see alike.
  const length = Math.min(stimulusDepth - 1, ...all.map((words) => words.length));
  return {
    design: elaborate(CoresWithTraffic({ core: compiled.core, count: cores })),
    cores,
    bus: coreImage(compiled.config).flatMap(({ space, address, words }) =>
      Array.from(words, (data, i) => [space, address + i, data] as const),
    ),
    stimuli: all.map((words) => Uint16Array.from(words.slice(0, length))),
  };
}

/** What both engines have to agree on. */
export interface TrafficOutcome {
  readonly cyclesPerSecond: number;
  readonly checksum: number;
  readonly answers: number;
}
