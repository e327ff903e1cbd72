/** A core that one client has for itself, or several share: each offers events and takes a copy of every spike. */
import {
  array,
  type Bool,
  bool,
  bundle,
  input,
  instance,
  type Module,
  module,
  output,
  type Ports,
  sint,
  streams,
  type UInt,
  uint,
} from "../../../hdlgen/index.ts";
import { StreamArbiter, StreamFork } from "../../../rtl/cells/index.ts";
import { SmallCore } from "./small-core.ts";

const word = uint(8);

/** What arbiter and fork give each client; their ports have names that are parameters. */
type ByClient = Readonly<Record<string, { readonly ready: Bool; readonly valid: Bool; readonly payload: UInt }>>;

export const SharedCore = module(
  "shared_core",
  ({ clients }: { readonly clients: number }) => ({
    load: input(bundle({ weight: bool, membrane: bool, address: uint(12), data: sint(8) })),
    offer: input(array(bool, clients)),
    event: input(array(word, clients)),
    ready: output(array(bool, clients)),
    take: input(array(bool, clients)),
    valid: output(array(bool, clients)),
    spike: output(array(word, clients)),
  }),
  ({ load, offer, event, take }, { clients }) => {
    const offered = [...offer].map((valid, i) => ({ valid, payload: event.at(i) }));
    const taken = [...take].map((ready) => ({ ready }));
    const [firstOffered, firstTaken] = [offered[0], taken[0]];
    if (clients === 1 && firstOffered !== undefined && firstTaken !== undefined) {
      const { events, spikes } = instance("core", SmallCore({}), { events: firstOffered, spikes: firstTaken, load });
      return { ready: [events.ready], valid: [spikes.valid], spike: [spikes.payload] };
    }
    const { events, spikes } = streams({ events: word, spikes: word });
    instance("core", SmallCore({}), { events: events.out, spikes: spikes.in, load });
    const names = Array.from({ length: clients }, (_, i) => `client${i}`);
    const connected = (of: (i: number) => object): object => Object.fromEntries(names.map((name, i) => [name, of(i)]));
    const arbiter = StreamArbiter({ type: word, sources: names }) as unknown as Module<Ports>;
    const merged = instance("arbiter", arbiter, { ...connected((i) => offered[i] ?? {}), deq: events.in } as never);
    const copies = StreamFork({ type: word, sinks: names }) as unknown as Module<Ports>;
    const copied = instance("copies", copies, { ...connected((i) => taken[i] ?? {}), enq: spikes.out } as never);
    const [ready, copy] = [merged as unknown as ByClient, copied as unknown as ByClient];
    return {
      ready: names.map((name) => ready[name]?.ready ?? false),
      valid: names.map((name) => copy[name]?.valid ?? false),
      spike: names.map((name) => copy[name]?.payload ?? 0),
    };
  },
);
