/**
 * A design as a transition system: what yosys's `write_smt2` says of a flat design, taken apart so that it can be
 * written out cycle by cycle. Names, expressions and sorts stay in SMT-LIB's own text.
 */

/** A value of one cycle: declared (inputs, state, undefined values) or defined from others of the same cycle. */
export interface SmtValue {
  readonly name: string;
  readonly sort: string;
  /** Absent: free, or state. */
  readonly body?: string;
  readonly uses: readonly string[];
}

export interface SmtProperty {
  /** Path and label: `left.level_stays_below`. */
  readonly label: string;
  /** Name of its value: for asserts and assumes what must hold, for covers what should happen. */
  readonly value: string;
}

export interface SmtMemory {
  readonly value: string;
  readonly addressBits: number;
  readonly width: number;
}

export interface TransitionSystem {
  /** In an order in which each uses only earlier ones. */
  readonly values: readonly SmtValue[];
  /** What state is in the next cycle, by its value's name. */
  readonly next: ReadonlyMap<string, { readonly expr: string; readonly uses: readonly string[] }>;
  /** What holds of the state after configuration. */
  readonly initial: readonly { readonly expr: string; readonly uses: readonly string[] }[];
  readonly asserts: readonly SmtProperty[];
  readonly assumes: readonly SmtProperty[];
  readonly covers: readonly SmtProperty[];
  /** By hierarchical user name, dots between: `left.count` → the value's name. */
  readonly signals: ReadonlyMap<string, string>;
  readonly memories: ReadonlyMap<string, SmtMemory>;
}

const sortPattern = String.raw`(Bool|\(_ BitVec \d+\)|\(Array \(_ BitVec \d+\) \(_ BitVec \d+\)\))`;
const declared = new RegExp(String.raw`^\(declare-fun \|([^|]+)\| \(\|[^|]+\|\) ${sortPattern}\)`);
const defined = new RegExp(String.raw`^\(define-fun \|([^|]+)\| \(\(state \|[^|]+\|\)\) ${sortPattern} (.*)\)$`);
const opened = /^\(define-fun \|([^|]+)\| \(\(state \|[^|]+\|\)(?: \(next_state \|[^|]+\|\))?\) Bool \(and$/;
const reference = /\(\|([^|]+)\| state\)/g;

/** Reads the output of `write_smt2 -wires` for a flat module; throws a plain Error on what it does not know. */
export function parseTransitionSystem(text: string): TransitionSystem {
  const top = /^; yosys-smt2-topmod (\S+)$/m.exec(text)?.[1];
  if (top === undefined) throw new Error("write_smt2 names no top module");
  const values: SmtValue[] = [];
  const next = new Map<string, { expr: string; uses: string[] }>();
  const initial: { expr: string; uses: string[] }[] = [];
  const properties = { assert: [] as SmtProperty[], assume: [] as SmtProperty[], cover: [] as SmtProperty[] };
  const signals = new Map<string, string>();
  const memories = new Map<string, SmtMemory>();
  const lists = { [`${top}_a`]: "skip", [`${top}_u`]: "skip", [`${top}_i`]: "initial", [`${top}_t`]: "next" } as const;
  let list: string | undefined;

  for (const written of text.split("\n")) {
    const line = written.startsWith(";") ? written : withoutComment(written);
    if (list !== undefined) {
      if (line.startsWith("))")) list = undefined;
      else if (list === "initial") {
        const expr = line.trim();
        initial.push({ expr, uses: usesOf(expr) });
      } else if (list === "next") {
        const [, expr, target] = /^\(= (.*) \(\|([^|]+)\| next_state\)\)$/.exec(line.trim()) ?? [];
        if (expr === undefined || target === undefined) throw new Error(`write_smt2: ${line}`);
        next.set(target, { expr, uses: usesOf(expr) });
      }
      continue;
    }
    const property = /^; yosys-smt2-(assert|assume|cover) (\d+) (\S+)/.exec(line);
    if (property !== null) {
      const [, kind = "", index = "", label = ""] = property;
      const letter = { assert: "a", assume: "u", cover: "c" }[kind];
      properties[kind as keyof typeof properties].push({ label, value: `${top}_${letter} ${index}` });
      continue;
    }
    const memory = /^; yosys-smt2-memory (\S+) (\d+) (\d+) /.exec(line);
    if (memory !== null) {
      const [, name = "", addressBits = "", width = ""] = memory;
      memories.set(name, { value: `${top}_m ${name}`, addressBits: Number(addressBits), width: Number(width) });
      continue;
    }
    if (line.startsWith("(declare-fun")) {
      const [, name, sort] = declared.exec(line) ?? [];
      if (name === undefined || sort === undefined) {
        if (line.startsWith(`(declare-fun |${top}_is|`)) continue;
        throw new Error(`write_smt2: ${line}`);
      }
      values.push({ name, sort, uses: [] });
    } else if (line.startsWith("(define-fun")) {
      const list_ = opened.exec(line)?.[1];
      if (list_ !== undefined) {
        list = lists[list_];
        if (list === undefined) throw new Error(`write_smt2: ${line}`);
        continue;
      }
      if (new RegExp(`^\\(define-fun \\|${top}_[auiht]\\|`).test(line)) continue; // empty lists
      const [, name, sort, body] = defined.exec(line) ?? [];
      if (name === undefined || sort === undefined || body === undefined) throw new Error(`write_smt2: ${line}`);
      values.push({ name, sort, body, uses: usesOf(body) });
      if (name.startsWith(`${top}_n `)) signals.set(name.slice(top.length + 3), name);
    }
  }
  const { assert: asserts, assume: assumes, cover: covers } = properties;
  return { values, next, initial, asserts, assumes, covers, signals, memories };
}

function withoutComment(line: string): string {
  return line.replace(/ ; .*$/, "");
}

function usesOf(expr: string): string[] {
  return [...new Set([...expr.matchAll(reference)].map(([, name = ""]) => name))];
}

/** An expression of the system, at one cycle. */
export function atCycle(expr: string, cycle: number): string {
  return expr.replaceAll(reference, (_, name: string) => valueAt(name, cycle));
}

/** The name of a value at one cycle. */
export function valueAt(name: string, cycle: number): string {
  return `|${name}@${cycle}|`;
}

/** The values that the roots depend on, in this cycle or through state in earlier ones. */
export function coneOf(system: TransitionSystem, roots: readonly string[]): ReadonlySet<string> {
  const uses = new Map(system.values.map((value) => [value.name, value.uses]));
  const cone = new Set<string>();
  const open = [...roots];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (cone.has(name)) continue;
    const own = uses.get(name);
    if (own === undefined) throw new Error(`write_smt2: nothing defines ${name}`);
    cone.add(name);
    open.push(...own, ...(system.next.get(name)?.uses ?? []));
  }
  return cone;
}
