/** The layers of examples/learning/digits on simulated cores, beside the reference. */
import { coreDevices, coreImage, coreTarget, place, quantise } from "../../compile/index.ts";
import {
  encodeDigit,
  type LayerName,
  type LearnedLayer,
  layers,
} from "../../examples/learning/digits/digits-network.ts";
import { elaborate } from "../../hdlgen/index.ts";
import type { Network } from "../../index.ts";
import { LifCore } from "../../rtl/core/lif-core.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { NetworkRun } from "../../sim/harness/network-run.ts";
import { lockstepNetwork } from "../../sim/lockstep/index.ts";
import { Reference } from "../../sim/reference/index.ts";

/** A core and the reference that see the same images; every spike, membrane and refractory counter is compared. */
export class DigitsOnCore {
  readonly #layer: LayerName;
  readonly #run: NetworkRun;
  readonly #reference: Reference;
  /** Block of the synapses that learn. */
  readonly #plastic: number;
  #cycles = 0;
  #spikes = 0;

  constructor(layer: LayerName, description: Network) {
    const network = quantise(description);
    // Both layers fit its memory, and four cells of SPRAM are simulated faster than as many bits in cells of an ECP5.
    const target = coreTarget(coreDevices.up5k, { weightBits: 4 });
    const { fabric } = target;
    const config = place(network, target);
    this.#layer = layer;
    this.#run = new NetworkRun(config, openEmbedded(elaborate(LifCore({ shape: config.shape, fabric })), { seed: 1 }));
    this.#run.driver.load(coreImage(this.#run.config));
    this.#reference = new Reference(network);
    this.#plastic = network.synapses.findIndex(({ plastic }) => plastic !== undefined);
  }

  /** Clock cycles of all images so far, state resets included. */
  get cycles(): number {
    return this.#cycles;
  }

  /** Spikes of the layer so far. */
  get spikes(): number {
    return this.#spikes;
  }

  /** Shows an image; returns the spikes of each neuron of the layer. Throws SIM125 at the first difference. */
  show(image: Uint8Array): Uint16Array {
    const { neurons } = layers[this.#layer];
    const counts = new Uint16Array(neurons);
    const { cycles } = lockstepNetwork(this.#run, this.#reference, encodeDigit(image), {
      observe({ spikes }) {
        for (const neuron of spikes) if (neuron < neurons) counts[neuron] = (counts[neuron] ?? 0) + 1;
      },
    });
    this.#cycles += cycles;
    this.#spikes += counts.reduce((sum, count) => sum + count, 0);
    return counts;
  }

  /** Reads back all that was learned; returns how many values were compared. Throws at the first difference. */
  compareLearned(): number {
    const { learned } = this.#run;
    learned.flush();
    const weights = same("weight", learned.weights(0), this.#reference.weights(this.#plastic));
    return weights + same("threshold", learned.adaptation() ?? [], this.#reference.adaptation);
  }

  /** Compares what was read back last with a layer of a file. Throws at the first difference. */
  compareWith({ weights, raised }: LearnedLayer): void {
    same("weight of the file", weights, this.#reference.weights(this.#plastic));
    same("threshold of the file", raised, this.#reference.adaptation.subarray(0, raised.length));
  }

  close(): void {
    this.#run.driver.simulation.close();
  }
}

function same(what: string, found: ArrayLike<number>, expected: Int32Array): number {
  for (const [at, value] of expected.entries()) {
    if (found[at] !== value) throw new Error(`${what} ${at}: ${found[at]}, not ${value}`);
  }
  if (found.length !== expected.length) throw new Error(`${found.length} values, not ${expected.length}`);
  return expected.length;
}
