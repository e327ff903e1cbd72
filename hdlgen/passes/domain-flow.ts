/**
 * Which clocks launch every signal of one module, and where values are sampled. Flow is followed as a set of sources
 * per signal: domains, and inputs, whose domain only the parent knows.
 */
import { operands } from "../expr.ts";
import type { Expr, Instance, ModuleIr, Signal, Statement } from "../ir.ts";
import type { Site } from "../site.ts";
import { type Domain, type Names, noClock, type Path, type Place, type Root, type Summary } from "./domain-summary.ts";
import { branchesOf } from "./statements.ts";

/** A bit per source, so that sets of them are united quickly. */
type Sources = bigint;

/** Something that takes values at a clock edge. */
export interface Sampler {
  readonly at: Place;
  readonly domain: Domain;
  readonly values: readonly Expr[];
  /** Names between the values and it. */
  readonly through: Names;
  readonly crossing: boolean;
  /** There is no logic between the values, as they stand here, and it. */
  readonly direct: boolean;
}

export class DomainFlow {
  readonly module: ModuleIr;
  readonly own: Domain = { name: "clk" };
  readonly clockInputs: ReadonlyMap<string, Domain>;
  readonly samplers: readonly Sampler[];
  readonly #summaryOf: (module: ModuleIr) => Summary;
  readonly #sources: (Domain | Signal)[] = [];
  readonly #bits = new Map<Domain | Signal, Sources>();
  readonly #inputs = new Map<Signal, Domain | Signal>();
  readonly #states = new Map<Signal, { readonly domain: Domain; readonly site: Site }>();
  readonly #drivers = new Map<Signal, Expr[]>();
  /** Wires and registers that are assigned once, whatever happens. */
  readonly #plain = new Map<Signal, Expr>();
  readonly #instanceOutputs = new Map<Signal, { readonly instance: Instance; readonly port: string }>();
  readonly #exprs = new Map<Expr, Sources>();
  readonly #signals = new Map<Signal, Sources>();
  readonly #made = new Map<Instance, Map<Domain, Domain>>();

