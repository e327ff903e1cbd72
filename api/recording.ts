/** Recordings for regression: what a network did, tick by tick, and with which weights. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { IntegerNetwork } from "../config/index.ts";
import { firstMismatch, type Mismatch } from "../sim/harness/compare.ts";
import type { TickState } from "../sim/harness/network-run.ts";
import type { InputTicks } from "./events.ts";
import { parseJsonFile } from "./json-file.ts";

const recordingFile = z.strictObject({
  format: z.literal("spikeforge-recording"),
  version: z.literal(1),
  network: z.string(),
  /** Engine that made it. Any engine may be compared with it. */
  engine: z.string(),
  neurons: z.int().nonnegative(),
  input: z.array(z.array(z.int().nonnegative())),
  /** Weights of every synapse block: SHA-256 and values, little-endian 16 bit of either sign, base64. */
  weights: z.array(z.strictObject({ sha256: z.string(), data: z.string() })),
  spikes: z.array(z.array(z.int().nonnegative())),
  /** Membranes after every tick by neuron, little-endian 32 bit, base64. */
  membranes: z.array(z.string()),
});
export type Recording = z.infer<typeof recordingFile>;

const bytes = (data: Uint16Array | Int32Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
const base64 = (data: Uint8Array): string => Buffer.from(data).toString("base64");
const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** Collects a recording while a runner runs. */
export class Recorder {
  readonly #spikes: number[][] = [];
  readonly #membranes: string[] = [];

  readonly observe = ({ spikes, membranes }: TickState): void => {
    this.#spikes.push([...spikes]);
    this.#membranes.push(base64(bytes(membranes)));
  };

  finish(network: IntegerNetwork, engine: string, input: InputTicks): Recording {
    return {
      format: "spikeforge-recording",
      version: 1,
      network: network.name,
      engine,
      neurons: network.neurons.count,
      input: input.map((channels) => [...channels]),
      weights: network.synapses.map(({ weights }) => {
        const words = bytes(Uint16Array.from(weights));
        return { sha256: sha256(words), data: base64(words) };
      }),
      spikes: this.#spikes,
      membranes: this.#membranes,
    };
  }
}

/** Reads a recording. Throws CLI020 with every problem. */
export function parseRecording(text: string, fileName: string): Recording {
  return parseJsonFile(text, fileName, { schema: recordingFile, format: "spikeforge-recording", code: "CLI020" });
}

/** A difference between a recording and what a network does now. */
export interface RecordingMismatch {
  readonly what: "weight" | Mismatch["what"];
  /** Absent for a weight. */
  readonly tick?: number;
  /** Absent for a weight. */
  readonly neuron?: number;
  /** Place of a weight: block, row and column. */
  readonly synapse?: { readonly block: number; readonly row: number; readonly column: number };
  readonly found: number;
  readonly expected: number;
}

/** The first difference: weights first, then tick by tick spikes and membranes. */
export function compareRecordings(
  found: Recording,
  expected: Recording,
  network: IntegerNetwork,
): RecordingMismatch | undefined {
  return weightMismatch(found, expected, network) ?? activityMismatch(found, expected);
}

function weightMismatch(found: Recording, expected: Recording, network: IntegerNetwork): RecordingMismatch | undefined {
  for (const [block, { neuronCount }] of network.synapses.entries()) {
    const [have, want] = [found.weights[block], expected.weights[block]];
    if (have === undefined || want === undefined || have.sha256 === want.sha256) continue;
    const [a, b] = [weightsOf(have.data, network), weightsOf(want.data, network)];
    const index = a.findIndex((weight, i) => weight !== b[i]);
    const synapse = { block, row: Math.floor(index / neuronCount), column: index % neuronCount };
    return { what: "weight", synapse, found: a[index] ?? 0, expected: b[index] ?? 0 };
  }
  return undefined;
}

function activityMismatch(found: Recording, expected: Recording): RecordingMismatch | undefined {
  // A recording has no refractory counters.
  const refractory = new Int32Array();
  const stateOf = ({ spikes, membranes }: Recording, tick: number) => ({
    spikes: spikes[tick] ?? [],
    membranes: membranesOf(membranes[tick]),
    refractory,
  });
  for (const tick of found.spikes.keys()) {
    const mismatch = firstMismatch({ tick, ...stateOf(found, tick) }, stateOf(expected, tick));
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

function bytesOf(data = ""): ArrayBuffer {
  return new Uint8Array(Buffer.from(data, "base64")).buffer;
}
const weightsOf = (data: string, { weightSign }: IntegerNetwork): Int32Array =>
  Int32Array.from(weightSign === "signed" ? new Int16Array(bytesOf(data)) : new Uint16Array(bytesOf(data)));
const membranesOf = (data: string | undefined): Int32Array => new Int32Array(bytesOf(data));
