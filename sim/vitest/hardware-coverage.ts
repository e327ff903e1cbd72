/** Coverage of the hardware that the tests of one file ran. Loaded when it is wanted. */
import type { Design } from "../../hdlgen/index.ts";
import {
  CoveragePart,
  type CoveredSimulation,
  collectCoverage,
  coveredSimulation,
  type InstrumentedDesign,
  instrumentCoverage,
} from "../coverage/index.ts";
import type { Simulation } from "../simulation.ts";

export class HardwareCoverage {
  readonly #part: CoveragePart;
  readonly #instrumented = new WeakMap<Design, InstrumentedDesign>();

  /** `folder`: where the part goes for the reporter to find. */
  constructor(folder: string) {
    this.#part = new CoveragePart(folder);
  }

  /** Opens a design with counters in it. */
  async open(design: Design, open: (design: Design) => Promise<Simulation>): Promise<CoveredSimulation> {
    const instrumented = this.#instrumented.get(design) ?? instrumentCoverage(design);
    this.#instrumented.set(design, instrumented);
    return coveredSimulation(instrumented, await open(instrumented.design));
  }

  add(simulation: Simulation): void {
    this.#part.add(collectCoverage(simulation));
  }

  write(): void {
    this.#part.write();
  }
}
