/** What a run and a project say about all hardware tests. */
import { inject } from "vitest";
import { type Diagnostic, SpikeforgeError, throwIfAny } from "../../diagnostics/index.ts";
import type { EngineName } from "../simulation.ts";

/** Of a vitest project: `provide: { spikeforge: { engines: "both" } }` in its configuration. */
export interface ProjectSettings {
  /** On which engines tests run that do not say so themselves. Default `"embedded"`. */
  readonly engines?: EngineName | "both";
  /** The seed of tests without one: a number from 0 to 2^32 − 1, or a different one in every run. Default: from the name. */
  readonly seed?: number | "random";
  /** Whether tests that do not say so themselves run from two power-up states at once. Default `"seeded"`: from one. */
  readonly powerUp?: "seeded" | "checked";
  /** Where waveforms of failing tests go, from the project's root. Default `build/waves`. */
  readonly waves?: string;
  /**
   * Folder that coverage of the hardware goes to, from the project's root, for `coverageReporter` to put together.
   * Default: none is counted. `SPIKEFORGE_COVERAGE` names it for one run.
   */
  readonly coverage?: string;
}

declare module "vitest" {
  interface ProvidedContext {
    spikeforge?: ProjectSettings;
  }
}

export interface Settings {
  /** That the run has chosen, by `SPIKEFORGE_ENGINE`, or else the project. */
  readonly engines: readonly EngineName[] | undefined;
  /** By the run. */
  readonly isRunsChoice: boolean;
  /** Of the run, by `SPIKEFORGE_SEED`. */
  readonly runSeed: number | "random" | undefined;
  readonly projectSeed: number | "random" | undefined;
  readonly powerUp: "seeded" | "checked";
  /** Of a property, by `SPIKEFORGE_PATH`: the counterexample that is to run alone. */
  readonly path: string | undefined;
  readonly waves: string;
  /** Folder for coverage; none: it is not counted. */
  readonly coverage: string | undefined;
}

const both: readonly EngineName[] = ["embedded", "verilator"];
const highestSeed = 2 ** 32 - 1;

/** Throws SIM160 for what cannot be understood. */
export function settingsOf(
  environment: NodeJS.ProcessEnv = process.env,
  project: ProjectSettings = provided(),
): Settings {
  const problems: Diagnostic[] = [];
  const engines = (value: string | undefined, place: string): readonly EngineName[] | undefined => {
    if (value === undefined || value === "") return undefined;
    const found = value === "both" ? both : both.filter((name) => name === value);
    if (found.length === 0) problems.push(misunderstood(place, value, "embedded, verilator or both"));
    return found;
  };
  const seed = (value: string | number | undefined, place: string): number | "random" | undefined => {
    if (value === undefined || value === "") return undefined;
    if (value === "random") return value;
    const number = Number(value);
    if (Number.isInteger(number) && number >= 0 && number <= highestSeed) return number;
    problems.push(misunderstood(place, String(value), `a whole number from 0 to ${highestSeed}, or random`));
    return undefined;
  };
  const ofRun = engines(environment.SPIKEFORGE_ENGINE, "SPIKEFORGE_ENGINE");
  const settings = {
    engines: ofRun ?? engines(project.engines, "engines of the project"),
    isRunsChoice: ofRun !== undefined,
    runSeed: seed(environment.SPIKEFORGE_SEED, "SPIKEFORGE_SEED"),
    projectSeed: seed(project.seed, "seed of the project"),
    powerUp: project.powerUp ?? "seeded",
    path: environment.SPIKEFORGE_PATH,
    waves: project.waves ?? "build/waves",
    coverage: environment.SPIKEFORGE_COVERAGE || project.coverage,
  };
  if (!["seeded", "checked"].includes(settings.powerUp)) {
    problems.push(misunderstood("powerUp of the project", settings.powerUp, "seeded or checked"));
  }
  throwIfAny(problems);
  return settings;
}

function provided(): ProjectSettings {
  return inject("spikeforge") ?? {};
}

const misunderstood = (place: string, value: string, wanted: string): Diagnostic => ({
  code: "SIM160",
  place,
  found: `it is ${value}: ${wanted} is understood`,
});

export interface EngineChoice {
  /** Those that the test runs on. */
  readonly engines: readonly EngineName[];
  /** Said in place of the test where it runs on none of them. */
  readonly skipped?: string;
}

/** Where a test runs: what it says itself bounds what the run or the project chooses. */
export function chooseEngines(own: readonly EngineName[] | undefined, { engines: chosen }: Settings): EngineChoice {
  if (own !== undefined && own.length === 0) {
    throw new SpikeforgeError({
      code: "SIM161",
      place: "engines",
      found: "the test names no engine to run on",
      mend: 'name "embedded", "verilator" or both, or leave engines out',
    });
  }
  const engines = (chosen ?? own ?? ["embedded"]).filter((name) => own?.includes(name) ?? true);
  return engines.length > 0 ? { engines } : { engines, skipped: `runs on ${own?.join(" and ")} only` };
}
