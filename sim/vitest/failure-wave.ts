/** The last cycles of a failed run, repeated in a build that shows every net: as text, and in a file. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { replay } from "../replay/index.ts";
import type { Simulation, Snapshot } from "../simulation.ts";
import { recordWave, toVcd, type Wave, type WaveRecording } from "../waves/index.ts";
import type { Tested } from "./options.ts";
import type { Run } from "./run.ts";
import { shownRows } from "./shown-rows.ts";

const usualCycles = 1000;
const usualShown = 12;
/** Runs longer than this are not repeated from their start, which would take as long once more. */
const mostRepeated = 5_000_000;
/** Milliseconds before the end of a test's time that are left for the report. */
const reserve = 2000;

/** Lines for the report. Never throws: what goes wrong here must not hide why the test failed. */
export async function failureWave<D extends Tested>(error: unknown, run: Run<D>): Promise<string[]> {
  try {
    const { wave, remarks } = await lastCycles(run);
    const file = waveFile(run);
    mkdirSync(dirname(run.names.root + file), { recursive: true });
    toVcd(wave, run.names.root + file);
    const { cycle } = run.recorded;
    const { shown = usualShown, signals } = run.options.wave ?? {};
    const from = Math.max(wave.firstCycle, cycle - shown + 1);
    const range = `cycle${wave.firstCycle === cycle ? "" : `s ${wave.firstCycle} to`} ${cycle}`;
    return [...shownRows(wave, { error, run, from, signals }), "", ...remarks, `wave:  ${file} (${range})`];
  } catch (problem) {
    return [`no waveform: ${problem instanceof Error ? problem.message : String(problem)}`];
  }
}

interface LastCycles {
  readonly wave: Wave;
  readonly remarks: readonly string[];
}

async function lastCycles<D extends Tested>(run: Run<D>): Promise<LastCycles> {
  const { recorded, designs, engine, opening } = run;
  const { design, inner } = recorded;
  const journal = recorded.run();
  const watchFrom = Math.max(0, recorded.cycle - (run.options.wave?.cycles ?? usualCycles));
  const ended = valuesOf(inner);
  const repeat = (target: Simulation, from?: Snapshot): { readonly wave: Wave; readonly isSame: boolean } => {
    let recording: WaveRecording | undefined;
    const watch = (): void => {
      recording ??= recordWave(target);
    };
    replay(journal, target, { watchFrom, watch, ...(from === undefined ? {} : { from }) });
    recording ??= recordWave(target);
    const wave = recording.wave();
    return { wave, isSame: valuesOf(target) === ended };
  };

  const isShort = recorded.cycle <= mostRepeated;
  if (journal.isComplete && isShort) {
    const withNets = await designs
      .open(design, engine, { ...opening, visible: "nets" }, timeLeft(run))
      .catch(() => undefined);
    if (withNets !== undefined) {
      try {
        const { wave, isSame } = repeat(withNets);
        if (isSame) return { wave, remarks: [] };
      } finally {
        withNets.close();
      }
    }
  }
  const state = journal.stateBefore(watchFrom) ?? journal.firstState;
  if (state !== undefined) inner.restore(state);
  const target = state === undefined ? await designs.open(design, engine, opening) : inner;
  const { wave, isSame } = repeat(target, state);
  if (target !== inner) target.close();
  const why = isShort ? "the build that shows them could not be made in time" : "the run was too long";
  return {
    wave,
    remarks: [
      `wires are not shown: ${why}`,
      ...(isSame ? [] : ["the waveform is of a repetition that came out differently: something is not deterministic"]),
    ],
  };
}

/** Ports and registers, for comparing. */
function valuesOf(sim: Simulation): string {
  const ports = sim.design.top.ports.flatMap(({ signal }) =>
    signal.type.kind === "clock" ? [] : [sim.port(signal.name).big],
  );
  return [...ports, ...sim.names.registers.map((path) => sim.register(path).big)].join();
}

/** Ends with the test: by its time limit, or because it is cancelled. */
function timeLeft<D extends Tested>({ task, startedAt }: Run<D>): AbortSignal {
  const left = Math.floor(task.timeout - (performance.now() - startedAt) - reserve);
  return AbortSignal.any([task.context.signal, AbortSignal.timeout(Math.max(0, Math.min(left, 2 ** 31 - 1)))]);
}

/** From the project's root, the same for each run of a test. */
function waveFile<D extends Tested>({ settings, names }: Run<D>): string {
  const slug = (text: string): string =>
    text
      .replace(/[^A-Za-z0-9._]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 100);
  return `${settings.waves}/${names.file.replace(/\.[cm]?[jt]sx?$/, "")}/${slug(names.full)}.vcd`;
}
