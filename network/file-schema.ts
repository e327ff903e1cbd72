import { z } from "zod";
import { learningSchema } from "./learning-schema.ts";

/**
 * The network file, format "spikeforge-network" version 1, as JSON holds it. What a schema cannot say (names that must
 * exist, shapes, ranges in LSB) is checked in check-network.ts. docs/network-file.md explains every field.
 */

/** Letters, digits and underscores: a name survives into Verilog and waveforms as it is. */
const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, { error: "a letter, then letters, digits or underscores" });
const size = z.int().min(1).max(65_536);

/** One number for a whole population, or one per neuron. */
const perNeuron = z.union([z.number(), z.array(z.number())]);
const perNeuronPositive = z.union([z.number().positive(), z.array(z.number().positive())]);
const perNeuronInteger = z.union([z.int(), z.array(z.int())]);

const leak = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("linear"), amount: perNeuron }),
  z.strictObject({ kind: z.literal("shift"), shift: perNeuronInteger }),
  z.strictObject({ kind: z.literal("decay"), timeConstantMs: perNeuronPositive }),
]);

const reset = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("subtract"), value: z.optional(perNeuron) }),
  z.strictObject({ kind: z.literal("zero"), value: perNeuron.default(0) }),
]);

/** A threshold that rises with the neuron's own spikes. Limit, period and shift are the network's. */
const adaptation = z.strictObject({
  increment: perNeuron,
  limit: z.number(),
  /** Ticks from one decay to the next. */
  period: z.int().default(1),
  shift: z.int(),
  initial: perNeuron.default(0),
});

const neuron = z.strictObject({
  model: z.literal("lif"),
  threshold: perNeuron,
  leak: leak.default({ kind: "none" }),
  bias: perNeuron.default(0),
  refractory: perNeuronInteger.default(0),
  reset: reset.default({ kind: "subtract" }),
  firstTick: z.optional(perNeuronInteger),
  adaptation: z.optional(adaptation),
});

const weights = z.discriminatedUnion("encoding", [
  z.strictObject({ encoding: z.literal("dense"), rows: z.array(z.array(z.number())) }),
  z.strictObject({ encoding: z.literal("int8-base64"), data: z.string() }),
  z.strictObject({ encoding: z.literal("uint8-base64"), data: z.string() }),
  z.strictObject({ encoding: z.literal("float32-base64"), data: z.string() }),
  z.strictObject({ encoding: z.literal("sparse"), synapses: z.array(z.tuple([z.int(), z.int(), z.number()])) }),
]);

/** `second`: second values at first, as weights are written; an eligibility's in LSB. */
const plastic = z.strictObject({ learns: z.boolean().default(true), second: z.optional(weights) });

const quantization = z.strictObject({
  weightBits: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(8), z.literal(16)]),
  weightSign: z.enum(["signed", "unsigned"]).default("signed"),
  membraneBits: z.int().min(8).max(32),
  weightScale: z.union([z.number().positive(), z.literal("auto")]).default("auto"),
});

export const networkFileSchema = z.strictObject({
  format: z.literal("spikeforge-network"),
  version: z.literal(1),
  name,
  timestepMs: z.number().positive().default(1),
  quantization,
  inputs: z.array(z.strictObject({ name, size })),
  populations: z.array(z.strictObject({ name, size, neuron })).min(1),
  projections: z.array(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      delay: z.optional(z.int()),
      weights,
      plastic: z.optional(plastic),
    }),
  ),
  outputs: z.array(z.string()),
  learning: z.optional(learningSchema),
  teachers: z.optional(z.array(z.strictObject({ from: z.string(), to: z.string(), delay: z.optional(z.int()) }))),
});

/** A network file as written: fields with a default may be missing. */
export type NetworkFile = z.input<typeof networkFileSchema>;
/** A network file as read: defaults filled in. */
export type ParsedNetworkFile = z.output<typeof networkFileSchema>;
export type WeightEncoding = ParsedNetworkFile["projections"][number]["weights"];
export type Quantization = ParsedNetworkFile["quantization"];
export type LifNeuron = ParsedNetworkFile["populations"][number]["neuron"];
export type Leak = LifNeuron["leak"];
export type Reset = LifNeuron["reset"];
export type ThresholdAdaptation = NonNullable<LifNeuron["adaptation"]>;

/** JSON Schema of the file, for editors: docs/network.schema.json holds it. */
export function networkJsonSchema(): object {
  const schema = z.toJSONSchema(networkFileSchema, { io: "input" });
  return { ...schema, title: "spikeforge network, version 1" };
}
