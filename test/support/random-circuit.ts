/**
 * Random designs as raw IR: registers, wires, memories, nested statements, and instances whose inputs may depend on
 * other outputs of the same instance. For comparing engines with the interpreter.
 */
import type {
  Collision,
  Design,
  Expr,
  Instance,
  Memory,
  ModuleIr,
  Register,
  Signal,
  Statement,
} from "../../hdlgen/ir.ts";
import { anyWidth } from "./circuits/operators.ts";
import type { Random } from "./random.ts";

const site = { location: "/circuit.ts:1:1" };
export const interestingWidths = [1, 1, 2, 8, 16, 31, 32, 33, 63, 64] as const;

export function randomBits(random: Random, width: number): bigint {
  const style = random.integer(0, 5);
  if (style === 0) return 0n;
  if (style === 1) return 2n ** BigInt(width) - 1n;
  if (style === 2) return 2n ** BigInt(width - 1);
  if (style === 3) return BigInt.asUintN(width, BigInt(random.integer(0, 3)));
  return BigInt.asUintN(width, (BigInt(random.next()) << 32n) | BigInt(random.next()));
}

/** Makes random expressions over a pool of values, with sharing. */
export class RandomExpressions {
  readonly #random: Random;
  readonly #pool: Expr[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Makes a signal available to expressions. */
  add(signal: Signal): void {
    this.#pool.push({ op: "ref", width: signal.type.width, signal });
  }

