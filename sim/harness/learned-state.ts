/** What a core has learned, read over its bus between ticks; and the words that drive learning. */
import {
  adaptationSpans,
  adaptationValues,
  flushWords,
  type HardwareConfig,
  type LearnedPlane,
  learnedSpans,
  learnedValues,
  levelWords,
  switchWords,
} from "../../config/index.ts";
import type { CoreDriver } from "./core-driver.ts";

/** Plastic projections are numbered as the network has them, leaving out those that are not plastic. */
export class LearnedState {
  readonly #config: HardwareConfig;
  readonly #driver: CoreDriver;

  constructor(config: HardwareConfig, driver: CoreDriver) {
    this.#config = config;
    this.#driver = driver;
  }

  /** Plastic projections. */
  get count(): number {
    return this.#config.learning?.entries.filter(({ teach }) => !teach).length ?? 0;
  }

  /** Applies every change that is still owed. Returns the cycles that it took. */
  flush(): number {
    if (this.#config.learning === undefined) return 0;
    this.#driver.rest();
    const { simulation } = this.#driver;
    const start = simulation.cycle;
    this.#driver.load(flushWords());
    this.#driver.rest("a flush ends");
    return simulation.cycle - start;
  }

  /** Sets the modulation level, −128…127, from the next tick on. */
  setLevel(level: number): void {
    this.#driver.rest();
    this.#driver.load(levelWords(level));
  }

  /** Whether a plastic projection learns from the next tick on. What was learned stays. */
  setLearning(plastic: number, learns: boolean): void {
    this.flush();
    this.#driver.load(switchWords(this.#config, plastic, learns));
  }

  /** Weights of a plastic projection, row-major, in LSB; after a flush. */
  weights(plastic: number): Int32Array {
    return this.#plane(plastic, "weights");
  }

  /** Second values of a plastic projection, like `weights`; undefined where there are none. */
  second(plastic: number): Int32Array | undefined {
    const hasThem = learnedSpans(this.#config, plastic, "second").length > 0;
    return hasThem ? this.#plane(plastic, "second") : undefined;
  }

  /** By how much thresholds are raised, by neuron, membrane LSB; undefined where none adapt. */
  adaptation(): Int32Array | undefined {
    const [span] = adaptationSpans(this.#config);
    if (span === undefined) return undefined;
    this.#driver.rest();
    return adaptationValues(this.#config, this.#driver.read(span.space, span.address, span.count));
  }

  #plane(plastic: number, plane: LearnedPlane): Int32Array {
    this.#driver.rest();
    const words = learnedSpans(this.#config, plastic, plane).map(({ space, address, count }) =>
      this.#driver.read(space, address, count),
    );
    return learnedValues(this.#config, plastic, plane, words);
  }
}
