/** Records what a simulation does, as a wave. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { IrType } from "../../hdlgen/ir.ts";
import { type Scope, signalTree } from "../signal-tree.ts";
import type { Simulation } from "../simulation.ts";
import { type AsciiOptions, asciiWave } from "./ascii.ts";
import { type ChosenSignal, chosenSignals } from "./chosen-signals.ts";
import { clockPaths } from "./clock-paths.ts";
import { type EdgeHooks, hookEdges, hookLifetime } from "./edge-hooks.ts";
import { toFst } from "./fst/index.ts";
import { FstWriter } from "./fst/writer.ts";
import { type GtkwOptions, toGtkw } from "./gtkw.ts";
import { SampledColumns } from "./sampled-columns.ts";
import { toVcd, type VcdOptions } from "./vcd.ts";
import type { TimeUnit, Wave } from "./wave.ts";
import { WaveLog } from "./wave-log.ts";
import { toWaveDrom, type WaveDrom, type WaveDromOptions } from "./wavedrom.ts";
import { WholeFile } from "./whole-file.ts";

export interface RecordOptions {
  /**
   * What to record: signals (`core.walker.count`), scopes with all that is below them (`core.walker`), words of
   * memories (`words[0..15]`), `*` for the default: every port of the top and every register, and in a simulation that
   * was opened with `visible: "nets"` every net.
   */
  readonly signals?: readonly string[];
  /** Keep only the last so many samples: cycles, where there is one clock. */
  readonly last?: number;
  /** What one unit of the clocks' periods is; default `"ps"`. */
  readonly timeUnit?: TimeUnit;
  /** Write this FST file while recording, instead of keeping the recording in memory: for very long runs. */
  readonly fst?: string;
}

/** What can be recorded: a simulation, or a testbench around one. */
export type Recordable = Simulation | RecordableTestbench;

export interface RecordableTestbench {
  readonly sim: Simulation;
  onEdge(callback: (clock: string) => void): () => void;
}

export interface WaveRecording {
  /**
   * What has been recorded so far, with what holds now as the last sample. Throws SIM141 of a recording that is written
   * to a file.
   */
  wave(): Wave;
  /** Writes a VCD file, whole or not at all. Throws SIM142, and as `wave` does. */
  toVcd(path: string, options?: VcdOptions): void;
  /** Writes an FST file, whole or not at all. Throws SIM142, and as `wave` does. */
  toFst(path: string): void;
  /** Writes a save file for GTKWave, which shows all signals of a VCD or FST file as their types say. Throws SIM142. */
  toGtkw(path: string, options: GtkwOptions): void;
  /** The wave as text. Throws SIM140 for signals that were not recorded, and as `wave` does. */
  toAscii(options?: AsciiOptions): string;
  /** The wave for WaveDrom. Throws SIM140 for signals that were not recorded, and as `wave` does. */
  toWaveDrom(options?: WaveDromOptions): WaveDrom;
  /** Ends the recording; closing the simulation does so as well. A file that is being written is then there. */
  stop(): void;
}

/**
 * Records every sample from now on, until `stop` or until the simulation is closed. A sample is what holds between two
 * edges, as the second one sees it; of each, only the values that have changed are kept. Going back to a snapshot goes
 * back in the recording as well.
 *
 * Throws SIM140 for signals that there are not, SIM040 for nets of a simulation that does not show them, SIM142 where
 * the file cannot be written, SIM143 for options that exclude each other.
 */
export function recordWave(source: Recordable, options: RecordOptions = {}): WaveRecording {
  return new Recorder(source, options);
}

/** Time from one edge to the next, where nothing says it: the default of clocks. */
const usualPeriod = 10_000;
/** A stretch that is written to a file has about so many changes, or samples. */
const changesPerStretch = 2 ** 20;
const samplesPerStretch = 2 ** 16;

class Recorder implements WaveRecording {
  readonly #sim: Simulation;
  readonly #timeUnit: TimeUnit;
  readonly #tree: Scope;
  readonly #signals: readonly ChosenSignal[];
  readonly #columns: SampledColumns;
  readonly #log: WaveLog;
  readonly #clocks: readonly { readonly name: string; readonly paths: readonly string[] }[];
  readonly #unhook: () => void;
  readonly #file: WrittenFile | undefined;
  /** Of each clock, the time of its last edge in the schedule, and from one to the next. */
  readonly #lastEdges: number[];
  readonly #periods: (number | undefined)[];
  /** How much longer than the simulation's own time the recording is: edges beside the schedule take time here. */
  #longer = 0;
  /** When the open sample began; undefined: at the start of everything. */
  #start: number | undefined;
  #clock = -1;
  /** Edges before the sample that was taken last. */
  #lastMoment = -1;
  #isOver = false;

