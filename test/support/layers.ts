import { lif, network, shiftLeak } from "../../network/index.ts";

/** A network of an input and two layers whose weights are all 0. */
export function layers(inputs: number, hidden: number, outputs: number, weightBits: 4 | 8 = 4) {
  return network("layers", { weightBits, membraneBits: 16, weightScale: 1 })
    .input("in", inputs)
    .population("hidden", { size: hidden, neuron: lif({ threshold: 40, leak: shiftLeak(3) }) })
    .population("out", { size: outputs, neuron: lif({ threshold: 40 }) })
    .project("in", "hidden", { weights: new Int8Array(inputs * hidden) })
    .project("hidden", "out", { weights: new Int8Array(hidden * outputs) })
    .output("out")
    .build();
}
