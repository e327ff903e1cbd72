import { z } from "zod";

/** How the synapses of a network file learn. Semantics: docs/decisions/0011; units and choices: docs/network-file.md. */

/** Change by the time between arrival and post: an exponential, or a list of changes by tick. */
const learningWindow = z.union([
  z.strictObject({ amplitude: z.number(), timeConstantMs: z.number().positive() }),
  z.array(z.number()),
]);

const pairs = z.strictObject({
  kind: z.literal("pairs"),
  pairing: z.enum(["presynaptic", "symmetric", "reduced", "all"]).default("presynaptic"),
  posts: z.enum(["spikes", "teacher"]).default("spikes"),
  window: z.optional(z.int().min(1)),
  /** A post 0, 1, … ticks after the arrival. */
  causal: learningWindow.default([]),
  /** A post 1, 2, … ticks before the arrival. */
  acausal: learningWindow.default([]),
  perPost: z.number().default(0),
});

const zone = z.strictObject({ low: z.int().min(1), high: z.int().max(255) });

const sdsp = z.strictObject({
  kind: z.literal("sdsp"),
  plus: z.number().min(0),
  minus: z.number().min(0),
  membraneThreshold: z.number(),
  calcium: z.strictObject({ limit: z.int().min(1).max(255), period: z.int(), up: zone, down: zone }),
  drift: z.strictObject({ threshold: z.number(), perMs: z.number().min(0) }).default({ threshold: 0, perMs: 0 }),
});

const second = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("eligibility"), timeConstantMs: z.number().positive() }),
  z.strictObject({
    kind: z.literal("longTerm"),
    decayMs: z.number().positive(),
    consolidationMs: z.number().positive(),
  }),
]);

export const learningSchema = z.strictObject({
  rule: z.discriminatedUnion("kind", [pairs, sdsp]),
  /** Default: all that weights can be. */
  bounds: z.optional(z.strictObject({ low: z.number(), high: z.number() })),
  nearBounds: z.enum(["hard", "soft"]).default("hard"),
  modulated: z.boolean().default(false),
  /** In 1/64. Default: 64 where changes are modulated, else 0. */
  level: z.optional(z.int().min(-128).max(127)),
  second: second.default({ kind: "none" }),
  perArrival: z.number().default(0),
  normalise: z.optional(
    z.strictObject({ everyTicks: z.int(), sum: z.number(), rate: z.number().positive().max(1).default(1) }),
  ),
  rounding: z.enum(["stochastic", "nearest"]).default("stochastic"),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  slowPeriod: z.optional(z.union([z.literal(8), z.literal(16)])),
});

/** Learning as a file says it: fields with a default may be missing. */
export type LearningSettings = z.input<typeof learningSchema>;
/** Learning with its defaults filled in. */
export type Learning = z.output<typeof learningSchema>;
export type PairLearning = Extract<Learning["rule"], { kind: "pairs" }>;
export type SdspLearning = Extract<Learning["rule"], { kind: "sdsp" }>;
export type LearningWindow = PairLearning["causal"];