  constructor(source: Recordable, { signals, last, timeUnit = "ps", fst }: RecordOptions) {
    const sim = "sim" in source ? source.sim : source;
    requireOptions(last, fst);
    this.#sim = sim;
    this.#timeUnit = timeUnit;
    this.#tree = signalTree(sim.design);
    this.#signals = chosenSignals(this.#tree, sim, signals);
    this.#columns = new SampledColumns(sim, this.#signals);
    this.#log = new WaveLog(this.#columns.isWide, last);
    const paths = clockPaths(sim.design);
    this.#clocks = sim.clocks.map((name) => ({ name, paths: paths.get(name) ?? [name] }));
    this.#lastEdges = sim.clocks.map(() => Number.NaN);
    this.#periods = sim.clocks.map(() => undefined);
    this.#start = this.#moment() === 0 ? undefined : sim.time;
    this.#file = fst === undefined ? undefined : { path: fst, file: new WholeFile(fst), writer: undefined, written: 0 };
    this.#unhook = this.#hook(source);
  }

  wave(): Wave {
    if (this.#file !== undefined) throw writtenToFile(this.#file.path);
    if (!this.#isOver) this.#sample();
    return this.#waveOfLog();
  }

  toVcd(path: string, options: VcdOptions = {}): void {
    toVcd(this.wave(), path, options);
  }

  toFst(path: string): void {
    toFst(this.wave(), path);
  }

  toGtkw(path: string, options: GtkwOptions): void {
    toGtkw(this.wave(), path, options);
  }

  toAscii(options: AsciiOptions = {}): string {
    return asciiWave(this.wave(), options);
  }

  toWaveDrom(options: WaveDromOptions = {}): WaveDrom {
    return toWaveDrom(this.wave(), options);
  }

  stop(): void {
    if (this.#isOver) return;
    this.#sample();
    this.#isOver = true;
    this.#unhook();
    const file = this.#file;
    if (file === undefined) return;
    this.#flush(file, this.#openStart + this.#period);
    file.writer?.finish();
    file.file.commit();
  }

  #hook(source: Recordable): () => void {
    const sim = this.#sim;
    const hooks: EdgeHooks = {
      beforeEdge: (clock, from) => this.#look(clock, from),
      afterRestore: () => this.#goBack(),
      beforeClose: () => this.stop(),
    };
    if (!("sim" in source)) return hookEdges(sim, hooks);
    const unobserve = source.onEdge((clock) => {
      const only = sim.clocks.length - 1;
      if (only <= 0) this.#look(only, only < 0 ? "beside the schedule" : "schedule");
      else this.#look(sim.clocks.indexOf(clock), "schedule");
    });
    const unhook = hookLifetime(sim, hooks);
    return () => {
      unobserve();
      unhook();
    };
  }

  /** Takes the sample that an edge ends, and opens the one that it begins. */
  #look(clock: number, from: "schedule" | "beside the schedule"): void {
    this.#sample();
    const sim = this.#sim;
    if (from === "schedule") {
      const before = this.#lastEdges[clock] as number;
      // There is none at first: then it is NaN.
      if (sim.nextTime > before) this.#periods[clock] = sim.nextTime - before;
      this.#lastEdges[clock] = sim.nextTime;
      this.#start = sim.nextTime + this.#longer;
    } else {
      this.#start = this.#openStart + this.#period;
      this.#longer += this.#period;
    }
    this.#clock = clock;
  }

  /** Takes what holds now as a sample. */
  #sample(): void {
    const moment = this.#moment();
    // The edge for which it was taken already has not come, or there was none: it goes on.
    if (moment === this.#lastMoment) this.#reopen(moment);
    else if (this.#file !== undefined) this.#flushIfLong(this.#file);
    this.#columns.read(this.#log.now);
    this.#log.commit({ start: this.#start ?? Number.NaN, clock: this.#clock, cycle: this.#sim.cycle, moment });
    this.#lastMoment = moment;
  }

  #reopen(moment: number): boolean {
    const head = this.#log.rewind(moment);
    if (head === undefined) return false;
    this.#start = Number.isNaN(head.start) ? undefined : head.start;
    this.#clock = head.clock;
    return true;
  }

  #goBack(): void {
    const moment = this.#moment();
    if (this.#file !== undefined && moment < this.#file.written) throw goesBack(this.#file.path);
    if (!this.#reopen(moment)) {
      this.#start = moment === 0 ? undefined : this.#sim.time + this.#longer;
      this.#clock = -1;
    }
    this.#lastMoment = -1;
    this.#lastEdges.fill(Number.NaN);
  }

  /** Edges of all clocks so far. */
  #moment(): number {
    const { clocks, cycle } = this.#sim;
    if (clocks.length < 2) return cycle;
    let edges = 0;
    for (const clock of clocks) edges += this.#sim.edges(clock);
    return edges;
  }

