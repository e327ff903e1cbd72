import type { TickActivity } from "../../compile/plan/index.ts";
import type { IntegerNetwork } from "../../config/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import { type InputTicks, randomEvents } from "../events.ts";

/** The activity that a plan is made for. */
export type PlanActivity =
  /** Every host channel and every neuron is active in a tick with this probability. */
  | { readonly kind: "rate"; readonly rate: number; readonly ticks: number }
  /** Events of the host; the neurons do what the reference model does with them. */
  | { readonly kind: "events"; readonly input: InputTicks };

/** Random activity depends on nothing but the network's size, so that plans can be compared. */
export function planActivity(network: IntegerNetwork, activity: PlanActivity): TickActivity[] {
  if (activity.kind === "events") {
    const reference = new Reference(network);
    return activity.input.map((channels) => ({ channels, neurons: [...reference.tick(channels).spikes] }));
  }
  const { rate, ticks } = activity;
  const count = network.inputs.reduce((sum, { size }) => sum + size, 0);
  const channels = randomEvents({ ticks, rate, seed: 1 }, count);
  const neurons = randomEvents({ ticks, rate, seed: 2 }, network.neurons.count);
  return channels.map((active, tick) => ({ channels: active, neurons: neurons[tick] ?? [] }));
}
