import {
  bool,
  bundle,
  cat,
  input,
  instance,
  module,
  nodes,
  ram,
  regs,
  sint,
  stream,
  uint,
  when,
} from "../../../hdlgen/index.ts";
import { Fifo } from "../../../rtl/cells/index.ts";

/** Neurons, and axons. */
export const size = 64;
/** Bit of an event word that asks for a tick instead. */
export const tickBit = 7;
const [threshold, leakShift, queued] = [60, 4, 128];

/**
 * A small core of leaky integrate-and-fire neurons, one neuron per cycle: an event adds its axon's weights to all
 * membranes, a tick lets them leak, and fire.
 *
 * Ports       load: a weight, or a membrane to 0, while idle; events: an axon or a tick; spikes: neurons that fired
 * Latency     66 cycles per event or tick
 */
export const SmallCore = module(
  "small_core",
  (_: object) => ({
    load: input(bundle({ weight: bool, membrane: bool, address: uint(12), data: sint(8) })),
    events: stream.in(uint(8)),
    spikes: stream.out(uint(8)),
  }),
  ({ load, events, spikes }) => {
    const { busy, isTick, axon, neuron } = regs({ busy: [bool, false], isTick: bool, axon: uint(6), neuron: uint(6) });
    const { room, adds, at } = regs({ room: [bool, false], adds: [bool, false], at: uint(6) });
    const weights = ram("weights", sint(8), { depth: size * size, collision: "dontCare" });
    const membranes = ram("membranes", sint(16), { depth: size, collision: "dontCare" });

    const { takes } = nodes({ takes: events.valid.and(busy.not()).and(room) });
    when(takes, () => {
      busy.next = true;
      isTick.next = events.payload.bit(tickBit);
      axon.next = events.payload.trunc(6);
      neuron.next = 0;
    }).elsewhen(busy, () => {
      neuron.next = neuron.addw(1);
      busy.next = neuron.all().not();
    });
    adds.next = busy;
    at.next = neuron;

    const weight = weights.read(cat(axon, neuron));
    const membrane = membranes.read(neuron);
    const { added } = nodes({ added: membrane.add(weight).sat(16) });
    const { leaked } = nodes({ leaked: membrane.sub(membrane.shr(leakShift)).trunc(16) });
    const { fires } = nodes({ fires: adds.and(isTick).and(leaked.ge(threshold)) });
    const { updated } = nodes({ updated: isTick.mux(fires.mux(0, leaked), added) });
    weights.write(load.address, load.data, { enable: load.weight });
    membranes.write(adds.mux(at, load.address.trunc(6)), adds.mux(updated, 0), { enable: adds.or(load.membrane) });

    const queue = instance("queue", Fifo({ type: uint(8), depth: queued, storage: "block" }), {
      enq: { valid: fires, payload: at.extend(8) },
      deq: spikes,
    });
    room.next = queue.level.lt(queued - size);
    return { events: { ready: busy.not().and(room) }, spikes: queue.deq };
  },
);
