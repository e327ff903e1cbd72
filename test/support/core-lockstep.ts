import { coreImage } from "../../compile/index.ts";
import type { HardwareConfig, IntegerNetwork } from "../../config/index.ts";
import { CoreDriver, reportingAll } from "../../sim/harness/core-driver.ts";
import { Reference } from "../../sim/reference/index.ts";
import type { Simulation } from "../../sim/simulation.ts";

export interface LockstepResult {
  readonly ticks: number;
  readonly spikes: number;
  readonly cycles: number;
  readonly saturations: number;
}

/** Runs a network on a simulated core and on the reference, and compares every spike and all state after every tick. */
export function lockstep(
  network: IntegerNetwork,
  placed: HardwareConfig,
  simulation: Simulation,
  input: readonly (readonly number[])[],
): LockstepResult {
  const config = reportingAll(placed);
  const driver = new CoreDriver(simulation);
  driver.load(coreImage(config));
  driver.clear();
  const reference = new Reference(network);
  const neuronOfSlot = new Map([...config.slotOfNeuron].map((slot, neuron) => [slot, neuron]));
  const words = (tick: number): number[] => (input[tick] ?? []).map((channel) => config.channelWord[channel] ?? -1);
  let spikes = 0;
  const start = simulation.cycle;
  driver.send(words(0));
  for (let tick = 0; tick < input.length; tick++) {
    driver.begin(tick);
    driver.send(words(tick + 1));
    const result = driver.finish();
    const expected = reference.tick(input[tick] ?? []);
    const found = result.slots.map((slot) => neuronOfSlot.get(slot) ?? -1).sort((a, b) => a - b);
    spikes += found.length;
    if (found.join() !== expected.spikes.join()) {
      throw new Error(`tick ${tick}: spikes of ${found.join()}, expected ${expected.spikes.join()}`);
    }
    const { membranes, refractory } = driver.state(config.slots.length);
    for (let neuron = 0; neuron < network.neurons.count; neuron++) {
      const slot = config.slotOfNeuron[neuron] ?? -1;
      if (membranes[slot] !== reference.v[neuron]) {
        throw new Error(`tick ${tick}, neuron ${neuron}: membrane ${membranes[slot]}, expected ${reference.v[neuron]}`);
      }
      if (refractory[slot] !== reference.r[neuron]) {
        throw new Error(
          `tick ${tick}, neuron ${neuron}: refractory ${refractory[slot]}, expected ${reference.r[neuron]}`,
        );
      }
    }
  }
  if (driver.saturations !== Math.min(65_535, reference.saturations)) {
    throw new Error(`${driver.saturations} saturations, expected ${reference.saturations}`);
  }
  return { ticks: input.length, spikes, cycles: simulation.cycle - start, saturations: driver.saturations };
}
