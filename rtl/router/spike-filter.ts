import type { Fabric } from "../../config/index.ts";
import {
  bool,
  bundle,
  input,
  instance,
  module,
  nodes,
  reset,
  stream,
  uint,
  wires,
  withReset,
} from "../../hdlgen/index.ts";
import { SkidBuffer } from "../cells/skid-buffer.ts";
import { memoryFor } from "../core/memory-choice.ts";
import { WordMemory } from "../core/sliced-memory.ts";
import { lookupLine } from "./lookup-line.ts";
import { type SpikeWordShape, spikeWord } from "./spike-word.ts";

export interface SpikeFilterParameters extends SpikeWordShape {
  readonly fabric: Fabric;
}

/** Cycles from a word to whether it passes. */
export const filterLatency = ({ fabric, routeBits }: Pick<SpikeFilterParameters, "fabric" | "routeBits">): number =>
  memoryFor(fabric, "program", 2 ** routeBits).latency;

/**
 * Lets markers through, and the spikes of routes that somebody behind it listens to.
 *
 * Ports       words, wanted: streams. clear: level, what is inside is lost and nothing taken. write: bit 0 of `writeData`:
 *             words of route `writeAddress` pass
 * Latency     1 cycle and `filterLatency`.  Throughput: 1 word per cycle, dropped ones too.  Capacity: 2 words and
 *             `filterLatency`
 * Hazards     no path from `wanted.ready` to `words.ready`. The table is written while nothing comes
 * Proof       k-induction: what passes does so once, in order, unchanged
 */
export const SpikeFilter = module(
  "spike_filter",
  (shape: SpikeFilterParameters) => ({
    words: stream.in(spikeWord(shape)),
    wanted: stream.out(spikeWord(shape)),
    clear: input(bool),
    write: input(bool),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
  }),
  ({ words, wanted, clear, write, writeAddress, writeData }, parameters) => {
    const { routeBits, indexBits, fabric } = parameters;
    const lookup = wires({ route: uint(routeBits) });
    const depth = 2 ** routeBits;
    const choice = memoryFor(fabric, "program", depth);
    const { word: passes } = instance("routes", WordMemory({ bits: 1, depth, ...choice }), {
      address: lookup.route,
      write,
      writeAddress: writeAddress.trunc(routeBits),
      writeData: writeData.trunc(1),
    });

    return withReset(reset().or(clear), () => {
      const { last, turn, connect } = lookupLine({
        tag: bundle({ route: uint(routeBits), index: uint(indexBits) }),
        length: choice.latency,
        starts: "empty",
      });
      const { leaves } = nodes({ leaves: last.marker.or(passes.bit(0)) });
      const buffer = instance("buffer", SkidBuffer({ type: spikeWord(parameters) }), {
        enq: { valid: last.valid.and(turn).and(leaves), payload: { marker: last.marker, ...last.tag } },
        deq: wanted,
      });
      const { marker, route, index } = words.payload;
      const { ready, entering } = connect(
        { valid: words.valid.and(clear.not()), marker, tag: { route, index } },
        // Also what is dropped waits for room, so that no path leads from the memory back to it.
        { finished: buffer.enq.ready, again: last.tag },
      );
      lookup.route.value = entering.route;
      return { words: { ready: ready.and(clear.not()) }, wanted: buffer.deq };
    });
  },
);
