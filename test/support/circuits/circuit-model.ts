/**
 * What a recipe means, in integers: the truth that hdlgen, the engines and the printer are measured by. It follows the
 * text of the language alone; nothing of hdlgen runs in it.
 *
 * Terms and statements become closures once per module; an instance is a frame with the values of one cycle.
 */
import { operators } from "./operators.ts";
import type { RecipeItem, RecipeMemory, RecipeModule, RecipeSignal, RecipeStatement, Term } from "./recipe.ts";

type Evaluate = (frame: Frame) => bigint;
/** The value that statements give to a target; undefined where they give none. */
type Resolve = (frame: Frame) => bigint | undefined;

interface CompiledMemory {
  readonly recipe: RecipeMemory;
  readonly reads: readonly {
    readonly name: string;
    readonly index: number;
    readonly address: Evaluate;
    readonly enable: Evaluate;
  }[];
  readonly writes: readonly {
    readonly address: Evaluate;
    readonly data: Evaluate;
    readonly enable: Evaluate;
    readonly mask: Evaluate | undefined;
  }[];
}

interface CompiledRecipe {
  readonly recipe: RecipeModule;
  /** By signal index; state has none. */
  readonly combinational: readonly (Evaluate | undefined)[];
  readonly registers: readonly {
    readonly name: string;
    readonly index: number;
    readonly powerUp: bigint | undefined;
    readonly reset: { readonly when: Evaluate; readonly value: bigint } | undefined;
    readonly next: Resolve;
  }[];
  readonly memories: readonly CompiledMemory[];
  readonly outputs: ReadonlyMap<string, Evaluate>;
  readonly children: readonly {
    readonly name: string;
    readonly compiled: CompiledRecipe;
    /** In the parent's frame, by the child's input. */
    readonly inputs: readonly Evaluate[];
    readonly reset: Evaluate;
  }[];
}

class Frame {
  readonly compiled: CompiledRecipe;
  readonly parent: Frame | undefined;
  readonly position: number;
  readonly path: string;
  readonly values: bigint[];
  /** The moment at which a value was found. */
  readonly found: Float64Array;
  readonly memories: bigint[][];
  readonly children: readonly Frame[];
  readonly clock: { now: number };
  /** Of the top: its reset. */
  reset = 0n;

  constructor(
    compiled: CompiledRecipe,
    parent: Frame | undefined,
    position: number,
    path: string,
    clock: { now: number },
  ) {
    this.compiled = compiled;
    this.parent = parent;
    this.position = position;
    this.path = path;
    this.clock = clock;
    this.values = Array.from({ length: compiled.recipe.signalCount }, () => 0n);
    this.found = new Float64Array(compiled.recipe.signalCount).fill(-1);
    for (const { index, powerUp } of compiled.registers) this.values[index] = powerUp ?? 0n;
    this.memories = compiled.memories.map(({ recipe: { depth, init } }) =>
      Array.from({ length: depth }, (_, at) => init?.[at] ?? 0n),
    );
    this.children = compiled.children.map(
      (child, i) => new Frame(child.compiled, this, i, `${path}${child.name}.`, clock),
    );
  }

  value(index: number): bigint {
    const evaluate = this.compiled.combinational[index];
    if (evaluate === undefined || this.found[index] === this.clock.now) return this.values[index] ?? 0n;
    const value = evaluate(this);
    this.values[index] = value;
    this.found[index] = this.clock.now;
    return value;
  }
}

export class CircuitModel {
  readonly #top: Frame;
  readonly #clock = { now: 0 };
  readonly #registers = new Map<string, { readonly frame: Frame; readonly index: number }>();
  readonly #memories = new Map<string, bigint[]>();
  readonly #known = new Set<string>();
  readonly #contents = new Map<string, number>();
  /** Reads whose data is anything since a collision. */
  readonly #open = new Set<string>();

  /** State starts as 0, apart from power-up values and initial contents. */
  constructor(top: RecipeModule) {
    this.#top = new Frame(compileRecipe(top, new Map()), undefined, 0, "", this.#clock);
    this.#enter(this.#top);
  }

