/** What `synth` says about clocks: the slack, and, where one is missed, the path, its lines and what can be done. */
import type { ClockTiming, CriticalPath, PathSignal, PathStep, SeedOutcome } from "../index.ts";
import { table } from "./output.ts";

export interface TimingFacts {
  readonly clocks: readonly ClockTiming[];
  readonly criticalPaths: readonly CriticalPath[];
  readonly seeds: readonly SeedOutcome[];
}

/** What there is to try when a clock is missed. */
export interface Remedies {
  /** A clock that this placement holds, and that the board makes. */
  readonly holdsMHz?: number;
  readonly lanes: number;
}

export function timingLines({ clocks, criticalPaths, seeds }: TimingFacts, remedies: Remedies): string[] {
  const lines = clocks.map(
    ({ clock, fmaxMHz, requiredMHz, slackNs, met }) =>
      `${clock}: ${fmaxMHz.toFixed(2)} MHz, ${requiredMHz} required, slack ${slackNs.toFixed(2)} ns${met ? "" : "  NOT MET"}`,
  );
  const [slowest] = clocks;
  if (slowest === undefined || slowest.met) return lines;
  const edge = (end: string): boolean => end.split(" ").at(-1) === slowest.clock;
  const path = criticalPaths.find(({ from, to }) => edge(from) && edge(to));
  // What is outside the core has no lanes.
  const isInCore = path?.steps.some(({ signal }) => signal?.module.split(".").includes("core")) ?? true;
  return [
    ...lines,
    ...(path === undefined ? [] : ["", ...pathLines(path)]),
    "",
    ...remedyLines(seeds, { ...remedies, lanes: isInCore ? remedies.lanes : 1 }),
  ];
}

/** A stretch of a path along one signal. */
interface Stretch {
  readonly signal: PathSignal | undefined;
  readonly steps: readonly PathStep[];
}

function pathLines({ steps, delayNs, logicNs, routingNs }: CriticalPath): string[] {
  const sum = (part: readonly PathStep[], isNet: boolean): string =>
    part
      .filter(({ kind }) => (kind === "routing") === isNet)
      .reduce((total, step) => total + step.delayNs, 0)
      .toFixed(2);
  return [
    `the slowest path takes ${delayNs.toFixed(2)} ns: ${logicNs.toFixed(2)} in cells, ${routingNs.toFixed(2)} on nets`,
    ...table([
      ["  at ns", "cells", "nets", "signal", "source"],
      ...stretches(steps).map(({ signal, steps: part }) => [
        `  ${(part.at(-1)?.arrivalNs ?? 0).toFixed(2)}`,
        sum(part, false),
        sum(part, true),
        signal === undefined ? (part[0]?.net ?? part[0]?.to.cell ?? "") : stretchName(part, signal),
        signal?.lines.join(" ") ?? "",
      ]),
    ]),
  ];
}

/** Logic that synthesis named after a signal is beside it, not it. */
const nameOf = ({ module, name, relation }: PathSignal): string =>
  `${relation === "near" ? "beside " : ""}${module === "" ? "" : `${module}.`}${name}`;

/** With the bit where all of it is one. */
function stretchName(part: readonly PathStep[], signal: PathSignal): string {
  const isOneBit = part.every((step) => step.signal?.name === signal.name);
  return isOneBit ? nameOf(signal) : nameOf(signal).replace(/\[\d+\]$/, "");
}

/** Steps that follow each other along one signal, which carries and bits of an adder do, are one stretch. */
function stretches(steps: readonly PathStep[]): readonly Stretch[] {
  const found: { signal: PathSignal | undefined; steps: PathStep[] }[] = [];
  const baseOf = (signal: PathSignal | undefined): string | undefined =>
    signal === undefined ? undefined : nameOf(signal).replace(/\[\d+\]$/, "");
  for (const step of steps) {
    const last = found.at(-1);
    if (last !== undefined && baseOf(last.signal) === baseOf(step.signal)) last.steps.push(step);
    else found.push({ signal: step.signal, steps: [step] });
  }
  return found;
}

function remedyLines(seeds: readonly SeedOutcome[], { holdsMHz, lanes }: Remedies): string[] {
  const speeds = seeds.map(({ fmaxMHz }) => fmaxMHz);
  const [low, high] = [Math.min(...speeds), Math.max(...speeds)].map((value) => value.toFixed(1));
  const tried = seeds.length === 1 ? "one seed was tried" : `${seeds.length} seeds gave ${low} to ${high} MHz`;
  return [
    "what can be done:",
    ...table([
      ...(holdsMHz === undefined ? [] : [[`  --clock ${holdsMHz}`, "a clock that this placement holds"]]),
      [`  --seeds ${Math.max(8, 2 * seeds.length)}`, `more placements to choose from; ${tried}`],
      ...(lanes > 1 ? [[`  --lanes ${lanes / 2}`, "a smaller core, with more cycles for each tick"]] : []),
    ]),
  ];
}
