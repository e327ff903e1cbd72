import type { CoreShape, HardwareConfig } from "../../config/index.ts";

/** A core that has nothing to do but to end its ticks: one row of padding, one empty region. */
export function idleCore(name: string, shape: CoreShape): HardwareConfig {
  return {
    name,
    shape,
    segments: [{ region: 0, weightBase: 0, wait: false, lastOfGroup: true, lastOfTick: true }],
    groups: [{ rows: 1, lastOfPopulation: true, lastOfTick: true, report: false, record: false }],
    delaySteps: [],
    regionStart: new Array<number>(shape.regions).fill(0),
    weights: new Int32Array(0),
    weightWordsUsed: 0,
    slots: new Array<undefined>(shape.updates).fill(undefined),
    slotOfNeuron: new Int32Array(0),
    channelWord: new Int32Array(0),
    fanOut: new Int32Array(0),
  };
}
