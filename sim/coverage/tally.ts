import type { SignalHandle, Simulation } from "../simulation.ts";
import type { Sum } from "./counters.ts";
import { type CoveredInstance, instancesOf } from "./instances.ts";
import type { InstrumentedDesign } from "./instrument.ts";
import type { InstrumentedModule } from "./instrument-module.ts";
import type { PlannedPoint } from "./module-points.ts";
import { type CountedPoint, type CoverageReport, emptyReport, type InstanceCoverage, type Toggles } from "./report.ts";
import { bitsOf } from "./toggle-points.ts";

/** What the counters of one instance say. */
interface Reading {
  readonly counts: readonly bigint[];
  readonly rose: readonly bigint[];
  readonly fell: readonly bigint[];
}

/**
 * Reads the counters of a running simulation. Going back to a snapshot takes the counters back, too; what they said
 * before is kept.
 */
export class Tally {
  readonly #instrumented: InstrumentedDesign;
  readonly #simulation: Simulation;
  #instances: readonly { readonly instance: CoveredInstance; readonly handles: Handles }[] | undefined;
  /** Covered before the last return to a snapshot. */
  #earlier: readonly Reading[] | undefined;
  /** The counters right after it. */
  #start: readonly Reading[] | undefined;

  constructor(instrumented: InstrumentedDesign, simulation: Simulation) {
    this.#instrumented = instrumented;
    this.#simulation = simulation;
  }

  /** Does what takes the counters back. */
  rewinding(rewind: () => void): void {
    const earlier = this.#total();
    rewind();
    this.#earlier = earlier;
    this.#start = this.#read();
  }

  report(): CoverageReport {
    const totals = this.#total();
    const byModule = new Map<InstrumentedModule, InstanceCoverage[]>();
    for (const [i, { instance }] of this.#covered().entries()) {
      const total = totals[i];
      if (total === undefined) throw new Error("a reading per instance");
      const known = byModule.get(instance.module) ?? [];
      known.push(instanceCoverage(instance, total));
      byModule.set(instance.module, known);
    }
    const modules = [...byModule].map(([{ original, points, toggles }, instances]) => ({
      name: original.name,
      baseName: original.baseName,
      parameters: original.parameters,
      location: original.site.location ?? "",
      points: countedPoints(points),
      signals: toggles.map(({ name, kind, width, signal, shows }) => ({
        name,
        kind,
        width,
        location: signal.site.location ?? "",
        ...(shows === undefined ? {} : { shows }),
      })),
      instances,
    }));
    return { ...emptyReport, modules };
  }

  #total(): readonly Reading[] {
    const now = this.#read();
    const [earlier, start] = [this.#earlier, this.#start];
    if (earlier === undefined || start === undefined) return now;
    const since = (key: keyof Reading, i: number, k: number): bigint => start[i]?.[key][k] ?? 0n;
    const before = (key: keyof Reading, i: number, k: number): bigint => earlier[i]?.[key][k] ?? 0n;
    return now.map(({ counts, rose, fell }, i) => ({
      counts: counts.map((count, k) => before("counts", i, k) + count - since("counts", i, k)),
      rose: rose.map((bits, k) => before("rose", i, k) | bits),
      fell: fell.map((bits, k) => before("fell", i, k) | bits),
    }));
  }

  #read(): readonly Reading[] {
    return this.#covered().map(({ handles }) => ({
      counts: handles.counts.map(({ big }) => big),
      rose: handles.rose.map(({ big }) => big),
      fell: handles.fell.map(({ big }) => big),
    }));
  }

  #covered(): readonly { readonly instance: CoveredInstance; readonly handles: Handles }[] {
    this.#instances ??= instancesOf(this.#instrumented).map((instance) => {
      const handle = (name: string): SignalHandle => this.#simulation.register(instance.named(name));
      const { counters, words } = instance.module;
      const handles = {
        counts: counters.map(handle),
        rose: words.map(({ rose }) => handle(rose)),
        fell: words.map(({ fell }) => handle(fell)),
      };
      return { instance, handles };
    });
    return this.#instances;
  }
}

function countedPoints(points: readonly PlannedPoint[]): readonly CountedPoint[] {
  const indices = new Map(points.map((point, i) => [point, i]));
  return points.map(({ kind, site, name, of, decision, inside }) => {
    const index = inside && indices.get(inside);
    return {
      kind,
      location: site.location ?? "",
      name,
      ...(of === undefined ? {} : { of }),
      ...(decision === undefined ? {} : { decision }),
      ...(index === undefined ? {} : { inside: index }),
    };
  });
}

interface Handles {
  readonly counts: readonly SignalHandle[];
  readonly rose: readonly SignalHandle[];
  readonly fell: readonly SignalHandle[];
}

function instanceCoverage({ path, module, constant }: CoveredInstance, total: Reading): InstanceCoverage {
  const hex = (bits: bigint): string => `0x${bits.toString(16)}`;
  const summed = (indices: readonly number[]): bigint =>
    indices.reduce((sum, index) => sum + (total.counts[index] ?? 0n), 0n);
  const countOf = ({ plus, minus }: Sum): number => Number(summed(plus) - summed(minus));
  const toggles = module.toggles.map(
    (toggle, i): Toggles => ({
      rose: hex(bitsOf(toggle, total.rose)),
      fell: hex(bitsOf(toggle, total.fell)),
      constant: hex(constant[i] ?? 0n),
    }),
  );
  return { path, counts: module.points.map(({ sum }) => countOf(sum)), toggles };
}
