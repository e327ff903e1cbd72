/** The tests that are written twice, here and for cocotb. */
import { arbiterQueues } from "./arbiter-queues.ts";
import { asyncFifoTwoClocks } from "./async-fifo-two-clocks.ts";
import { counterCounts } from "./counter-counts.ts";
import { counterTimeouts } from "./counter-timeouts.ts";
import { crcMessages } from "./crc-messages.ts";
import { fifoFillAndDrain } from "./fifo-fill-and-drain.ts";
import { fifoInside } from "./fifo-inside.ts";
import { fifoRandomPauses } from "./fifo-random-pauses.ts";
import { fifoResetMidStream } from "./fifo-reset-mid-stream.ts";
import { fifoSharedPort } from "./fifo-shared-port.ts";
import { fifoWrongModel } from "./fifo-wrong-model.ts";
import { forkEvents } from "./fork-events.ts";
import { joinPairs } from "./join-pairs.ts";
import { lifCoreTicks } from "./lif-core-ticks.ts";
import { powerOnResetRace } from "./power-on-reset-race.ts";
import { roundRobinGrants } from "./round-robin-grants.ts";
import { skidBufferThroughput } from "./skid-buffer-throughput.ts";
import type { Twin } from "./support/twin.ts";
import { trafficLightPhases } from "./traffic-light-phases.ts";
import { uartRxFrames } from "./uart-rx-frames.ts";
import { uartTxFrames } from "./uart-tx-frames.ts";

export const twins = [
  counterCounts,
  counterTimeouts,
  trafficLightPhases,
  fifoFillAndDrain,
  fifoRandomPauses,
  fifoResetMidStream,
  fifoInside,
  fifoSharedPort,
  fifoWrongModel,
  skidBufferThroughput,
  arbiterQueues,
  roundRobinGrants,
  forkEvents,
  joinPairs,
  asyncFifoTwoClocks,
  uartRxFrames,
  uartTxFrames,
  crcMessages,
  powerOnResetRace,
  lifCoreTicks,
] as unknown as readonly Twin[];
