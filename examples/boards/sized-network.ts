/**
 * A network that is as large as a board: one population behind one input, fully connected, so that its weights fill the
 * board's weight memory. For building every board once and seeing what it holds and how fast it is.
 */
import { weightWordsThatFit } from "../../compile/index.ts";
import type { WeightBits } from "../../config/index.ts";
import { type Board, boardTarget, lif, type Network, network, shiftLeak, zeroReset } from "../../index.ts";

/** What a device is asked for: enough to use it well, and a clock that is reached with a first seed. */
interface Size {
  readonly neurons: number;
  readonly lanes: number;
  readonly weightBits: WeightBits;
  readonly membraneBits: number;
  /** Where logic cells end before weight memory does. */
  readonly mostInputs?: number;
  readonly clockMHz: number;
}

const sizes: Readonly<Record<Board["device"], Size>> = {
  up5k: { neurons: 256, lanes: 16, weightBits: 4, membraneBits: 16, clockMHz: 36 },
  // A bit of a membrane takes logic cells in every stage, and it has few of them.
  hx1k: { neurons: 64, lanes: 2, weightBits: 4, membraneBits: 8, mostInputs: 16, clockMHz: 48 },
  lp8k: { neurons: 256, lanes: 32, weightBits: 4, membraneBits: 16, clockMHz: 64 },
  hx8k: { neurons: 256, lanes: 32, weightBits: 4, membraneBits: 16, clockMHz: 96 },
  "25k": { neurons: 256, lanes: 32, weightBits: 8, membraneBits: 16, clockMHz: 100 },
  "45k": { neurons: 512, lanes: 64, weightBits: 8, membraneBits: 16, clockMHz: 100 },
  "85k": { neurons: 512, lanes: 64, weightBits: 8, membraneBits: 16, clockMHz: 80 },
};

export interface SizedNetwork extends Size {
  readonly network: Network;
  readonly inputs: number;
}

/** The network for a board, with the lanes and the clock to build it with. The same board gets the same network. */
export function sizedNetwork(board: Board): SizedNetwork {
  const size = sizes[board.device];
  const { neurons, lanes, weightBits, mostInputs = Number.POSITIVE_INFINITY } = size;
  const target = boardTarget(board, { weightBits, lanes });
  // Every input has a weight word for each group of lanes.
  const words = weightWordsThatFit(target, weightBits);
  const inputs = Math.min(words / (neurons / lanes), target.limits.listEntries / 2, mostInputs);
  const clockMHz = board.clock.pll === "none" ? board.clock.MHz : size.clockMHz;
  return { ...size, clockMHz, inputs, network: fullyConnected(board, inputs, size) };
}

function fullyConnected({ device, id }: Board, inputs: number, { neurons, weightBits, membraneBits }: Size): Network {
  const largest = 2 ** (weightBits - 1) - 1;
  const threshold = largest * 4;
  // An HX1K has no logic cells left for a leak.
  const leak = device === "hx1k" ? {} : { leak: shiftLeak(4) };
  return network(`sized_${id.replace(/[^a-z0-9]/g, "_")}`, { weightBits, membraneBits, weightScale: 1 })
    .input("in", inputs)
    .population("cells", { size: neurons, neuron: lif({ threshold, reset: zeroReset(), ...leak }) })
    .project("in", "cells", {
      weights: Array.from({ length: inputs }, (_, from) =>
        Array.from({ length: neurons }, (_, to) => (mixed(from, to) % (2 * largest + 1)) - largest),
      ),
    })
    .output("cells")
    .build();
}

/** A number that looks random, of two. */
function mixed(from: number, to: number): number {
  const product = Math.imul((from + 1) * 0x9e3779b1 + to, 0x85ebca6b);
  return (product ^ (product >>> 15)) >>> 0;
}
