/** Says a recipe in hdlgen, through its public interface. */
import type * as hdlgen from "../../../hdlgen/index.ts";
import type { Bool, Design, In, Module, Ports, Type, UInt } from "../../../hdlgen/index.ts";
import type { Recipe } from "./draw-circuit.ts";
import { operators, type Value } from "./operators.ts";
import type {
  LeafType,
  RecipeInstance,
  RecipeItem,
  RecipeMachine,
  RecipeMemory,
  RecipeModule,
  RecipeRegister,
  RecipeSignal,
  RecipeStatement,
  Term,
} from "./recipe.ts";

type Hdl = typeof hdlgen;
type Parameters = RecipeModule["parameters"];
type AnyModule = Module<Ports>;
type Assignable = { next?: unknown; value?: unknown };

/** `hdl` is what `spikeforge/hdlgen` exports, or a mutant of it. */
export function buildRecipe(recipe: Recipe, hdl: Hdl): Design {
  const definitions = new Map<string, (parameters: Parameters) => AnyModule>();
  for (const { name } of recipe.modules) {
    if (definitions.has(name)) continue;
    const variantOf = ({ variant }: Parameters): RecipeModule => {
      const found = recipe.modules.find((each) => each.name === name && each.parameters.variant === variant);
      if (found === undefined) throw new Error(`${name} has no variant ${variant}`);
      return found;
    };
    definitions.set(
      name,
      hdl.module(
        name,
        (parameters: Parameters) => portsOf(variantOf(parameters), hdl),
        (io, parameters) => new ModuleWriter(variantOf(parameters), hdl, moduleOf).write(io as Record<string, Value>),
      ) as (parameters: Parameters) => AnyModule,
    );
  }
  const moduleOf = ({ name, parameters }: RecipeModule): AnyModule => {
    const definition = definitions.get(name);
    if (definition === undefined) throw new Error(`no definition ${name}`);
    return definition({ ...parameters });
  };
  return hdl.elaborate(moduleOf(recipe.top));
}

function typeOf({ kind, width }: LeafType, hdl: Hdl): Type<Value> {
  const type = kind === "bool" ? hdl.bool : kind === "uint" ? hdl.uint(width) : hdl.sint(width);
  return type as unknown as Type<Value>;
}

/** A value as it is given where a number is wanted. */
const plain = ({ kind }: LeafType, value: bigint): boolean | number | bigint =>
  kind === "bool" ? value === 1n : Number.isSafeInteger(Number(value)) ? Number(value) : value;

function portsOf({ inputs, outputs }: RecipeModule, hdl: Hdl): Ports {
  return Object.fromEntries([
    ...inputs.map(({ name, type }) => [name, hdl.input(typeOf(type, hdl))]),
    ...outputs.map(({ signal }) => [signal.name, hdl.output(typeOf(signal.type, hdl))]),
  ]);
}

class ModuleWriter {
  readonly #recipe: RecipeModule;
  readonly #hdl: Hdl;
  readonly #moduleOf: (module: RecipeModule) => AnyModule;
  readonly #signals = new Map<RecipeSignal, Value>();
  /** Where a register or wire is assigned. */
  readonly #targets = new Map<RecipeSignal, { readonly holder: Assignable; readonly property: "next" | "value" }>();
  readonly #terms = new Map<Term, Value>();

  constructor(recipe: RecipeModule, hdl: Hdl, moduleOf: (module: RecipeModule) => AnyModule) {
    this.#recipe = recipe;
    this.#hdl = hdl;
    this.#moduleOf = moduleOf;
  }

  write(io: Record<string, Value>): Record<string, Value> {
    const { inputs, outputs, items, resetSignal } = this.#recipe;
    for (const signal of inputs) this.#signals.set(signal, required(io[signal.name]));
    if (resetSignal !== undefined) this.#signals.set(resetSignal, this.#hdl.reset());
    for (const item of items) this.#item(item);
    return Object.fromEntries(outputs.map(({ signal, value }) => [signal.name, this.#term(value)]));
  }

  #item(item: RecipeItem): void {
    if (item.kind === "registers") this.#under(item.resetBy, () => this.#registers(item.registers, item.bundle));
    else if (item.kind === "wires") this.#wires(item.signals);
    else if (item.kind === "node") this.#node(item.signal, item.value);
    else if (item.kind === "statement") this.#statement(item.statement);
    else if (item.kind === "memory") this.#memory(item.memory);
    else if (item.kind === "machine") this.#machine(item.machine);
    else this.#under(item.instance.resetBy, () => this.#instance(item.instance));
  }

  #node(signal: RecipeSignal, value: Term): void {
    const { name } = signal;
    this.#signals.set(signal, required(this.#hdl.nodes({ [name]: this.#term(value) })[name]));
  }

  #under(resetBy: Term | undefined, body: () => void): void {
    if (resetBy === undefined) body();
    else this.#hdl.withReset(this.#term(resetBy) as Bool, body);
  }

