import type { Fabric } from "../../config/index.ts";
import {
  bool,
  bundle,
  cat,
  input,
  instance,
  module,
  nodes,
  regArray,
  reset,
  stream,
  uint,
  when,
  wires,
  withReset,
} from "../../hdlgen/index.ts";
import { byName, portValues, type Sink, streamsOut } from "../cells/named-streams.ts";
import { skidBuffer } from "../cells/skid-buffer.ts";
import { memoryFor } from "../core/memory-choice.ts";
import { WordMemory } from "../core/sliced-memory.ts";
import { lookupLine } from "./lookup-line.ts";
import { type MeshPort, maskBit } from "./mesh-ports.ts";
import { type SpikeWordShape, spikeWord } from "./spike-word.ts";

export interface MeshInputParameters extends SpikeWordShape {
  /** Where words of this input may go on. */
  readonly outputs: readonly MeshPort[];
  readonly fabric: Fabric;
}

/** Cycles from a word to its mask. */
export const meshLookup = ({ fabric, routeBits }: Pick<MeshInputParameters, "fabric" | "routeBits">): number =>
  memoryFor(fabric, "program", 2 ** routeBits).latency;

/**
 * One input of a mesh router: the table says where the words of a route go on; each of these outputs gets its copy when it
 * can take it, and the next word comes when all have theirs. A marker goes to all.
 *
 * Ports       words: stream in; one stream out per name in `outputs`. clear: level, what is inside is lost and nothing
 *             taken. write: the mask of route `writeAddress`, bits as `meshPort` says
 * Latency     1 cycle and `meshLookup`.  Throughput: 1 word per cycle.  Capacity: 2 words and `meshLookup`
 * Hazards     no path from any `ready` to `words.ready`; paths between the outputs' `ready` and the next word. A word whose
 *             mask names none of the outputs ends here. The table is written while nothing comes
 */
export const MeshInput = module(
  "mesh_input",
  (parameters: MeshInputParameters) => ({
    words: stream.in(spikeWord(parameters)),
    clear: input(bool),
    write: input(bool),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
    ...streamsOut(parameters.outputs, spikeWord(parameters)),
  }),
  (io, parameters) => {
    const { words, clear, write, writeAddress, writeData } = io;
    const { outputs, routeBits, indexBits, fabric } = parameters;
    const lookup = wires({ route: uint(routeBits) });
    const choice = memoryFor(fabric, "program", 2 ** routeBits);
    const { word: mask } = instance("masks", WordMemory({ bits: outputs.length, depth: 2 ** routeBits, ...choice }), {
      address: lookup.route,
      write,
      writeAddress: writeAddress.trunc(routeBits),
      writeData: cat(...outputs.map((port) => writeData.bit(maskBit(port))).reverse()),
    });

    return withReset(reset().or(clear), () => {
      const tag = bundle({ route: uint(routeBits), index: uint(indexBits) });
      const { last, turn, connect } = lookupLine({ tag, length: choice.latency, starts: "empty" });
      const forked = wires({ taken: bool });
      const buffer = skidBuffer(
        {
          enq: {
            valid: last.valid.and(turn),
            payload: {
              word: { marker: last.marker, ...last.tag },
              wanted: last.marker.mux(2 ** outputs.length - 1, mask),
            },
          },
          deq: { ready: forked.taken },
        },
        { type: bundle({ word: spikeWord(parameters), wanted: uint(outputs.length) }) },
      );
      const { ready, entering } = connect(
        {
          valid: words.valid.and(clear.not()),
          marker: words.payload.marker,
          tag: { route: words.payload.route, index: words.payload.index },
        },
        { finished: buffer.open, again: last.tag },
      );
      lookup.route.value = entering.route;

      const { valid, payload } = buffer.drives.deq;
      const has = regArray("has", outputs.length, [bool, false]);
      const done = portValues<Sink>(io, outputs).map((sink, i) =>
        sink.ready.or(has[i] ?? false).or(payload.wanted.bit(i).not()),
      );
      const { allDone } = nodes({ allDone: done.reduce((all, each) => all.and(each)) });
      forked.taken.value = allDone;
      when(valid, () => {
        has.forEach((taken, i) => {
          taken.next = allDone.not().and(done[i] ?? false);
        });
      });
      return {
        words: { ready: ready.and(clear.not()) },
        ...byName(outputs, (i) => ({
          valid: valid.and(payload.wanted.bit(i)).and(has[i]?.not() ?? false),
          payload: payload.word,
        })),
      } as never;
    });
  },
);
