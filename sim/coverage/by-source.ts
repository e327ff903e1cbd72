import type {
  CountedPoint,
  CoverageReport,
  InstanceCoverage,
  ModuleCoverage,
  ToggledSignal,
  Toggles,
} from "./report.ts";

/**
 * The report as the source has it: one module per definition, under the name that it has there, with all variants and
 * instances of it as one, and every point once, also where a loop makes several of it. A signal has the bits of its
 * widest variant; a bit is constant where it is so, or not there, in all of them.
 */
export function bySource({ modules }: CoverageReport): ModuleCoverage[] {
  const definitions = new Map<string, ModuleCoverage[]>();
  for (const module of modules) {
    const key = `${module.location} ${module.baseName}`;
    definitions.set(key, [...(definitions.get(key) ?? []), module]);
  }
  return [...definitions.values()].flatMap((variants) => {
    const [first] = variants;
    return first === undefined ? [] : [together(first, variants)];
  });
}

function together(first: ModuleCoverage, variants: readonly ModuleCoverage[]): ModuleCoverage {
  const points = new Map<string, { readonly index: number; readonly point: CountedPoint; count: number }>();
  const signals = new Map<string, { signal: ToggledSignal; rose: bigint; fell: bigint; moving: bigint }>();
  for (const { points: found, signals: toggled, instances } of variants) {
    const keys = found.map((point) => `${point.kind} ${point.location} ${point.of} ${point.name}`);
    for (const [i, point] of found.entries()) {
      const key = point.kind === "module" ? "module" : (keys[i] ?? "");
      const count = instances.reduce((sum, { counts }) => sum + (counts[i] ?? 0), 0);
      const known = points.get(key);
      if (known !== undefined) {
        known.count += count;
        continue;
      }
      const { inside, ...rest } = point;
      const outer = inside === undefined ? undefined : points.get(keys[inside] ?? "")?.index;
      const index = points.size;
      points.set(key, { index, point: outer === undefined ? rest : { ...rest, inside: outer }, count });
    }
    for (const [i, signal] of toggled.entries()) {
      const key = `${signal.location} ${signal.name}`;
      const known = signals.get(key) ?? { signal, rose: 0n, fell: 0n, moving: 0n };
      if (known.signal.width < signal.width) known.signal = signal;
      for (const { toggles } of instances) {
        known.rose |= BigInt(toggles[i]?.rose ?? 0);
        known.fell |= BigInt(toggles[i]?.fell ?? 0);
        known.moving |= ~BigInt(toggles[i]?.constant ?? 0) & ((1n << BigInt(signal.width)) - 1n);
      }
      signals.set(key, known);
    }
  }
  const hex = (bits: bigint): string => `0x${bits.toString(16)}`;
  const all: InstanceCoverage = {
    path: "",
    counts: [...points.values()].map(({ count }) => count),
    toggles: [...signals.values()].map(({ signal, rose, fell, moving }): Toggles => {
      const constant = ~moving & ((1n << BigInt(signal.width)) - 1n);
      return { rose: hex(rose), fell: hex(fell), constant: hex(constant) };
    }),
  };
  return {
    ...first,
    name: first.baseName,
    points: [...points.values()].map(({ point }) => point),
    signals: [...signals.values()].map(({ signal }) => signal),
    instances: [all],
  };
}