  #registers(registers: readonly RecipeRegister[], bundle: string | undefined): void {
    const hdl = this.#hdl;
    const field = (signal: RecipeSignal) => signal.name.slice((bundle ?? "").length + 1);
    if (bundle === undefined) {
      for (const { signal, reset, powerUp } of registers) {
        const type = typeOf(signal.type, hdl);
        const value = (bits: bigint | undefined) => (bits === undefined ? undefined : plain(signal.type, bits));
        // The short forms say the same.
        const declared =
          powerUp !== undefined
            ? { type, powerUp: value(powerUp), ...(reset === undefined ? {} : { reset: value(reset) }) }
            : reset === undefined
              ? type
              : ([type, value(reset)] as const);
        const made: Readonly<Record<string, unknown>> = hdl.regs({ [signal.name]: declared as never });
        this.#declare(signal, required(made[signal.name]) as Value, "next");
      }
      return;
    }
    const record = (value: (register: RecipeRegister) => unknown) =>
      Object.fromEntries(registers.map((register) => [field(register.signal), value(register)]));
    const type = hdl.bundle(record(({ signal }) => typeOf(signal.type, hdl)) as Record<string, Type<Value>>);
    const [one] = registers;
    const value = (which: "reset" | "powerUp") =>
      record(({ signal, [which]: bits }) => (bits === undefined ? undefined : plain(signal.type, bits)));
    const declared = {
      type,
      ...(one?.reset === undefined ? {} : { reset: value("reset") }),
      ...(one?.powerUp === undefined ? {} : { powerUp: value("powerUp") }),
    };
    const made = hdl.regs({ [bundle]: declared as never })[bundle] as unknown as Record<string, Value>;
    for (const { signal } of registers) this.#declare(signal, required(made[field(signal)]), "next");
  }

  #wires(signals: readonly RecipeSignal[]): void {
    const made = this.#hdl.wires(Object.fromEntries(signals.map(({ name, type }) => [name, typeOf(type, this.#hdl)])));
    for (const signal of signals) this.#declare(signal, required(made[signal.name]) as Value, "value");
  }

  #declare(signal: RecipeSignal, value: Value, property: "next" | "value"): void {
    this.#signals.set(signal, value);
    this.#targets.set(signal, { holder: value as Assignable, property });
  }

  #statement(statement: RecipeStatement, go?: (state: number) => void): void {
    if (statement.kind === "assign") {
      const { holder, property } = required(this.#targets.get(statement.target));
      holder[property] = this.#given(statement.value);
      return;
    }
    if (statement.kind === "go") {
      go?.(statement.state);
      return;
    }
    const run = (body: readonly RecipeStatement[]) => () => {
      for (const inner of body) this.#statement(inner, go);
    };
    const [first, ...others] = statement.branches;
    if (first === undefined) throw new Error("a when without branches");
    let chain = this.#hdl.when(this.#term(first.condition) as Bool, run(first.body));
    for (const { condition, body } of others) chain = chain.elsewhen(this.#term(condition) as Bool, run(body));
    if (statement.otherwise !== undefined) chain.otherwise(run(statement.otherwise));
  }

  #machine({ signal, labels, init, bodies }: RecipeMachine): void {
    const label = (state: number): string => required(labels[state]);
    this.#hdl.fsm(
      signal.name,
      Object.fromEntries(
        labels.map((name, i) => [
          name,
          (go: (next: string) => void) => {
            for (const statement of bodies[i] ?? []) this.#statement(statement, (state) => go(label(state)));
          },
        ]),
      ),
      { init: label(init) },
    );
  }

  #memory({ name, type, depth, collision, init, reads, writes }: RecipeMemory): void {
    const memory = this.#hdl.ram(name, typeOf(type, this.#hdl), {
      depth,
      collision,
      ...(init === undefined ? {} : { init: init.map((word) => plain(type, word)) }),
    });
    for (const { address, data, enable, mask } of writes) {
      memory.write(this.#term(address) as UInt, this.#term(data) as In<Value>, {
        enable: this.#term(enable) as Bool,
        ...(mask === undefined ? {} : { mask: this.#term(mask) as UInt }),
      });
    }
    for (const { signal, address, enable } of reads) {
      const data = memory.read(this.#term(address) as UInt, {
        name: signal.name,
        ...(enable === undefined ? {} : { enable: this.#term(enable) as Bool }),
      });
      this.#signals.set(signal, data);
    }
  }

  #instance({ name, child, inputs, outputs }: RecipeInstance): void {
    const connections = Object.fromEntries(
      child.inputs.map((input, i) => [input.name, this.#given(required(inputs[i]))]),
    );
    const driven = this.#hdl.instance(name, this.#moduleOf(child), connections) as Record<string, Value>;
    child.outputs.forEach((output, i) => {
      this.#signals.set(required(outputs[i]), required(driven[output.signal.name]));
    });
  }

  #term(term: Term): Value {
    const known = this.#terms.get(term);
    if (known !== undefined) return known;
    const made = this.#made(term);
    this.#terms.set(term, made);
    return made;
  }

  #made(term: Term): Value {
    if (term.operator === "signal") return required(this.#signals.get(term.signal));
    if (term.operator === "literal") {
      return this.#hdl.constant(typeOf(term.type, this.#hdl), plain(term.type, term.value) as never) as Value;
    }
    const { literals, write } = operators[term.operator];
    const last = term.operands.length - 1;
    const operands = term.operands.map((operand, i) =>
      literals !== undefined && i === last && i > 0 ? this.#given(operand) : this.#term(operand),
    );
    return write(term.numbers, this.#hdl)(...(operands as never[]));
  }

  /** A value where a number will do as well. */
  #given(term: Term): Value | boolean | number | bigint {
    return term.operator === "literal" && term.form === "plain" ? plain(term.type, term.value) : this.#term(term);
  }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a recipe without something that it refers to");
  return value;
}
