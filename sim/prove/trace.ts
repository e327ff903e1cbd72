/** What a solver's model says of a design, cycle by cycle, by hierarchical user names. */
import { atCycle, type SmtValue, type TransitionSystem, valueAt } from "./transition-system.ts";
import { bitsOfLiteral } from "./unrolling.ts";

export interface Trace {
  /** Cycles 0 to `cycles - 1`. */
  readonly cycles: number;
  /**
   * Bits of inputs, registers and named values in each cycle; `left.count`, dots between instances. What no property
   * depends on is not among them.
   */
  readonly signals: ReadonlyMap<string, readonly bigint[]>;
  /** Ones where an input or register has bits that a property depends on, for those that have others too; these are 0. */
  readonly known: ReadonlyMap<string, bigint>;
  /** Words of memories before cycle 0 by address, as far as anything depends on them. */
  readonly memories: ReadonlyMap<string, ReadonlyMap<number, bigint>>;
}

type ReadValues = (terms: readonly string[]) => Promise<readonly string[]>;

/** Reads the first `cycles` cycles of the model that the solver has just found. */
export async function readTrace(
  system: TransitionSystem,
  cone: ReadonlySet<string>,
  cycles: number,
  read: ReadValues,
): Promise<Trace> {
  const bodies = new Map(system.values.map((value) => [value.name, value]));
  const numbers = Array.from({ length: cycles }, (_, cycle) => cycle);
  const readAll = async (asked: readonly { readonly name: string; readonly body: string }[]) => {
    const literals = await read(asked.flatMap(({ body }) => numbers.map((cycle) => atCycle(body, cycle))));
    const bits = literals.map(bitsOfLiteral);
    return new Map(asked.map(({ name }, i) => [name, bits.slice(i * cycles, (i + 1) * cycles)]));
  };
  const whole: { name: string; body: string }[] = [];
  const parts: { name: string; value: SmtValue }[] = [];
  for (const [name, valueName] of system.signals) {
    const value = bodies.get(valueName);
    if (value?.body === undefined) continue;
    if (value.uses.every((use) => cone.has(use))) whole.push({ name, body: value.body });
    // What is joined out of inputs and state alone; anything else follows from them.
    else if (value.uses.some((use) => cone.has(use)) && value.uses.every((use) => bodies.get(use)?.body === undefined))
      parts.push({ name, value });
  }
  const filled = (bit: "0" | "1") => readAll(parts.map(({ name, value }) => ({ name, body: fill(value, bit) })));
  const fill = ({ body = "", uses }: SmtValue, bit: "0" | "1"): string =>
    uses
      .filter((use) => !cone.has(use))
      .reduce((text, use) => text.replaceAll(`(|${use}| state)`, literalOf(bodies.get(use)?.sort ?? "", bit)), body);
  const [low, high] = [await filled("0"), await filled("1")];
  const known = new Map([...low].map(([name, [first = 0n]]) => [name, ~(first ^ (high.get(name)?.[0] ?? 0n))]));
  const values = new Map([...(await readAll(whole)), ...low]);
  const { signals, memories } = withoutWords(values);
  for (const [name, { value, addressBits }] of system.memories) {
    memories.set(name, await wordsOf(bodies.get(value), addressBits, cone, { system, name, numbers, read }));
  }
  return { cycles, signals, known, memories };
}

/** A constant of one of the solver's sorts, all of whose bits are the same. */
function literalOf(sort: string, bit: "0" | "1"): string {
  if (sort === "Bool") return bit === "1" ? "true" : "false";
  const width = Number(/^\(_ BitVec (\d+)\)$/.exec(sort)?.[1]);
  if (!(width > 0)) throw new Error(`z3: a part of a signal is ${sort}`);
  return `#b${bit.repeat(width)}`;
}

/** Small memories are registers `words[3]` here: their first value belongs to the memory. */
function withoutWords(values: ReadonlyMap<string, readonly bigint[]>): {
  signals: Map<string, readonly bigint[]>;
  memories: Map<string, ReadonlyMap<number, bigint>>;
} {
  const signals = new Map<string, readonly bigint[]>();
  const memories = new Map<string, Map<number, bigint>>();
  for (const [name, bits] of values) {
    const [, memory, address] = /^(.*)\[(\d+)\]$/.exec(name) ?? [];
    if (memory === undefined || address === undefined) {
      signals.set(name, bits);
      continue;
    }
    const words = memories.get(memory) ?? new Map<number, bigint>();
    memories.set(memory, words.set(Number(address), bits[0] ?? 0n));
  }
  return { signals, memories: new Map(memories) };
}

interface WordsContext {
  readonly system: TransitionSystem;
  readonly name: string;
  readonly numbers: readonly number[];
  readonly read: ReadValues;
}

/** The words of an array that some read port looks at. */
async function wordsOf(
  array: SmtValue | undefined,
  addressBits: number,
  cone: ReadonlySet<string>,
  { system, name, numbers, read }: WordsContext,
): Promise<ReadonlyMap<number, bigint>> {
  const [state] = array?.uses ?? [];
  if (state === undefined || !cone.has(state)) return new Map();
  const ports = system.values.filter(({ name: each }) => /_m:R\d+A /.test(each) && each.endsWith(` ${name}`));
  const used = ports.filter(({ uses }) => uses.every((use) => cone.has(use)));
  const asked = used.flatMap(({ body = "" }) => numbers.map((cycle) => atCycle(body, cycle)));
  const addresses = [...new Set((await read(asked)).map(bitsOfLiteral))];
  const words = await read(
    addresses.map((address) => `(select ${valueAt(state, 0)} #b${address.toString(2).padStart(addressBits, "0")})`),
  );
  return new Map(addresses.map((address, i) => [Number(address), bitsOfLiteral(words[i] ?? "")]));
}
