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
const declaration = new RegExp(String.raw`^\(declare-fun \|([^|]+)\| \(\|[^|]+\|\) ${sortPattern}\)$`);
const definition = new RegExp(String.raw`^\(define-fun \|([^|]+)\| \(\(state \|[^|]+\|\)\) ${sortPattern} (.*)\)$`);
const transition = /^\(= (.*) \(\|([^|]+)\| next_state\)\)$/;
/** A value in an expression of the system; its name is the group. */
export const valuePattern = /\(\|([^|]+)\| state\)/g;

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

  for (const { line, terms } of formsOf(text, top)) {
    if (line.startsWith(";")) {
      const [, kind, index = "", label = ""] = /^; yosys-smt2-(assert|assume|cover) (\d+) (\S+)/.exec(line) ?? [];
      if (kind !== undefined) {
        const letter = { assert: "a", assume: "u", cover: "c" }[kind];
        properties[kind as keyof typeof properties].push({ label, value: `${top}_${letter} ${index}` });
      }
      const [, name, addressBits, width] = /^; yosys-smt2-memory (\S+) (\d+) (\d+) /.exec(line) ?? [];
      if (name !== undefined) {
        memories.set(name, { value: `${top}_m ${name}`, addressBits: Number(addressBits), width: Number(width) });
      }
    } else if (terms !== undefined) {
      for (const term of line.startsWith(`(define-fun |${top}_i|`) ? terms : []) {
        initial.push({ expr: term, uses: usesOf(term) });
      }
      for (const term of line.startsWith(`(define-fun |${top}_t|`) ? terms : []) {
        const [, expr, target] = transition.exec(term) ?? [];
        if (expr === undefined || target === undefined) throw new Error(`write_smt2: ${term}`);
        next.set(target, { expr, uses: usesOf(expr) });
      }
    } else {
      const [, name, sort, body] = declaration.exec(line) ?? definition.exec(line) ?? [];
      if (name === undefined || sort === undefined) throw new Error(`write_smt2: ${line}`);
      values.push({ name, sort, uses: usesOf(body ?? ""), ...(body === undefined ? {} : { body }) });
      if (name.startsWith(`${top}_n `)) signals.set(name.slice(top.length + 3), name);
    }
  }
  const { assert: asserts, assume: assumes, cover: covers } = properties;
  return { values, next, initial, asserts, assumes, covers, signals, memories };
}

/**
 * Comments that say something, declarations and definitions; what holds together (all assertions, the first state, the
 * next state) comes with its terms, which stand on lines of their own.
 */
function* formsOf(text: string, top: string): Generator<{ readonly line: string; readonly terms?: readonly string[] }> {
  const together = new RegExp(String.raw`^\(define-fun \|${top}_[auiht]\| .* Bool ?(\(and|true\)|)$`);
  let open: { readonly line: string; readonly terms: string[] } | undefined;
  for (const written of text.split("\n")) {
    const line = written.startsWith(";") ? written : withoutComment(written).trim();
    if (open !== undefined) {
      if (!line.startsWith(")")) open.terms.push(line);
      else {
        yield open;
        open = undefined;
      }
    } else if (together.test(line)) {
      if (!line.endsWith("true)")) open = { line, terms: [] };
    } else if (line !== "" && !line.startsWith(`(declare-sort `) && !line.startsWith(`(declare-fun |${top}_is|`)) {
      yield { line };
    }
  }
}

function withoutComment(line: string): string {
  return line.replace(/ ; .*$/, "");
}

function usesOf(expr: string): string[] {
  return [...new Set([...expr.matchAll(valuePattern)].map(([, name = ""]) => name))];
}

/** An expression of the system, at one cycle. */
export function atCycle(expr: string, cycle: number): string {
  return expr.replaceAll(valuePattern, (_, name: string) => valueAt(name, cycle));
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