  /** Of the main clock. */
  get #period(): number {
    return this.#periods[0] ?? usualPeriod;
  }

  /** When the open sample began; what is before the first edge takes a period. */
  get #openStart(): number {
    return this.#start ?? this.#sim.nextTime + this.#longer - this.#period;
  }

  #waveOfLog(): Wave {
    return { ...this.#head(), ...this.#stretch(this.#openStart + this.#period) };
  }

  #head(): Pick<Wave, "top" | "timeUnit"> {
    return { top: this.#tree, timeUnit: this.#timeUnit };
  }

  /** What is in the log; its last sample ends at a time of the simulation. */
  #stretch(end: number): Omit<Wave, "top" | "timeUnit"> {
    const { starts, clocks, firstCycle, columns } = this.#log.samples();
    const period = this.#period;
    // What holds before the first edge has a period for itself, with which time begins.
    if (Number.isNaN(starts[0])) starts[0] = (starts[1] ?? end) - period;
    for (let i = 0; i < starts.length; i++) starts[i] = (starts[i] as number) + period;
    return {
      starts,
      end: end + period,
      firstCycle,
      clocks: this.#clocks.map(({ name, paths }, clock) => ({
        name,
        paths,
        period: this.#periods[clock] ?? period,
        edges: Uint32Array.from(samplesWith(clocks, clock)),
      })),
      signals: this.#signals.map(({ name, path, kind, type, site }, i) => {
        const changes = columns[this.#columns.columns[i] ?? 0] ?? { at: new Uint32Array(0), bits: new Uint32Array(0) };
        const bits = withoutSign(changes.bits, type);
        return { name, path, kind, type, ...(site === undefined ? {} : { site }), at: changes.at, bits };
      }),
    };
  }

  #flushIfLong(file: WrittenFile): void {
    const { changes, length } = this.#log;
    if (changes > changesPerStretch || length > samplesPerStretch) this.#flush(file, this.#start ?? 0);
  }

  /** Writes what is in the log, up to a time of the simulation. */
  #flush(file: WrittenFile, end: number): void {
    const stretch = this.#stretch(end);
    file.writer ??= new FstWriter(file.file, { ...this.#head(), clocks: stretch.clocks, signals: this.#signals });
    file.writer.add(stretch);
    file.written = this.#moment();
    this.#log.clear();
  }
}

interface WrittenFile {
  readonly path: string;
  readonly file: WholeFile;
  /** From the first stretch on, when the periods of the clocks are known. */
  writer: FstWriter | undefined;
  /** Edges before what has not been written yet. */
  written: number;
}

function* samplesWith(clocks: Int16Array, clock: number): Generator<number> {
  for (let sample = 0; sample < clocks.length; sample++) if (clocks[sample] === clock) yield sample;
}

/** The bits alone: handles give negative numbers, whose sign fills the word. */
function withoutSign(bits: Uint32Array | BigUint64Array, { kind, width }: IrType): Uint32Array | BigUint64Array {
  if (kind !== "sint" || width === 32 || width === 64) return bits;
  if (bits instanceof BigUint64Array) return bits.map((word) => BigInt.asUintN(width, word));
  const mask = 2 ** width - 1;
  return bits.map((word) => word & mask);
}

function requireOptions(last: number | undefined, fst: string | undefined): void {
  const refuse = (found: string, mend: string): never => {
    throw new SpikeforgeError({ code: "SIM143", place: "recordWave", found, mend });
  };
  if (last !== undefined && !(Number.isSafeInteger(last) && last >= 1)) {
    refuse(`last is ${last}`, "a whole number from 1 on");
  }
  if (last !== undefined && fst !== undefined) {
    refuse("both last and fst", "keep the last samples in memory, or write all of them to a file");
  }
}

function writtenToFile(path: string): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM141",
    place: "recordWave",
    found: `the recording is written to ${path} and is not kept`,
    mend: "leave fst away, or open the file",
  });
}

function goesBack(path: string): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM144",
    place: "recordWave",
    found: `the simulation has gone back to before what is written in ${path} already`,
    mend: "leave fst away: a recording in memory goes back with the simulation",
  });
}
