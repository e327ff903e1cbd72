/** One random module. Whatever is declared may read what was declared before it, so that no loop can arise. */
import type { Random } from "../random.ts";
import type { Profile } from "./draw-circuit.ts";
import { drawMemory } from "./draw-memory.ts";
import { StatementDrawer } from "./draw-statements.ts";
import { randomValue, TermDrawer } from "./draw-terms.ts";
import { anyWidth } from "./operators.ts";
import {
  addReach,
  bool,
  type LeafType,
  type RecipeItem,
  type RecipeModule,
  type RecipeRegister,
  type RecipeSignal,
  sint,
  type Term,
  uint,
} from "./recipe.ts";

export class ModuleDrawer {
  readonly #random: Random;
  readonly #name: string;
  readonly #variant: number;
  readonly #known: readonly RecipeModule[];
  readonly #profile: Profile;
  readonly #width: number;
  readonly #terms: TermDrawer;
  readonly #statements: StatementDrawer;
  readonly #items: RecipeItem[] = [];
  /** Items that stand behind all others, whenever they were drawn: what they assign has been read before. */
  readonly #late: RecipeItem[] = [];
  /** Data of memories, which an output each shows: little of a memory would be seen otherwise. */
  readonly #watched: RecipeSignal[] = [];
  #signals = 0;
  #resetSignal: RecipeSignal | undefined;

  constructor(random: Random, name: string, variant: number, known: readonly RecipeModule[], profile: Profile) {
    this.#random = random;
    this.#name = name;
    this.#variant = variant;
    this.#known = known;
    this.#profile = profile;
    this.#width = anyWidth(random, 2, 64);
    const narrow = profile.size === "netlist";
    this.#terms = new TermDrawer(random, { widestProduct: narrow ? 36 : 64, widestShift: narrow ? 16 : 64 });
    this.#statements = new StatementDrawer(random, this.#terms);
  }

  draw(): RecipeModule {
    const random = this.#random;
    const inputs = this.#several(1, 4, (i) => this.#input(`in${i}`, this.#type()));
    for (const signal of inputs) this.#terms.add(signal);
    if (random.chance(0.15)) {
      this.#resetSignal = this.#input("rst", bool);
      this.#terms.add(this.#resetSignal);
    }
    const registers = this.#registers();
    this.#machine(registers);
    this.#memories();
    const most = this.#profile.size === "usual" ? { work: 5, instances: 3 } : { work: 4, instances: 2 };
    const work = this.#several(1, most.work, () => random.pick(["node", "node", "wires", "wires", "late"] as const));
    const instances = this.#known.length === 0 ? [] : this.#several(0, most.instances, (i) => i);
    const all = [...work, ...instances];
    while (all.length > 0) {
      const [next] = all.splice(random.integer(0, all.length - 1), 1);
      if (next === "node") this.#node();
      else if (next === "wires") this.#wires(registers, this.#items);
      else if (next === "late") this.#wires([], this.#late);
      else if (next !== undefined) this.#instance(next);
    }
    this.#statements.assignAll(registers, this.#late);
    return this.#finish(inputs, registers);
  }

