import type { Fabric } from "../../config/index.ts";
import {
  type Bool,
  bool,
  input,
  instance,
  module,
  type StreamWires,
  streams,
  type UInt,
  uint,
} from "../../hdlgen/index.ts";
import {
  byName,
  portValue,
  type Source,
  type StreamIn,
  type StreamOut,
  streamsIn,
  streamsOut,
} from "../cells/named-streams.ts";
import { checkParameters } from "../cells/parameters.ts";
import { MarkerMerge } from "./marker-merge.ts";
import { MeshInput } from "./mesh-input.ts";
import { type MeshPort, mayTurn } from "./mesh-ports.ts";
import { type SpikeWord, type SpikeWordShape, spikeWord } from "./spike-word.ts";

export interface MeshRouterParameters extends SpikeWordShape {
  /** "local" and at least one other port, each once. */
  readonly ports: readonly MeshPort[];
  readonly fabric: Fabric;
}

const inOf = (port: MeshPort): string => `${port}In`;
const outOf = (port: MeshPort): string => `${port}Out`;
const upper = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const ports = (parameters: MeshRouterParameters) => {
  const { ports: names } = parameters;
  const type = spikeWord(parameters);
  checkParameters("mesh_router", [
    {
      holds: names.includes("local") && names.length >= 2 && new Set(names).size === names.length,
      found: `the ports ${names.join(", ")}`,
      mend: 'name "local" and at least one more, each once',
    },
  ]);
  return {
    ...(streamsIn(names.map(inOf), type) as Readonly<Record<string, StreamIn<SpikeWord>>>),
    ...(streamsOut(names.map(outOf), type) as Readonly<Record<string, StreamOut<SpikeWord>>>),
    clear: input(bool),
    write: input(bool),
    writeAddress: input(uint(16)),
    writeData: input(uint(16)),
  };
};

/**
 * A node of a mesh: words go from each input to the outputs that the table names for their route, to several at once if it
 * does, first along the row and then along the column (`mayTurn`); markers to all outputs to which their input may turn,
 * and there they wait for those of the other inputs.
 *
 * Ports       a stream in and one out per port: `northIn`, `northOut`, …; clear: level, what is inside is lost and nothing
 *             taken. write: the mask of route `writeAddress`, bits as `meshPort` says
 * Latency     2 cycles and `meshLookup`.  Throughput: a word per cycle from each input and at each output
 * Fairness    at an output inputs take turns; a word to several outputs waits at none for another one
 * Hazards     no path from any `ready` or `valid` to a `ready` or `valid` of another stream. The table is written while
 *             nothing comes
 * Proof       docs/router.md
 */
export const MeshRouter = module("mesh_router", ports, (io, parameters) => {
  const { ports: names, ...shape } = parameters;
  const type = spikeWord(parameters);
  const turns = names.flatMap((from) => names.filter((to) => mayTurn(from, to)).map((to) => ({ from, to })));
  const pathOf = ({ from, to }: { from: MeshPort; to: MeshPort }): string => `${from}To${upper(to)}`;
  const paths: Readonly<Record<string, StreamWires<SpikeWord>>> = streams(
    Object.fromEntries(turns.map((turn) => [pathOf(turn), type])),
  );
  const path = (from: MeshPort, to: MeshPort): StreamWires<SpikeWord> => portValue(paths, pathOf({ from, to }));
  const control = {
    clear: portValue<Bool>(io, "clear"),
    write: portValue<Bool>(io, "write"),
    writeAddress: portValue<UInt>(io, "writeAddress"),
    writeData: portValue<UInt>(io, "writeData"),
  };
  const readies = byName(names.map(inOf), (i) => {
    const from = names[i] as MeshPort;
    const outputs = names.filter((to) => mayTurn(from, to));
    const { words } = instance(`${from}Input`, MeshInput({ ...shape, outputs }), {
      words: portValue<Source<SpikeWord>>(io, inOf(from)),
      ...control,
      ...byName(outputs, (_, to) => path(from, to).in),
    } as never) as unknown as { readonly words: { readonly ready: Bool } };
    return words;
  });
  const words = byName(names.map(outOf), (i, name) => {
    const to = names[i] as MeshPort;
    const sources = names.filter((from) => mayTurn(from, to));
    const { deq } = instance(`${to}Merge`, MarkerMerge({ type, sources }), {
      ...byName(sources, (_, from) => path(from, to).out),
      clear: control.clear,
      deq: portValue(io, name),
    } as never) as unknown as { readonly deq: Source<SpikeWord> };
    return deq;
  });
  return { ...readies, ...words } as never;
});
