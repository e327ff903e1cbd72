/** Counterexamples and witnesses of a prover as waves. */
import type { Design } from "../../hdlgen/ir.ts";
import { clocksOf } from "../prove/clocks.ts";
import type { Trace } from "../prove/trace.ts";
import { scopesBelow, signalTree } from "../signal-tree.ts";
import { clockPaths } from "./clock-paths.ts";
import type { Wave, WaveSignal } from "./wave.ts";

/** A prover knows cycles and no times. */
const period = 10_000;

/** The run that a prover found, as a wave: each of its cycles is a sample; memories are not shown. */
export function waveOfTrace(design: Design, trace: Trace): Wave {
  const top = signalTree(design);
  const clocks = clocksOf(design);
  const paths = clockPaths(design);
  return {
    top,
    timeUnit: "ps",
    starts: Float64Array.from({ length: trace.cycles }, (_, cycle) => cycle * period),
    end: trace.cycles * period,
    firstCycle: 0,
    clocks: clocks.map((name) => ({
      name,
      period,
      paths: paths.get(name) ?? [name],
      edges: edgesOf(clocks.length > 1 ? (trace.signals.get(name) ?? []) : undefined, trace.cycles),
    })),
    signals: scopesBelow(top).flatMap(({ signals }) =>
      signals.flatMap(({ kind, ...signal }): WaveSignal[] => {
        const values = trace.signals.get(signal.path);
        if (values === undefined || kind === "clock") return [];
        return [{ ...signal, kind, ...changesOf(values, signal.type.width) }];
      }),
    ),
  };
}

/** The samples that begin with an edge: it ends the one before. Of one clock, all of them but the first. */
function edgesOf(ticks: readonly bigint[] | undefined, cycles: number): Uint32Array {
  const samples = Array.from({ length: Math.max(0, cycles - 1) }, (_, i) => i + 1);
  return Uint32Array.from(ticks === undefined ? samples : samples.filter((sample) => ticks[sample - 1] === 1n));
}

function changesOf(values: readonly bigint[], width: number): Pick<WaveSignal, "at" | "bits"> {
  const at = [...values.keys()].filter((cycle) => cycle === 0 || values[cycle] !== values[cycle - 1]);
  const bits = at.map((cycle) => values[cycle] ?? 0n);
  return {
    at: Uint32Array.from(at),
    bits: width > 32 ? BigUint64Array.from(bits) : Uint32Array.from(bits, Number),
  };
}
