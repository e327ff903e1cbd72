/** Stands in for the embedded engine's entry while the coverage of rtl/ is taken: every simulation counts. */
import type { Design } from "../../hdlgen/index.ts";
import { CoveragePart, coveredSimulation, instrumentCoverage } from "../../sim/coverage/index.ts";
import type { InstrumentedDesign } from "../../sim/coverage/instrument.ts";
import * as engine from "../../sim/embedded/simulation.ts";
import type { OpenOptions } from "../../sim/simulation.ts";

export type { StateHandle } from "../../sim/embedded/directory.ts";
export { KeptUnits } from "../../sim/embedded/kept-units.ts";
export type { EmbeddedDesign, EmbeddedSimulation } from "../../sim/embedded/simulation.ts";

const part = new CoveragePart(process.env.SPIKEFORGE_RTL_COVERAGE ?? "build/coverage/rtl");
const open = new Set<() => void>();
const known = new WeakMap<Design, InstrumentedDesign>();

export function compileEmbedded(design: Design): engine.EmbeddedDesign {
  const instrumented = known.get(design) ?? instrumentCoverage(design);
  known.set(design, instrumented);
  const compiled = engine.compileEmbedded(instrumented.design);
  const { compiledUnits } = compiled;
  return { compiledUnits, open: (options) => counting(instrumented, compiled.open(options)) };
}

export function openEmbedded(design: Design, options: OpenOptions = {}): engine.EmbeddedSimulation {
  return compileEmbedded(design).open(options);
}

/** Counted until it is closed, else until the tests of the file have ended. */
function counting(instrumented: InstrumentedDesign, simulation: engine.EmbeddedSimulation): engine.EmbeddedSimulation {
  const covered = coveredSimulation(instrumented, simulation);
  const collect = (): void => {
    if (open.delete(collect)) part.add(covered.coverage());
  };
  open.add(collect);
  const close = simulation.close.bind(simulation);
  return Object.assign(simulation, {
    close: () => {
      collect();
      close();
    },
  });
}

export function finish(): void {
  for (const collect of open) collect();
  part.write();
}
