import { idleAfterGroup } from "./accumulate.ts";
import { type BackParameters, rowFifoReserve, rowTiming } from "./back-timing.ts";
import { memoryFor, spikeMemory } from "./memory-choice.ts";
import { rowFifoLimit } from "./row-fifo.ts";
import { historyTicks } from "./spike-history.ts";
import { weightTiming } from "./weight-fetch.ts";

/**
 * Where things happen in a core, in cycles, as `compile/plan` wants it: ticks are predicted from these figures without
 * elaborating anything. They come from the modules themselves.
 */
export function coreTiming(parameters: BackParameters) {
  const { shape, fabric } = parameters;
  const { result } = rowTiming(parameters);
  const { groupStarts } = weightTiming(parameters);
  const releaseLead = 1 + groupStarts;
  const reserve = rowFifoReserve({ ...parameters, releaseLead });
  return {
    groupStarts,
    idleAfterGroup: idleAfterGroup(fabric),
    releaseLead,
    result,
    groupSpacing: result + 1 + memoryFor(fabric, "program", shape.groups).latency,
    rowFifoLimit: rowFifoLimit({ fabric, reserve }),
    delayRead: delayRead(parameters),
    clear: shape.slots / shape.updates + 4,
  };
}

function delayRead({ shape, fabric, rowMemory = "block" }: BackParameters): number {
  return shape.historyWords === 0 ? 0 : spikeMemory(fabric, historyTicks * shape.historyWords, rowMemory).latency;
}