  #finish(inputs: RecipeSignal[], registers: readonly RecipeSignal[]): RecipeModule {
    const random = this.#random;
    const shown = random.pick(registers);
    const isCrossed = inputs.length > 1 && random.chance(0.4);
    const crossed = isCrossed ? this.#crossed(inputs, registers) : [];
    const outputs = this.#several(crossed.length > 0 ? 2 : 1, 3, (i) => {
      const path = crossed[i];
      if (path !== undefined) return { signal: this.#signal(`out${i}`, path.type, [path]), value: path };
      const own = i === 0 && shown !== undefined && random.chance(0.5) ? shown : undefined;
      // An output may have the name of the register that it shows.
      const type = own?.type ?? this.#type();
      const value: Term = own
        ? { operator: "signal", type, signal: own }
        : this.#terms.of(type, random.chance(0.2) ? 0 : random.integer(1, 3));
      return { signal: this.#signal(own?.name ?? `out${i}`, type, [value]), value };
    });
    for (const signal of this.#watched) {
      const value: Term = { operator: "signal", type: signal.type, signal };
      outputs.push({ signal: this.#signal(`${signal.name}_watched`, signal.type, [value]), value });
    }
    return {
      name: this.#name,
      parameters: { variant: this.#variant, width: this.#width },
      inputs,
      items: [...this.#items, ...this.#late],
      outputs,
      ...(this.#resetSignal === undefined ? {} : { resetSignal: this.#resetSignal }),
      signalCount: this.#signals,
    };
  }

  /** Values that share logic of the state alone and depend on one input each: an instance may be fed by its own outputs. */
  #crossed(inputs: readonly RecipeSignal[], registers: readonly RecipeSignal[]): Term[] {
    const random = this.#random;
    const state = this.#terms.empty();
    for (const register of registers) state.add(register);
    const shared = state.of(uint(anyWidth(random, 2, 64)), 3);
    return inputs.slice(0, 3).map((input) => {
      const own = this.#terms.empty();
      own.add(input);
      const { type } = shared;
      const operator = random.pick(["uint.xor", "uint.addw", "uint.subw"] as const);
      return { operator, type, operands: [shared, own.of(type, 1)], numbers: [0, 0] };
    });
  }

  #several<T>(low: number, high: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.#random.integer(low, high) }, (_, index) => make(index));
  }

  #type(): LeafType {
    const random = this.#random;
    const width = random.chance(0.35) ? this.#width : anyWidth(random);
    return width === 1 && random.chance(0.7) ? bool : random.chance(0.5) ? uint(width) : sint(width);
  }

  #signal(name: string, type: LeafType, from: readonly Term[] = []): RecipeSignal {
    const reach = new Set<string>();
    for (const term of from) addReach(term, reach);
    return { name, type, index: this.#signals++, reach };
  }

  #input(name: string, type: LeafType): RecipeSignal {
    const signal = this.#signal(name, type);
    signal.reach.add(name);
    return signal;
  }