  of(width: number, depth: number): Expr {
    const expr = this.#fresh(width, depth);
    if (this.#random.chance(0.3)) this.#pool.push(expr);
    return expr;
  }

  bit(): Expr {
    return this.of(1, this.#random.integer(1, 3));
  }

  #anyWidth(): number {
    return this.#random.chance(0.5) ? this.#random.pick(interestingWidths) : anyWidth(this.#random);
  }

  #leaf(width: number): Expr {
    const fitting = this.#pool.filter((expr) => expr.width === width);
    if (fitting.length > 0 && this.#random.chance(0.85)) return this.#random.pick(fitting);
    if (this.#pool.length > 0 && this.#random.chance(0.7)) return this.#resize(this.#random.pick(this.#pool), width);
    return { op: "const", width, value: randomBits(this.#random, width) };
  }

  #resize(a: Expr, width: number): Expr {
    if (a.width === width) return this.#random.chance(0.8) ? a : { op: "slice", width, a, low: 0 };
    if (a.width < width) return { op: "extend", width, a, signed: this.#random.chance(0.5) };
    return { op: "slice", width, a, low: this.#random.integer(0, a.width - width) };
  }

  #fresh(width: number, depth: number): Expr {
    if (depth <= 0) return this.#leaf(width);
    const random = this.#random;
    const operand = (of: number) => this.of(of, depth - 1);
    switch (random.integer(0, width === 1 ? 11 : 8)) {
      case 0:
        return { op: "not", width, a: operand(width) };
      case 1:
        return { op: random.pick(["add", "sub", "mul"]), width, a: operand(width), b: operand(width) };
      case 2:
        return { op: random.pick(["and", "or", "xor"]), width, a: operand(width), b: operand(width) };
      case 3:
        return { op: random.pick(["add", "sub"]), width, a: operand(width), b: operand(width) };
      case 4: {
        const amount = operand(random.pick([1, 3, 5, 6, 7, 33, 64]));
        return { op: random.pick(["shl", "shr", "asr"]), width, a: operand(width), amount };
      }
      case 5:
        return { op: "mux", width, cond: operand(1), whenTrue: operand(width), whenFalse: operand(width) };
      case 6:
        return this.#resize(operand(this.#anyWidth()), width);
      case 7: {
        if (width === 1) return this.#resize(operand(this.#anyWidth()), 1);
        const parts: Expr[] = [];
        for (let left = width; left > 0; ) {
          const part = parts.length === 3 ? left : random.integer(1, left);
          parts.push(operand(part));
          left -= part;
        }
        return { op: "cat", width, parts };
      }
      case 8:
        return this.#leaf(width);
      case 9: {
        const of = this.#anyWidth();
        return { op: random.pick(["eq", "ne"]), width: 1, a: operand(of), b: operand(of) };
      }
      case 10: {
        const of = this.#anyWidth();
        const signed = random.chance(0.5);
        // Signals on both sides: how they are declared must not matter.
        const side = random.chance(0.4) ? () => this.#leaf(of) : () => operand(of);
        return { op: random.pick(["lt", "le"]), width: 1, signed, a: side(), b: side() };
      }
      default:
        return { op: random.pick(["reduceAnd", "reduceOr", "reduceXor"]), width: 1, a: operand(this.#anyWidth()) };
    }
  }
}

export interface RandomCircuitOptions {
  /** Which collision policies memories may have. */
  readonly collisions: readonly Collision[];
  /** `any`: also wider than the memory needs, which engines take and the printer has no use for. */
  readonly addresses?: "exact" | "any";
  /** Most module definitions, and most instances in one. Default 4 and 3. */
  readonly definitions?: number;
  readonly instances?: number;
}

/** A hierarchy of up to four module definitions, most instantiated several times. */
export function randomDesign(random: Random, options: RandomCircuitOptions): Design {
  const modules: ModuleIr[] = [];
  const count = random.integer(1, options.definitions ?? 4);
  for (let index = 0; index < count; index++) {
    modules.push(new RandomModule(random, `m${index}`, modules, options).build());
  }
  const top = modules.at(-1);
  if (top === undefined) throw new Error("no module was made");
  return { top, modules };
}

class RandomModule {
  readonly #random: Random;
  readonly #name: string;
  readonly #known: readonly ModuleIr[];
  readonly #options: RandomCircuitOptions;
  readonly #expressions: RandomExpressions;
  readonly #nodes: { signal: Signal; value: Expr }[] = [];
  readonly #wires: Signal[] = [];
  readonly #body: Statement[] = [];

  constructor(random: Random, name: string, known: readonly ModuleIr[], options: RandomCircuitOptions) {
    this.#random = random;
    this.#name = name;
    this.#known = known;
    this.#options = options;
    this.#expressions = new RandomExpressions(random);
  }

  build(): ModuleIr {
    const random = this.#random;
    const expressions = this.#expressions;
    const inputs = this.#several(1, 4, (index) => this.#signal(`in${index}`, "input"));
    const reset: Signal | undefined = random.chance(0.6)
      ? { name: "rst", type: { kind: "bool", width: 1 }, role: "reset", site }
      : undefined;
    const state = this.#several(1, 5, (index) => this.#signal(`r${index}`, "register"));
    const readData = this.#several(0, 3, (index) => this.#signal(`q${index}`, "memoryRead"));
    for (const signal of [...inputs, ...state, ...readData]) expressions.add(signal);
    if (reset !== undefined) expressions.add(reset);

    const instances = this.#growCombinational();
    this.#statements(state, 2);
    const registers = state.map((signal): Register => {
      const when: Expr = reset === undefined ? expressions.bit() : { op: "ref", width: 1, signal: reset };
      const { width } = signal.type;
      return {
        signal,
        ...(random.chance(0.5) ? { reset: { value: randomBits(random, width), when } } : {}),
        ...(random.chance(0.3) ? { powerUp: randomBits(random, width) } : {}),
      };
    });
    const memories = this.#memories(readData);
    const outputs = this.#several(1, 4, (index) => {
      const signal = this.#signal(`out${index}`, "output");
      const { width } = signal.type;
      return { signal, value: expressions.of(width, random.chance(0.3) ? 0 : random.integer(1, 3)) };
    });
    return {
      name: this.#name,
      baseName: this.#name,
      parameters: "",
      ports: [
        ...inputs.map((signal) => ({ direction: "input" as const, signal })),
        ...outputs.map(({ signal }) => ({ direction: "output" as const, signal })),
      ],
      clocked: true,
      ...(reset === undefined ? {} : { reset }),
      nodes: this.#nodes,
      wires: this.#wires,
      registers,
      memories,
      instances,
      body: this.#body,
      outputs,
      properties: [],
      site,
    };
  }

  #several<T>(low: number, high: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.#random.integer(low, high) }, (_, index) => make(index));
  }

  #signal(name: string, role: Signal["role"]): Signal {
    const width = this.#random.chance(0.6) ? this.#random.pick(interestingWidths) : anyWidth(this.#random);
    const kind = this.#random.pick(["uint", "sint"] as const);
    return { name, type: { kind, width }, role, site };
  }

  /** Nodes, wires and instances in an order in which each can be computed from what was there before. */
  #growCombinational(): Instance[] {
    const random = this.#random;
    const open: OpenInstance[] =
      this.#known.length === 0
        ? []
        : this.#several(
            0,
            this.#options.instances ?? 3,
            (index) => new OpenInstance(`u${index}`, random.pick(this.#known)),
          );
    const instances = open.map(({ instance }) => instance);
    for (const each of open) for (const signal of each.ready()) this.#expressions.add(signal);
    let left = random.integer(2, 8);
    while (left > 0 || open.length > 0) {
      const choice = random.pick(
        open.length > 0 ? (["instance", "instance", "node", "wire"] as const) : (["node", "wire"] as const),
      );
      if (choice === "instance") {
        const each = random.pick(open);
        each.connect((width) => this.#expressions.of(width, random.integer(0, 2)), random);
        for (const signal of each.ready()) this.#expressions.add(signal);
        if (each.isComplete) open.splice(open.indexOf(each), 1);
        continue;
      }
      if (left-- <= 0) continue;
      if (choice === "node") {
        const signal = this.#signal(`n${this.#nodes.length}`, "node");
        this.#nodes.push({ signal, value: this.#expressions.of(signal.type.width, random.integer(1, 3)) });
        this.#expressions.add(signal);
      } else {
        const wires = this.#several(1, 2, (index) => this.#signal(`w${this.#wires.length + index}`, "wire"));
        for (const target of wires) this.#body.push(this.#assign(target));
        this.#statements(wires, 2);
        for (const target of wires) {
          this.#wires.push(target);
          this.#expressions.add(target);
        }
      }
    }
    return instances;
  }

  #assign(target: Signal): Statement {
    return { kind: "assign", target, value: this.#expressions.of(target.type.width, this.#random.integer(0, 3)), site };
  }

  #statements(targets: readonly Signal[], depth: number): void {
    this.#body.push(...this.#block(targets, depth));
  }

  #block(targets: readonly Signal[], depth: number): Statement[] {
    const random = this.#random;
    return this.#several(depth === 2 ? 1 : 0, 3, (): Statement => {
      if (depth === 0 || random.chance(0.4)) return this.#assign(random.pick(targets));
      if (random.chance(0.6)) {
        const cond = this.#expressions.bit();
        // biome-ignore lint/suspicious/noThenProperty: the IR's name for it
        return { kind: "if", cond, then: this.#block(targets, depth - 1), else: this.#block(targets, depth - 1), site };
      }
      const width = random.pick([1, 2, 3, 8, 12, 20, 32, 33, 50, 64]);
      const subject = this.#expressions.of(width, random.integer(0, 2));
      const values = new Set(this.#several(1, 4, () => randomBits(random, width)));
      const cases = [...values].map((value) => ({
        value,
        label: String(value),
        body: this.#block(targets, depth - 1),
      }));
      if (random.chance(0.6)) return { kind: "switch", subject, cases, site };
      return { kind: "switch", subject, cases, default: { body: this.#block(targets, depth - 1) }, site };
    });
  }

  #memories(readData: readonly Signal[]): Memory[] {
    const random = this.#random;
    return readData.map((data, index): Memory => {
      const { type } = data;
      const depth = random.pick([1, 2, 3, 16, 20]);
      const write = () => ({
        address: this.#address(depth),
        data: this.#expressions.of(type.width, 2),
        enable: this.#expressions.bit(),
        ...(random.chance(0.5) ? { mask: this.#expressions.of(type.width, 2) } : {}),
        site,
      });
      const init = random.chance(0.5) ? this.#several(0, depth, () => randomBits(random, type.width)) : undefined;
      return {
        name: `mem${index}`,
        type,
        depth,
        collision: random.pick(this.#options.collisions),
        ...(init === undefined ? {} : { init }),
        reads: [{ address: this.#address(depth), enable: this.#expressions.bit(), data, site }],
        writes: this.#several(0, 3, write),
        site,
      };
    });
  }

  /** Always within the depth, since what lies beyond is left open. */
  #address(depth: number): Expr {
    const spare = this.#options.addresses === "exact" ? [0] : [0, 0, 1, 40];
    const width = Math.max(1, Math.ceil(Math.log2(depth))) + this.#random.pick(spare);
    const raw = this.#expressions.of(width, this.#random.integer(0, 2));
    if (2 ** width === depth) return raw;
    const constant = (value: number): Expr => ({ op: "const", width, value: BigInt(value) });
    const cond: Expr = { op: "lt", width: 1, signed: false, a: raw, b: constant(depth) };
    return { op: "mux", width, cond, whenTrue: raw, whenFalse: constant(depth - 1) };
  }
}

/** An instance whose inputs are being connected; an output can be used once the inputs that reach it are. */
class OpenInstance {
  readonly instance: Instance;
  readonly #needs: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #inputs: { port: string; value: Expr }[] = [];
  readonly #waiting: Signal[];
  readonly #unconnected: Signal[];
  readonly #reset: { reset?: Expr } = {};
  readonly #connected = new Set<string>();
  readonly #ports = new Map<Signal, string>();

  constructor(name: string, module: ModuleIr) {
    this.#needs = outputNeeds(module);
    this.#unconnected = module.ports.flatMap(({ direction, signal }) => (direction === "input" ? [signal] : []));
    if (module.reset !== undefined) this.#unconnected.push(module.reset);
    const outputs = module.outputs.map(({ signal }) => {
      const carrier: Signal = { name: `${name}_${signal.name}`, type: signal.type, role: "instanceOutput", site };
      this.#ports.set(carrier, signal.name);
      return { port: signal.name, signal: carrier };
    });
    this.#waiting = outputs.map(({ signal }) => signal);
    const reset = this.#reset;
    this.instance = {
      name,
      module,
      inputs: this.#inputs,
      outputs,
      get reset() {
        return reset.reset as Expr;
      },
      site,
    };
  }

  get isComplete(): boolean {
    return this.#unconnected.length === 0;
  }

  /** Connects one more input. */
  connect(make: (width: number) => Expr, random: Random): void {
    const [signal] = this.#unconnected.splice(random.integer(0, this.#unconnected.length - 1), 1);
    if (signal === undefined) return;
    const value = make(signal.type.width);
    if (signal.role === "reset") this.#reset.reset = value;
    else this.#inputs.push({ port: signal.name, value });
    this.#connected.add(signal.name);
  }

  /** Outputs that have become usable since the last call. */
  ready(): Signal[] {
    const now = this.#waiting.filter((signal) => {
      const needs = this.#needs.get(this.#ports.get(signal) ?? "") ?? new Set<string>();
      return [...needs].every((port) => this.#connected.has(port));
    });
    for (const signal of now) this.#waiting.splice(this.#waiting.indexOf(signal), 1);
    return now;
  }
}

/** By output: the inputs that reach it within a cycle, by structure. */
function outputNeeds(module: ModuleIr): Map<string, Set<string>> {
  const known = new Map<Signal, Set<string>>();
  const ofExpr = (expr: Expr): Set<string> => {
    switch (expr.op) {
      case "const":
        return new Set();
      case "ref":
        return ofSignal(expr.signal);
      default: {
        const operands = Object.values(expr).flatMap((field) => (typeof field === "object" ? field : [])) as Expr[];
        return new Set(operands.flatMap((operand) => [...ofExpr(operand)]));
      }
    }
  };
  const ofBody = (statements: readonly Statement[], target: Signal): string[] =>
    statements.flatMap((statement) => {
      if (statement.kind === "assign") return statement.target === target ? [...ofExpr(statement.value)] : [];
      const bodies =
        statement.kind === "if"
          ? [statement.then, statement.else]
          : [...statement.cases.map(({ body }) => body), statement.default?.body ?? []];
      if (!mentions(bodies.flat(), target)) return [];
      const decision = statement.kind === "if" ? statement.cond : statement.subject;
      return [...ofExpr(decision), ...bodies.flatMap((body) => ofBody(body, target))];
    });
  const ofSignal = (signal: Signal): Set<string> => {
    const found = known.get(signal);
    if (found !== undefined) return found;
    const needs = compute(signal);
    known.set(signal, needs);
    return needs;
  };
  const compute = (signal: Signal): Set<string> => {
    if (signal.role === "input" || signal.role === "reset") return new Set([signal.name]);
    if (signal.role === "node") {
      const node = module.nodes.find((each) => each.signal === signal);
      return node === undefined ? new Set() : ofExpr(node.value);
    }
    if (signal.role === "wire") return new Set(ofBody(module.body, signal));
    if (signal.role !== "instanceOutput") return new Set();
    for (const instance of module.instances) {
      const port = instance.outputs.find((each) => each.signal === signal)?.port;
      if (port === undefined) continue;
      const needs = outputNeeds(instance.module).get(port) ?? new Set();
      const values = [...needs].flatMap((need) => {
        const value = need === "rst" ? instance.reset : instance.inputs.find((each) => each.port === need)?.value;
        return value === undefined ? [] : [...ofExpr(value)];
      });
      return new Set(values);
    }
    return new Set();
  };
  return new Map(module.outputs.map(({ signal, value }) => [signal.name, ofExpr(value)]));
}

function mentions(statements: readonly Statement[], target: Signal): boolean {
  return statements.some((statement) => {
    if (statement.kind === "assign") return statement.target === target;
    if (statement.kind === "if") return mentions([...statement.then, ...statement.else], target);
    return [...statement.cases, ...(statement.default ? [statement.default] : [])].some(({ body }) =>
      mentions(body, target),
    );
  });
}