  #enter(frame: Frame): void {
    const { registers, memories } = frame.compiled;
    for (const { name, index, powerUp } of registers) {
      this.#registers.set(frame.path + name, { frame, index });
      if (powerUp !== undefined) this.#known.add(frame.path + name);
    }
    memories.forEach(({ recipe, reads }, i) => {
      this.#contents.set(frame.path + recipe.name, recipe.init?.length ?? 0);
      this.#memories.set(frame.path + recipe.name, frame.memories[i] ?? []);
      for (const { name, index } of reads) this.#registers.set(frame.path + name, { frame, index });
    });
    for (const child of frame.children) this.#enter(child);
  }

  /** Registers, and data of reads, by hierarchical name. */
  get registerNames(): readonly string[] {
    return [...this.#registers.keys()];
  }

  get memoryNames(): readonly string[] {
    return [...this.#memories.keys()];
  }

  setInput(name: string, value: bigint): void {
    this.#clock.now++;
    if (name === "rst") this.#top.reset = value;
    else {
      const signal = this.#top.compiled.recipe.inputs.find((each) => each.name === name);
      if (signal === undefined) throw new Error(`no input ${name}`);
      this.#top.values[signal.index] = value;
    }
  }

  output(name: string): bigint {
    const evaluate = this.#top.compiled.outputs.get(name);
    if (evaluate === undefined) throw new Error(`no output ${name}`);
    return evaluate(this.#top);
  }

  register(path: string): bigint {
    const { frame, index } = this.#registerAt(path);
    return frame.values[index] ?? 0n;
  }

  startsKnown(path: string): boolean {
    return this.#known.has(path);
  }

  knownWords(path: string): number {
    return this.#contents.get(path) ?? 0;
  }

  /** Whether the data of a read is anything, because its address was written when it was read. */
  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  setRegister(path: string, value: bigint): void {
    const { frame, index } = this.#registerAt(path);
    frame.values[index] = value;
    this.#open.delete(path);
    this.#clock.now++;
  }

  #registerAt(path: string) {
    const found = this.#registers.get(path);
    if (found === undefined) throw new Error(`the model has no register ${path}`);
    return found;
  }

  memory(path: string): readonly bigint[] {
    return this.#wordsAt(path);
  }

  setMemory(path: string, words: readonly bigint[]): void {
    const own = this.#wordsAt(path);
    for (const [at, word] of words.entries()) own[at] = word;
  }

  #wordsAt(path: string): bigint[] {
    const words = this.#memories.get(path);
    if (words === undefined) throw new Error(`the model has no memory ${path}`);
    return words;
  }

  step(): void {
    const commits: (() => void)[] = [];
    this.#edge(this.#top, commits);
    for (const commit of commits) commit();
    this.#clock.now++;
  }

  /** Everything is evaluated before the edge; the commits then change the state. */
  #edge(frame: Frame, commits: (() => void)[]): void {
    for (const { index, reset, next } of frame.compiled.registers) {
      const value = reset !== undefined && reset.when(frame) === 1n ? reset.value : next(frame);
      if (value === undefined) continue;
      commits.push(() => {
        frame.values[index] = value;
      });
    }
    frame.compiled.memories.forEach((memory, i) => {
      this.#memoryEdge(frame, memory, frame.memories[i] ?? [], commits);
    });
    for (const child of frame.children) this.#edge(child, commits);
  }

  #memoryEdge(frame: Frame, { recipe, reads, writes }: CompiledMemory, words: bigint[], commits: (() => void)[]): void {
    const { type, collision } = recipe;
    const modulus = 2n ** BigInt(type.width);
    const written = new Map<number, bigint>();
    for (const { address, data, enable, mask } of writes) {
      if (enable(frame) === 0n) continue;
      const at = Number(address(frame));
      const old = BigInt.asUintN(type.width, written.get(at) ?? words[at] ?? 0n);
      const bits = BigInt.asUintN(type.width, data(frame));
      const chosen = mask === undefined ? modulus - 1n : mask(frame);
      const word = (bits & chosen) + (old & (modulus - 1n - chosen));
      written.set(at, type.kind === "sint" ? BigInt.asIntN(type.width, word) : word);
    }
    for (const { name, index, address, enable } of reads) {
      if (enable(frame) === 0n) continue;
      const at = Number(address(frame));
      const path = frame.path + name;
      const collided = written.has(at);
      const value = (collision === "writeFirst" ? written.get(at) : undefined) ?? words[at] ?? 0n;
      commits.push(() => {
        frame.values[index] = value;
        if (collided && collision === "dontCare") this.#open.add(path);
        else this.#open.delete(path);
      });
    }
    commits.push(() => {
      for (const [at, word] of written) words[at] = word;
    });
  }
}