  /** Two groups of registers, one of them reset by a signal of its own, some of them the fields of a bundle. */
  #registers(): RecipeSignal[] {
    const random = this.#random;
    const found: RecipeSignal[] = [];
    for (let group = 0; group < 2; group++) {
      const bundle = random.chance(0.3) ? `b${group}` : undefined;
      const count = random.integer(bundle === undefined ? 1 : 2, 3);
      // A bundle is reset as a whole.
      const whole = { reset: random.chance(0.6), powerUp: random.chance(0.4) };
      const resetBy = random.chance(0.25) ? this.#terms.of(bool, random.integer(0, 2)) : undefined;
      const registers = Array.from({ length: count }, (_, i): RecipeRegister => {
        const type = this.#type();
        const has = bundle === undefined ? { reset: random.chance(0.6), powerUp: random.chance(0.4) } : whole;
        const isKnown = this.#profile.unknown !== "none" || has.powerUp;
        const signal = this.#signal(bundle === undefined ? `r${group}${i}` : `${bundle}_f${i}`, type);
        return {
          signal,
          ...(has.reset ? { reset: randomValue(random, type) } : {}),
          ...(has.powerUp || !isKnown ? { powerUp: randomValue(random, type) } : {}),
        };
      });
      this.#items.push({
        kind: "registers",
        registers,
        ...(bundle === undefined ? {} : { bundle }),
        ...(resetBy === undefined ? {} : { resetBy }),
      });
      found.push(...registers.map(({ signal }) => signal));
    }
    for (const signal of found) this.#terms.add(signal);
    return found;
  }

  #machine(registers: readonly RecipeSignal[]): void {
    const random = this.#random;
    // Its register has no value before reset.
    if (this.#profile.unknown === "none" || random.chance(0.6)) return;
    const labels = ["idle", "load", "shiftOut", "rest", "done"].slice(0, random.integer(2, 5));
    const signal = this.#signal("state", uint(Math.max(1, Math.ceil(Math.log2(labels.length)))));
    const bodies = labels.map((_, state) => this.#statements.stateBody(registers, labels.length, state === 0));
    for (const body of bodies) for (const statement of body) this.#statements.touch(statement);
    this.#items.push({
      kind: "machine",
      machine: { signal, labels, init: random.integer(0, labels.length - 1), bodies },
    });
  }

  #memories(): void {
    const random = this.#random;
    for (const index of this.#several(0, 2, (i) => i)) {
      if (random.chance(0.3)) continue;
      const shown = drawMemory({
        random,
        terms: this.#terms,
        items: this.#items,
        name: `mem${index}`,
        profile: this.#profile,
        signal: (name, type, from) => this.#signal(name, type, from),
        type: () => this.#type(),
      });
      this.#watched.push(...shown);
    }
  }

  #node(): void {
    const type = this.#type();
    const value = this.#terms.of(type, this.#random.integer(1, 3));
    const signal = this.#signal(`n${this.#signals}`, type, [value]);
    this.#items.push({ kind: "node", signal, value });
    this.#terms.add(signal);
  }

  /**
   * Wires, and perhaps registers, that the same statements assign; each may read those before it, as they settle.
   * The statements go to `into`, so that the wires may be read before they are assigned.
   */
  #wires(registers: readonly RecipeSignal[], into: RecipeItem[]): void {
    const random = this.#random;
    const signals = this.#several(1, 2, () => this.#signal(`w${this.#signals}`, this.#type()));
    this.#items.push({ kind: "wires", signals });
    const together = registers.length > 0 && random.chance(0.5) ? [random.pick(registers)] : [];
    into.push(...this.#statements.forWires(signals, together));
    for (const signal of signals) this.#terms.add(signal);
  }

  /** Some inputs may come, through wires, from outputs of the very instance. */
  #instance(number: number): void {
    const random = this.#random;
    const child = random.pick(this.#known);
    const name = `u${number}`;
    const isEarly = child.inputs.map(() => random.chance(0.6));
    const early = new Set(child.inputs.filter((_, i) => isEarly[i]).map((input) => input.name));
    const resetBy = random.chance(0.2) ? this.#terms.of(bool, 1) : undefined;
    const fed = child.inputs.map(({ type }, i) =>
      isEarly[i] ? this.#terms.of(type, random.integer(0, 2)) : this.#signal(`${name}_feed${i}`, type),
    );
    const feeds = fed.filter((each): each is RecipeSignal => "index" in each);
    if (feeds.length > 0) this.#items.push({ kind: "wires", signals: feeds });
    const inputs = fed.map(
      (each): Term => ("index" in each ? { operator: "signal", type: each.type, signal: each } : each),
    );
    const outputs = child.outputs.map(({ signal }) => this.#signal(`${name}_${signal.name}`, signal.type));
    const reaching = (i: number): void => {
      const [output, port] = [outputs[i], child.outputs[i]];
      if (output === undefined || port === undefined) return;
      for (const input of port.signal.reach) {
        if (input === "rst" && resetBy === undefined) output.reach.add("rst");
        const term = input === "rst" ? resetBy : inputs[child.inputs.findIndex((each) => each.name === input)];
        if (term !== undefined) addReach(term, output.reach);
      }
    };
    const waits = child.outputs.map(({ signal }) =>
      [...signal.reach].some((each) => each !== "rst" && !early.has(each)),
    );
    outputs.forEach((output, i) => {
      if (waits[i]) return;
      reaching(i);
      this.#terms.add(output);
    });
    const own = this.#terms.empty();
    outputs.forEach((output, i) => {
      if (!waits[i]) own.add(output);
    });
    for (const feed of feeds) {
      const value = (random.chance(0.6) ? own : this.#terms).of(feed.type, random.integer(0, 2));
      addReach(value, feed.reach);
      this.#late.push({ kind: "statement", statement: { kind: "assign", target: feed, value } });
    }
    this.#items.push({
      kind: "instance",
      instance: { name, child, inputs, outputs, ...(resetBy === undefined ? {} : { resetBy }) },
    });
    outputs.forEach((output, i) => {
      if (!waits[i]) return;
      reaching(i);
      this.#terms.add(output);
    });
  }
}
