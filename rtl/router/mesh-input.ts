import type { Fabric } from "../../config/index.ts";
import { bool, cat, input, instance, module, reset, stream, type UInt, uint, withReset } from "../../hdlgen/index.ts";
import { byName, portValues, type Sink, streamsOut } from "../cells/named-streams.ts";
import { memoryFor } from "../core/memory-choice.ts";
import { WordMemory } from "../core/sliced-memory.ts";
import { type MeshPort, maskBit } from "./mesh-ports.ts";
import { routedInput } from "./routed-input.ts";
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
    const choice = memoryFor(fabric, "program", 2 ** routeBits);
    const maskOf = (address: UInt): UInt =>
      instance("masks", WordMemory({ bits: outputs.length, depth: 2 ** routeBits, ...choice }), {
        ...{ address, write, writeAddress: writeAddress.trunc(routeBits) },
        writeData: cat(...outputs.map((port) => writeData.bit(maskBit(port))).reverse()),
      }).word;
    return withReset(reset().or(clear), () => {
      const { words: taken, offers } = routedInput(
        { words, clear, sinks: portValues<Sink>(io, outputs), maskOf },
        { routeBits, indexBits, latency: choice.latency },
      );
      return { words: taken, ...byName(outputs, (i) => offers[i]) } as never;
    });
  },
);
