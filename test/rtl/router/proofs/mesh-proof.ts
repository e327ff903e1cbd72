/**
 * A small mesh with any tables between cores that do what cores do: they take spikes at once, and the marker that begins
 * tick p when they have sent what ends tick p − 1, or earlier; they send the spikes of a tick after its marker has come.
 */
import {
  type Bool,
  formal,
  instance,
  lo,
  module,
  regs,
  type StreamWires,
  streams,
  type UInt,
  uint,
} from "../../../../hdlgen/index.ts";
import {
  byName,
  portValue,
  type StreamIn,
  type StreamOut,
  streamsIn,
  streamsOut,
} from "../../../../rtl/cells/named-streams.ts";
import { assumeStream } from "../../../../rtl/cells/stream-properties.ts";
import { SpikeMesh } from "../../../../rtl/router/spike-mesh.ts";
import { type SpikeWord, spikeWord } from "../../../../rtl/router/spike-word.ts";
import { implies } from "../../cells/proofs/lemmas.ts";

/** An index tells the period in which a spike was sent, modulo 4. */
const shape = { routeBits: 1, indexBits: 2 };
const type = spikeWord(shape);

interface OfMesh {
  readonly columns: number;
  readonly rows: number;
  /** Cycles within which a word moves at an end while all do their part. */
  readonly patience: number;
}

const numbered = (name: string, { columns, rows }: OfMesh): string[] =>
  Array.from({ length: columns * rows }, (_, i) => `${name}${i}`);

export const MeshProof = module(
  "mesh_proof",
  (parameters: OfMesh) => ({
    ...(streamsIn(numbered("from", parameters), type) as Readonly<Record<"from0", StreamIn<SpikeWord>>>),
    ...(streamsOut(numbered("to", parameters), type) as Readonly<Record<"to0", StreamOut<SpikeWord>>>),
  }),
  (io, parameters) => {
    const { columns, rows, patience } = parameters;
    const [sources, sinks] = [numbered("from", parameters), numbered("to", parameters)];
    const inner = (name: string): string => `${name}Words`;
    const declared: Readonly<Record<string, StreamWires<SpikeWord>>> = streams(
      byName([...sources, ...sinks].map(inner), () => type),
    );
    const end = (name: string): StreamWires<SpikeWord> => portValue(declared, inner(name));
    const given = io as unknown as Readonly<Record<string, { valid: Bool; payload: SpikeWord; ready: Bool }>>;
    for (const name of sources) {
      end(name).valid.value = given[name]?.valid ?? lo;
      end(name).payload.value = given[name]?.payload as SpikeWord;
    }
    for (const name of sinks) end(name).ready.value = given[name]?.ready ?? lo;
    instance("mesh", SpikeMesh({ columns, rows, links: 0, host: false, ...shape, fabric: "ice40up" }), {
      ...byName(sources, (_, name) => end(name).out),
      ...byName(sinks, (_, name) => end(name).in),
      ...{ clear: false, write: false, writeNode: 0, writeAddress: 0, writeData: 0 },
    } as never);

    const willing: Bool[] = [];
    const moved: Bool[] = [];
    sources.forEach((name, i) => {
      const [from, to] = [end(name), end(sinks[i] ?? "")];
      const counts = regs({ [`sent${i}`]: [uint(2), 0], [`heard${i}`]: [uint(2), 0] }) as unknown as Readonly<
        Record<string, UInt & { next: UInt }>
      >;
      const [sent, heard] = [counts[`sent${i}`], counts[`heard${i}`]];
      if (sent === undefined || heard === undefined) throw new Error(name);
      sent.next = sent.addw(from.fire.and(from.payload.marker).asUInt().extend(2));
      heard.next = heard.addw(to.fire.and(to.payload.marker).asUInt().extend(2));
      const waits = sent.eq(heard.addw(1));
      const isAhead = heard.eq(sent.addw(1));
      assumeStream(name, type, from);
      const { marker, index, route } = from.payload;
      formal.assume(implies(from.valid, waits.not()), `${name}: no spike of a tick that has not begun`);
      formal.assume(implies(marker.not(), index.eq(sent)), `${name}: spikes say their period`);
      formal.assume(implies(marker, index.any().or(route.any()).not()), `${name}: a marker is nothing else`);
      // The core's own part: what it takes when.
      formal.assume(implies(to.valid.and(to.payload.marker.not()), to.ready), `${name}: spikes are taken`);
      formal.assume(implies(to.valid.and(to.payload.marker).and(waits), to.ready), `${name}: a tick begins`);
      formal.assume(
        implies(to.valid.and(to.payload.marker).and(isAhead), to.ready.not()),
        `${name}: two ticks at once, no more`,
      );

      const arrives = to.fire.and(to.payload.marker.not());
      formal.assert(
        implies(arrives, to.payload.index.eq(heard)),
        `${name}: a spike comes in the period in which it was sent`,
      );
      willing.push(from.valid.or(waits));
      moved.push(from.fire, to.fire);
    });
    const { quiet } = regs({ quiet: [uint(5), 0] });
    const all = willing.reduce((both, each) => both.and(each));
    const any = moved.reduce((one, each) => one.or(each));
    quiet.next = all.and(any.not()).mux(quiet.addw(1), 0);
    formal.assert(quiet.lt(patience), "something moves at an end while all do their part");
    return {
      ...byName(sources, (_, name) => ({ ready: end(name).ready })),
      ...byName(sinks, (_, name) => ({ valid: end(name).valid, payload: end(name).payload })),
    } as never;
  },
);
