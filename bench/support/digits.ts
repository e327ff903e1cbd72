/** The digits example, compiled for the iCEBreaker and run on the simulated core. */
import { type CompiledNetwork, compileNetwork, coreDesign } from "../../api/compile-network.ts";
import { coreImage } from "../../compile/index.ts";
import type { IntegerNetwork } from "../../config/index.ts";
import { type Ice40Board, ice40Board } from "../../constraints/index.ts";
import { type DigitsExample, heldOutImages, loadDigits } from "../../examples/digits/digits.ts";
import type { InputTicks } from "../../index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { NetworkRun } from "../../sim/harness/network-run.ts";
import { lockstepNetwork } from "../../sim/lockstep/index.ts";
import { Reference } from "../../sim/reference/index.ts";

export interface DigitsBench {
  readonly example: DigitsExample;
  readonly compiled: CompiledNetwork<Ice40Board>;
}

export async function compiledDigits(): Promise<DigitsBench> {
  const example = loadDigits();
  return { example, compiled: compileNetwork(example.network, ice40Board("icebreaker")) };
}

/** The first `count` held-out images as the network sees them; digits take turns. */
export function digitInputs(example: DigitsExample, count: number): InputTicks[] {
  return heldOutImages()
    .slice(0, count)
    .map(({ pixels }) => example.encode(pixels));
}

export interface CoreRun {
  readonly runs: number;
  readonly ticks: number;
  /** All clock cycles, state resets included. */
  readonly cycles: number;
  /** Events × existing synapses. */
  readonly synapticOperations: number;
}

/** Runs inputs on the core, state reset before each, and compares every spike and all state with the reference. */
export function runOnCore({ network, config, ...rest }: CompiledNetwork, inputs: readonly InputTicks[]): CoreRun {
  const simulation = openEmbedded(coreDesign({ network, config, ...rest }));
  const core = new NetworkRun(config, simulation);
  core.driver.load(coreImage(core.config));
  const reference = new Reference(network);
  const totals = { runs: inputs.length, ticks: 0, cycles: 0 };
  for (const input of inputs) {
    const { ticks, cycles } = lockstepNetwork(core, reference, input);
    totals.ticks += ticks;
    totals.cycles += cycles;
  }
  simulation.close();
  return { ...totals, synapticOperations: reference.synapticOperations };
}

/** The same network with every synapse at its largest weight and every neuron firing at each input. */
export function everyAxonActive(network: IntegerNetwork): IntegerNetwork {
  const largest = 2 ** (network.weightBits - 1) - 1;
  const { neurons } = network;
  return {
    ...network,
    synapses: network.synapses.map((block) => ({
      ...block,
      weights: Int32Array.from(block.weights, (_, i) => (block.exists?.[i] === 0 ? 0 : largest)),
    })),
    neurons: { ...neurons, threshold: neurons.threshold.map(() => 1), resetValue: neurons.resetValue.map(() => 0) },
  };
}
