/** What a benchmark is: a figure with a name, a target, and how it is measured. */

/** The value that a figure has to reach; `atMost` for times. */
export interface Target {
  readonly goal: "atLeast" | "atMost";
  readonly value: number;
}

/** A second condition for the target to hold, beside the value itself. */
export interface Requirement extends Target {
  readonly name: string;
  readonly found: number;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export interface Measurement {
  readonly value: number;
  /** Raw values: of every seed, round or side. */
  readonly detail: { readonly [name: string]: Json };
  readonly requirements?: readonly Requirement[];
  /** For the page, below the method. */
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

export interface MeasureContext {
  /** Says on stderr what is going on. */
  report(message: string): void;
  /** The kept result of another benchmark, where it is current. */
  kept(id: string): Promise<Result | undefined>;
}

export interface Benchmark {
  /** `room.what`, as other pages and scripts call it. */
  readonly id: string;
  /** What the figure is, in a few words. */
  readonly title: string;
  /** How it is measured: a sentence or two for the page. */
  readonly method: string;
  readonly unit: string;
  readonly target: Target;
  /** `required`: `npm run bench` fails when it is missed. `goal`: reported only. */
  readonly standing: "required" | "goal";
  /** `long`: the result is kept and shown again until its sources or tools change. `short`: measured each time. */
  readonly duration: "short" | "long";
  /** `import.meta.url` of the file that measures: all that it imports belongs to the key of a kept result. */
  readonly source: string;
  /** Further files that it reads, relative to the repository. */
  readonly inputs?: readonly string[];
  /**
   * Folders whose sources run in the measurement without a part in its outcome, so that a change of theirs leaves a kept
   * result current: what starts the programs of a count that only the programs decide, for example.
   */
  readonly indifferentTo?: readonly string[];
  /** Versions of the programs that the figure depends on, by name. */
  versions(): Promise<Readonly<Record<string, string>>>;
  measure(context: MeasureContext): Promise<Measurement>;
}

/** What was measured, as it is kept. */
export interface Result extends Measurement {
  readonly versions: Readonly<Record<string, string>>;
  /** Cores and processor that times were taken on. */
  readonly machine: string;
}

/** The line that `--only` prints. */
export interface ResultLine {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly target: number;
  readonly pass: boolean;
  readonly versions: Readonly<Record<string, string>>;
  readonly detail: Measurement["detail"];
}

export function meets(found: number, { goal, value }: Target): boolean {
  return goal === "atLeast" ? found >= value : found <= value;
}

/** A result against its benchmark's present target. */
export function resultLine(
  { id, unit, target }: Benchmark,
  { value, detail, requirements = [], versions }: Result,
): ResultLine {
  const judged = requirements.map((each) => ({ ...each, pass: meets(each.found, each) }));
  return {
    id,
    value,
    unit,
    target: target.value,
    pass: meets(value, target) && judged.every(({ pass }) => pass),
    versions,
    detail: judged.length === 0 ? detail : { ...detail, requirements: judged },
  };
}