  constructor(module: ModuleIr, summaryOf: (module: ModuleIr) => Summary) {
    this.module = module;
    this.#summaryOf = summaryOf;
    const clocks = module.ports.filter(({ direction, signal }) => direction === "input" && isClock(signal));
    this.clockInputs = new Map(clocks.map(({ signal }) => [signal.name, { name: signal.name }]));
    for (const instance of module.instances) {
      for (const { port, signal } of instance.outputs) this.#instanceOutputs.set(signal, { instance, port });
    }
    for (const { direction, signal, domain } of module.ports) {
      if (direction === "output" || isClock(signal)) continue;
      this.#inputs.set(signal, domain === undefined ? signal : this.#declared(domain));
    }
    if (module.reset !== undefined) this.#inputs.set(module.reset, module.reset);
    for (const { signal, clock } of module.registers) {
      this.#states.set(signal, { domain: this.domainOf(clock), site: signal.site });
    }
    for (const { reads } of module.memories) {
      for (const { data, clock, site } of reads) this.#states.set(data, { domain: this.domainOf(clock), site });
    }
    for (const { signal, value } of [...module.nodes, ...module.outputs]) {
      this.#drivers.set(signal, [value]);
      this.#plain.set(signal, value);
    }
    this.#addAssignments(module.body, []);
    this.samplers = [...this.#ownSamplers(), ...this.#childSamplers(), ...this.#declaredOutputs()];
  }

  /** The domain of a clock signal of this module; absent: the module's own clock. */
  domainOf(clock: Signal | undefined): Domain {
    if (clock === undefined || clock === this.module.clock) return this.own;
    const input = this.clockInputs.get(clock.name);
    if (input !== undefined) return input;
    const made = this.#instanceOutputs.get(clock);
    const domain = made && this.#summaryOf(made.instance.module).clockOutputs.get(made.port);
    if (made === undefined || domain === undefined) throw new Error(`${this.module.name}.${clock.name} is no clock`);
    return this.domainIn(made.instance, domain);
  }

  /** A domain of a child, as this module names it. */
  domainIn(instance: Instance, domain: Domain): Domain {
    const child = this.#summaryOf(instance.module);
    if (domain === noClock) return domain;
    if (domain === child.own) return this.domainOf(instance.clock);
    for (const [port, candidate] of child.clockInputs) {
      if (candidate !== domain) continue;
      const value = instance.inputs.find((input) => input.port === port)?.value;
      return value?.op === "ref" ? this.domainOf(value.signal) : noClock;
    }
    const made = this.#made.get(instance) ?? new Map<Domain, Domain>();
    this.#made.set(instance, made);
    const known = made.get(domain) ?? { name: `${instance.name}.${domain.name}` };
    made.set(domain, known);
    return known;
  }

  /** Domains and inputs that reach the values within a cycle. */
  sourcesOf(values: readonly Expr[]): readonly (Domain | Signal)[] {
    const set = values.reduce((all, value) => all | this.#ofExpr(value), 0n);
    return this.#sources.filter((source) => (set & this.#bitOf(source)) !== 0n);
  }

  /** A way from `source` to `values`, which it reaches. */
  pathTo(values: readonly Expr[], source: Domain | Signal): Path {
    const bit = this.#bitOf(source);
    const through: string[] = [];
    let from = values.find((value) => (this.#ofExpr(value) & bit) !== 0n);
    for (;;) {
      const signal = from && this.#signalWith(from, bit);
      if (signal === undefined) throw new Error(`${this.module.name}: no way from a source that reaches a value`);
      const state = this.#states.get(signal);
      if (state !== undefined || this.#inputs.has(signal)) {
        return { from: { name: signal.name, site: state?.site ?? signal.site }, through };
      }
      const child = this.#instanceOutputs.get(signal);
      if (child === undefined) {
        through.unshift(signal.name);
        from = this.#drivers.get(signal)?.find((value) => (this.#ofExpr(value) & bit) !== 0n);
        continue;
      }
      const { instance, port } = child;
      const output = this.#summaryOf(instance.module).outputs.get(port);
      const launch = output?.launches.find(({ domain }) => this.domainIn(instance, domain) === source);
      if (launch !== undefined) {
        const below = launch.path();
        const inner = [...below.through, port].map((name) => `${instance.name}.${name}`);
        const at = { name: `${instance.name}.${below.from.name}`, site: below.from.site };
        return { from: at, through: [...inner, ...through] };
      }
      for (const [input, names] of output?.inputs ?? []) {
        const value = connection(instance, input);
        if (value === undefined || (this.#ofExpr(value) & bit) === 0n) continue;
        through.unshift(...[input, ...names(), port].map((name) => `${instance.name}.${name}`));
        from = value;
        break;
      }
    }
  }

  /** What a value is, where it is nothing but bits of a register or of an input, or their complement. */
  rootOf(expr: Expr): Root | undefined {
    switch (expr.op) {
      case "const":
        return { kind: "constant", name: String(expr.value), low: 0, width: expr.width };
      case "not":
        return this.rootOf(expr.a);
      case "slice":
        return part(this.rootOf(expr.a), expr);
      case "ref":
        return this.#rootOfSignal(expr.signal);
      default:
        return undefined;
    }
  }

  #rootOfSignal(signal: Signal): Root | undefined {
    const { name } = signal;
    const whole = { name, low: 0, width: signal.type.width };
    if (this.#states.has(signal)) return { ...whole, kind: "register" };
    if (this.#inputs.has(signal)) return { ...whole, kind: "input" };
    const child = this.#instanceOutputs.get(signal);
    if (child === undefined) {
      const value = this.#plain.get(signal);
      return value && this.rootOf(value);
    }
    const root = this.#summaryOf(child.instance.module).outputs.get(child.port)?.root;
    if (root?.kind !== "input") return root && { ...root, name: `${child.instance.name}.${root.name}` };
    const value = connection(child.instance, root.name);
    return value && part(this.rootOf(value), root);
  }

  #declared(domain: Signal | "async"): Domain {
    return domain === "async" ? noClock : this.domainOf(domain);
  }

  #addAssignments(statements: readonly Statement[], conditions: readonly Expr[]): void {
    for (const statement of statements) {
      if (statement.kind === "assign") {
        const { target, value } = statement;
        const drivers = this.#drivers.get(target) ?? [];
        if (drivers.length === 0 && conditions.length === 0) this.#plain.set(target, value);
        else this.#plain.delete(target);
        this.#drivers.set(target, [...drivers, value, ...conditions]);
      } else if (statement.kind === "if") {
        this.#addAssignments(statement.then, [...conditions, statement.cond]);
        this.#addAssignments(statement.else, [...conditions, statement.cond]);
      } else {
        for (const body of branchesOf(statement)) this.#addAssignments(body, [...conditions, statement.subject]);
      }
    }
  }

  #ownSamplers(): Sampler[] {
    const common = { through: noNames, crossing: false, direct: true };
    const registers = this.module.registers.flatMap(({ signal, clock, reset, crossing, verification }): Sampler[] => {
      // What only properties read is no hardware, and may look at everything.
      if (verification) return [];
      const drivers = this.#drivers.get(signal) ?? [];
      const resets = reset === undefined ? [] : [reset.when];
      const of = { ...common, at: signal, domain: this.domainOf(clock) };
      if (!crossing) return [{ ...of, values: [...drivers, ...resets] }];
      return [
        { ...of, values: drivers, crossing: true, direct: this.#plain.has(signal) },
        { ...of, values: resets },
      ];
    });
    const memories = this.module.memories.flatMap(({ name, reads, writes }) => [
      ...reads.map(({ address, enable, clock, site }) => {
        return { ...common, at: { name, site }, domain: this.domainOf(clock), values: [address, enable] };
      }),
      ...writes.map(({ address, data, enable, mask, clock, site }) => {
        const values = [address, data, enable, ...(mask === undefined ? [] : [mask])];
        return { ...common, at: { name, site }, domain: this.domainOf(clock), values };
      }),
    ]);
    return [...registers, ...memories];
  }

  #childSamplers(): Sampler[] {
    return this.module.instances.flatMap((instance) =>
      [...this.#summaryOf(instance.module).samples].flatMap(([port, samples]) => {
        const value = connection(instance, port);
        if (value === undefined) return [];
        return samples.map(({ domain, at, through, crossing, direct }) => ({
          at: { name: `${instance.name}.${at.name}`, site: at.site },
          domain: this.domainIn(instance, domain),
          values: [value],
          through: () => [port, ...through()].map((name) => `${instance.name}.${name}`),
          crossing,
          direct,
        }));
      }),
    );
  }

  #declaredOutputs(): Sampler[] {
    return this.module.ports.flatMap(({ direction, signal, domain }) => {
      if (direction === "input" || domain === undefined || domain === "async" || isClock(signal)) return [];
      const values = this.#drivers.get(signal) ?? [];
      return [{ at: signal, domain: this.domainOf(domain), values, through: noNames, crossing: false, direct: true }];
    });
  }

  #bitOf(source: Domain | Signal): Sources {
    const known = this.#bits.get(source);
    if (known !== undefined) return known;
    const bit = 1n << BigInt(this.#sources.length);
    this.#sources.push(source);
    this.#bits.set(source, bit);
    return bit;
  }

  /** With a list of its own: chains of values can be longer than the call stack. */
  #ofExpr(root: Expr): Sources {
    const open: (Expr | Signal)[] = [root];
    for (let next = open.at(-1); next !== undefined; next = open.at(-1)) {
      const known = isExpr(next) ? this.#exprs.get(next) : this.#signals.get(next);
      if (known !== undefined) {
        open.pop();
        continue;
      }
      const before = open.length;
      let all = 0n;
      const add = (of: Expr | Signal): void => {
        const sources = isExpr(of) ? this.#exprs.get(of) : this.#signals.get(of);
        if (sources === undefined) open.push(of);
        else all |= sources;
      };
      if (!isExpr(next)) {
        const own = this.#addSignal(next, add);
        all |= own;
      } else if (next.op === "ref") add(next.signal);
      else for (const operand of operands(next)) add(operand);
      if (open.length > before) continue;
      open.pop();
      if (isExpr(next)) this.#exprs.set(next, all);
      else this.#signals.set(next, all);
    }
    return this.#exprs.get(root) ?? 0n;
  }

  /** Sources of the signal itself; what it depends on goes to `add`. */
  #addSignal(signal: Signal, add: (of: Expr) => void): Sources {
    if (isClock(signal)) return 0n;
    const state = this.#states.get(signal);
    if (state !== undefined) return this.#bitOf(state.domain);
    const input = this.#inputs.get(signal);
    if (input !== undefined) return this.#bitOf(input);
    const child = this.#instanceOutputs.get(signal);
    if (child === undefined) {
      for (const driver of this.#drivers.get(signal) ?? []) add(driver);
      return 0n;
    }
    const output = this.#summaryOf(child.instance.module).outputs.get(child.port);
    for (const input of output?.inputs.keys() ?? []) {
      const value = connection(child.instance, input);
      if (value !== undefined) add(value);
    }
    return (output?.launches ?? []).reduce(
      (all, { domain }) => all | this.#bitOf(this.domainIn(child.instance, domain)),
      0n,
    );
  }

  /** A signal that an expression reads and that the source reaches. */
  #signalWith(expr: Expr, bit: Sources): Signal | undefined {
    const open = [expr];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if ((this.#ofExpr(next) & bit) === 0n) continue;
      if (next.op === "ref") return next.signal;
      open.push(...operands(next).toReversed());
    }
    return undefined;
  }
}

const noNames: Names = () => [];
const isExpr = (of: Expr | Signal): of is Expr => "op" in of;
const isClock = ({ type }: Signal): boolean => type.kind === "clock";

const part = (root: Root | undefined, { low, width }: { readonly low: number; readonly width: number }) =>
  root && { ...root, low: root.low + low, width };

/** What the parent gives for an input of the child, `rst` included. */
function connection(instance: Instance, port: string): Expr | undefined {
  if (port === instance.module.reset?.name) return instance.reset;
  return instance.inputs.find((input) => input.port === port)?.value;
}
