import { createRequire } from "node:module";

/** What a compiled addon exports; see native/glue.cpp. */
interface Addon {
  open(seed: number, folder: string): NativeSimulation;
}

/** One simulation. What its functions need and find is in `control`. */
export interface NativeSimulation {
  readonly control: ArrayBuffer;
  /** What was printed, and why the model cannot go on. */
  report(): [output: string, fatal: string];
  /** Absent, with all that follows, when the model could not be started. */
  readonly state?: ArrayBuffer;
  /** Offset and bytes of an element, of everything visible. */
  readonly places: Uint32Array;
  /** Offset and bytes of what snapshots copy. */
  readonly regions: Uint32Array;
  settle(): void;
  tick(): void;
  run(): void;
  runUntil(): void;
  runOrdered(): void;
  runOrderedUntil(): void;
  /** Frees the model and takes its memory away from every view of it. */
  close(state: ArrayBuffer): void;
  /** Only in builds that count coverage. */
  writeCoverage?(path: string): void;
  /** Only in builds that trace. */
  startTrace?(path: string): void;
  dump?(time: number): void;
  stopTrace?(): void;
}

/** Elements of `control` as 32-bit numbers, as the struct in native/glue.cpp has them. */
export const controlWord = {
  noise: 0,
  noiseHigh: 1,
  count: 2,
  taken: 3,
  failed: 4,
  clock: 5,
  dirty: 6,
  offset: 7,
  bytes: 8,
} as const;

/** Where in `control` the order of edges begins, in bytes, and how many there may be. */
export const orderOffset = 40;
export const mostEdges = 4096;

/** Values of `failed`. */
export const failure = { none: 0, stopped: 1, checkFails: 2 } as const;

export function loadAddon(file: string): Addon {
  return createRequire(import.meta.url)(file) as Addon;
}
