import {
  type CoverageReport,
  emptyReport,
  type InstanceCoverage,
  type ModuleCoverage,
  type Toggles,
} from "./report.ts";

/**
 * What any of the runs covered: counts are added, toggled bits united, instance by instance. The runs may be of
 * different designs, seeds and engines. A module of one name that has other things to cover, because it was edited
 * between the runs, stays apart.
 */
export function mergeCoverage(...reports: readonly CoverageReport[]): CoverageReport {
  const modules = new Map<string, ModuleCoverage>();
  for (const { modules: found } of reports) {
    for (const module of found) {
      const key = identityOf(module);
      const known = modules.get(key);
      modules.set(key, known === undefined ? module : { ...known, instances: mergeInstances(known, module) });
    }
  }
  const sorted = [...modules].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, module]) => module);
  return { ...emptyReport, modules: sorted };
}

function identityOf({ name, parameters, location, points, signals }: ModuleCoverage): string {
  return JSON.stringify([name, parameters, location, points, signals]);
}

function mergeInstances(a: ModuleCoverage, b: ModuleCoverage): readonly InstanceCoverage[] {
  const instances = new Map(a.instances.map((instance) => [instance.path, instance]));
  for (const instance of b.instances) {
    const known = instances.get(instance.path);
    instances.set(instance.path, known === undefined ? instance : mergeInstance(known, instance));
  }
  return [...instances.values()].sort((x, y) => (x.path < y.path ? -1 : 1));
}

function mergeInstance(a: InstanceCoverage, b: InstanceCoverage): InstanceCoverage {
  return {
    path: a.path,
    counts: a.counts.map((count, i) => count + (b.counts[i] ?? 0)),
    toggles: a.toggles.map((toggles, i) => {
      const other = b.toggles[i];
      return other === undefined ? toggles : mergeToggles(toggles, other);
    }),
  };
}

/** A bit is constant where it is so in every run: another parent may connect it to something that changes. */
function mergeToggles(a: Toggles, b: Toggles): Toggles {
  const hex = (bits: bigint): string => `0x${bits.toString(16)}`;
  return {
    rose: hex(BigInt(a.rose) | BigInt(b.rose)),
    fell: hex(BigInt(a.fell) | BigInt(b.fell)),
    constant: hex(BigInt(a.constant) & BigInt(b.constant)),
  };
}