function compileRecipe(recipe: RecipeModule, known: Map<RecipeModule, CompiledRecipe>): CompiledRecipe {
  const before = known.get(recipe);
  if (before !== undefined) return before;
  const compiled = new RecipeCompiler(recipe, known).compile();
  known.set(recipe, compiled);
  return compiled;
}

/** A statement as it matters to one target. */
type Step =
  | { readonly kind: "assign"; readonly value: Evaluate }
  | {
      readonly kind: "when";
      readonly branches: readonly { readonly condition: Evaluate; readonly body: readonly Step[] }[];
      readonly otherwise: readonly Step[];
    }
  | { readonly kind: "machine"; readonly state: Evaluate; readonly bodies: readonly (readonly Step[])[] };

class RecipeCompiler {
  readonly #recipe: RecipeModule;
  readonly #known: Map<RecipeModule, CompiledRecipe>;
  readonly #terms = new Map<Term, Evaluate>();

  constructor(recipe: RecipeModule, known: Map<RecipeModule, CompiledRecipe>) {
    this.#recipe = recipe;
    this.#known = known;
  }

  compile(): CompiledRecipe {
    const { inputs, items, outputs, resetSignal, signalCount } = this.#recipe;
    const combinational: (Evaluate | undefined)[] = Array.from({ length: signalCount }, () => undefined);
    inputs.forEach((signal, i) => {
      combinational[signal.index] = ({ parent, position, values }) =>
        parent === undefined
          ? (values[signal.index] ?? 0n)
          : (parent.compiled.children[position]?.inputs[i]?.(parent) ?? 0n);
    });
    if (resetSignal !== undefined) combinational[resetSignal.index] = ownReset;
    const children: CompiledRecipe["children"][number][] = [];
    for (const item of items) {
      if (item.kind === "wires") {
        for (const signal of item.signals) {
          const resolve = this.#resolver(signal);
          combinational[signal.index] = (frame) => {
            const value = resolve(frame);
            if (value === undefined) throw new Error(`wire ${signal.name} is not driven`);
            return value;
          };
        }
      } else if (item.kind === "node") combinational[item.signal.index] = this.#term(item.value);
      else if (item.kind === "instance") {
        const { child, inputs: given, outputs: carriers, resetBy } = item.instance;
        const compiled = compileRecipe(child, this.#known);
        const position = children.length;
        children.push({
          name: item.instance.name,
          compiled,
          inputs: given.map((term) => this.#term(term)),
          reset: resetBy === undefined ? ownReset : this.#term(resetBy),
        });
        child.outputs.forEach(({ signal: { name } }, i) => {
          const carrier = carriers[i];
          if (carrier === undefined) return;
          combinational[carrier.index] = (frame) => {
            const inner = frame.children[position];
            const evaluate = compiled.outputs.get(name);
            if (inner === undefined || evaluate === undefined) throw new Error(`no output ${name}`);
            return evaluate(inner);
          };
        });
      }
    }
    return {
      recipe: this.#recipe,
      combinational,
      registers: items.flatMap((item) => this.#registers(item)),
      memories: items.flatMap((item) => (item.kind === "memory" ? [this.#memory(item.memory)] : [])),
      outputs: new Map(outputs.map(({ signal, value }) => [signal.name, this.#term(value)])),
      children,
    };
  }

  #registers(item: RecipeItem): CompiledRecipe["registers"][number][] {
    if (item.kind === "machine") {
      const { signal, init } = item.machine;
      return [
        {
          name: signal.name,
          index: signal.index,
          powerUp: undefined,
          reset: { when: ownReset, value: BigInt(init) },
          next: this.#resolver(signal),
        },
      ];
    }
    if (item.kind !== "registers") return [];
    const when = item.resetBy === undefined ? ownReset : this.#term(item.resetBy);
    return item.registers.map(({ signal, reset, powerUp }) => ({
      name: signal.name,
      index: signal.index,
      powerUp,
      reset: reset === undefined ? undefined : { when, value: reset },
      next: this.#resolver(signal),
    }));
  }

  #memory(recipe: RecipeMemory): CompiledMemory {
    const always: Evaluate = () => 1n;
    return {
      recipe,
      reads: recipe.reads.map(({ signal, address, enable }) => ({
        name: signal.name,
        index: signal.index,
        address: this.#term(address),
        enable: enable === undefined ? always : this.#term(enable),
      })),
      writes: recipe.writes.map(({ address, data, enable, mask }) => ({
        address: this.#term(address),
        data: this.#term(data),
        enable: this.#term(enable),
        mask: mask === undefined ? undefined : this.#term(mask),
      })),
    };
  }

  /** The last assignment that is reached wins. */
  #resolver(target: RecipeSignal): Resolve {
    const steps = this.#recipe.items.flatMap((item): Step[] => {
      if (item.kind === "statement") return this.#steps([item.statement], target);
      if (item.kind !== "machine") return [];
      const { machine } = item;
      const bodies = machine.bodies.map((body) => this.#steps(body, target, machine.signal));
      if (bodies.every((body) => body.length === 0)) return [];
      return [{ kind: "machine", state: ({ values }) => values[machine.signal.index] ?? 0n, bodies }];
    });
    return (frame) => lastReached(steps, frame)?.(frame);
  }

  #steps(statements: readonly RecipeStatement[], target: RecipeSignal, machine?: RecipeSignal): Step[] {
    return statements.flatMap((statement): Step[] => {
      if (statement.kind === "go") {
        return machine === target ? [{ kind: "assign", value: () => BigInt(statement.state) }] : [];
      }
      if (statement.kind === "assign") {
        return statement.target === target ? [{ kind: "assign", value: this.#term(statement.value) }] : [];
      }
      const branches = statement.branches.map(({ condition, body }) => ({
        condition: this.#term(condition),
        body: this.#steps(body, target, machine),
      }));
      const otherwise = this.#steps(statement.otherwise ?? [], target, machine);
      if (otherwise.length === 0 && branches.every(({ body }) => body.length === 0)) return [];
      return [{ kind: "when", branches, otherwise }];
    });
  }

  #term(term: Term): Evaluate {
    const known = this.#terms.get(term);
    if (known !== undefined) return known;
    const made = this.#made(term);
    this.#terms.set(term, made);
    return made;
  }

  #made(term: Term): Evaluate {
    if (term.operator === "signal") {
      const { index } = term.signal;
      return (frame) => frame.value(index);
    }
    if (term.operator === "literal") {
      const { value } = term;
      return () => value;
    }
    const { type, numbers } = term;
    const mean = operators[term.operator].mean({ type, of: term.operands.map((operand) => operand.type), numbers });
    const operands = term.operands.map((operand) => this.#term(operand));
    const [a, b, c] = operands;
    if (a === undefined || operands.length > 3) return (frame) => mean(...operands.map((operand) => operand(frame)));
    if (b === undefined) return (frame) => mean(a(frame));
    if (c === undefined) return (frame) => mean(a(frame), b(frame));
    return (frame) => mean(a(frame), b(frame), c(frame));
  }
}

const ownReset: Evaluate = ({ parent, position, reset }) =>
  parent === undefined ? reset : (parent.compiled.children[position]?.reset(parent) ?? 0n);

function lastReached(steps: readonly Step[], frame: Frame): Evaluate | undefined {
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i];
    if (step === undefined) continue;
    if (step.kind === "assign") return step.value;
    const body =
      step.kind === "machine"
        ? step.bodies[Number(step.state(frame))]
        : (step.branches.find(({ condition }) => condition(frame) === 1n)?.body ?? step.otherwise);
    const found = body === undefined ? undefined : lastReached(body, frame);
    if (found !== undefined) return found;
  }
  return undefined;
}
