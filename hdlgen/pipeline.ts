/**
 * Pipelines: a datapath described once, stage by stage. A stage reads every value that was made before it, wherever
 * that was; the registers that carry it there are made by being read.
 */
import { currentBuilder, type ModuleBuilder } from "./builder.ts";
import { fail } from "./errors.ts";
import { forEachSignal } from "./expr.ts";
import type { Expr, Signal } from "./ir.ts";
import { verilogName } from "./names.ts";
import { FlowControl, type FlowEnd, type PipelineFlow } from "./pipeline-flow.ts";
import { type Carried, type Hardware, mapLeaves, type Tree, treeOf, viewOf } from "./pipeline-values.ts";
import { captureSite, type Site } from "./site.ts";
import { node } from "./structure.ts";
import type { Bool, Leaf } from "./values.ts";

/** What a stage knows besides its values. */
export interface StageControl {
  /** The item in this stage is a real one; always, where the pipeline has no `valid`. */
  readonly valid: Bool;
  /** The pipeline moves at the end of this cycle. What arrives late must hold while it does not. */
  readonly enable: Bool;
}

/** The end of a pipeline of named stages. */
export type PipelineEnd<Outputs, Stages extends string, Flow> = FlowEnd<Outputs, Flow> & {
  /** Cycles from `valid` to the cycle in which a stage works: 0 for the first one. */
  readonly at: { readonly [stage in Stages]: number };
};

/** A name stands for one value. */
type Fresh<Made, Known> = { readonly [K in keyof Made & keyof Known]: { readonly "this name is taken": K } };
type CheckedValues<Made, Known> = NoInfer<Carried<Made> & Fresh<Made, Known>>;
type CheckedOutputs<Made, Known> = NoInfer<Hardware<Made> & Fresh<Made, Known>>;
type Unused<Name extends string, Stages extends string> = Name extends Stages ? `stage ${Name} is there already` : Name;

export interface StageOptions<Made> {
  /** Values that are control: their registers are reset to these. Everything else is payload, which needs no reset. */
  readonly reset?: { readonly [K in keyof Made]?: unknown };
}

/** A pipeline under construction, whose next stage may read `Values`. */
export interface Pipeline<Values extends object, Stages extends string, Outputs extends object, Flow> {
  /**
   * A stage: what `make` returns stands in registers of these names from the next stage on. A value that is read later
   * than that is carried along in registers `<value>_<stage>`.
   *
   * Throws HDL160 for reading a value that no stage before has made, HDL161 for a value that is not hardware, HDL162
   * for a name that is used twice, HDL163 for reading a signal of another stage past the pipeline.
   */
  stage<const Name extends string, Made extends object>(
    name: Unused<Name, Stages>,
    make: (values: Values, control: StageControl) => Made & CheckedValues<Made, Values>,
    options?: StageOptions<NoInfer<Made>>,
  ): Pipeline<Values & Made, Stages | Name, Outputs, Flow>;

  /**
   * A stage that memories make: what `make` returns is there from the next stage on by itself, such as a word that
   * `ram.read(address, { enable })` gives. It must hold while `enable` is low.
   */
  reading<const Name extends string, Read extends object>(
    name: Unused<Name, Stages>,
    make: (values: Values, control: StageControl) => Read & CheckedValues<Read, Values>,
  ): Pipeline<Values & Read, Stages | Name, Outputs, Flow>;

  /** Values from outside that belong to the item that is in the next stage. They must hold while `enable` is low. */
  arriving<Late extends object>(
    values: Late & CheckedValues<Late, Values>,
  ): Pipeline<Values & Late, Stages, Outputs, Flow>;

  /** Outputs that leave here, beside the next stage, without waiting for the end. */
  leaving<Early extends object>(
    make: (values: Values, control: StageControl) => Early & CheckedOutputs<Early, Outputs>,
  ): Pipeline<Values, Stages, Outputs & Early, Flow>;

  /** The end: outputs from the values behind the last stage, aligned with each other and with `valid`. */
  end<Last extends object>(
    make: (values: Values, control: StageControl) => Last & CheckedOutputs<Last, Outputs>,
  ): PipelineEnd<Outputs & Last, Stages, Flow>;
}

/**
 * Starts a pipeline. Its values are `inputs`, its items come with `valid`. `name` begins the names of its valid bits:
 * `<name>_<stage>_valid`, high while the registers behind that stage hold an item.
 *
 * As a stream (`ready` given) the pipeline moves as a whole, and its clock enable is a register: one spare place behind
 * the last stage takes the item that finds the output blocked. Throughput is 1 item per cycle; while the output is
 * blocked, bubbles stay where they are.
 */
export function pipeline<const Flow extends PipelineFlow, Inputs extends object>(
  name: string,
  options: Flow & { readonly inputs: Inputs & NoInfer<Carried<Inputs>> } & StageOptions<NoInfer<Inputs>>,
): Pipeline<Inputs, never, object, Flow> {
  const chain = new Chain(currentBuilder("pipeline"), name, options, captureSite());
  return chain.enter(options.inputs, "input", captureSite(), options.reset) as never;
}

/** One leaf on its way: `stands[i]` is where it stands at boundary `born + i`. */
interface Lane {
  readonly name: string;
  /** The value where it was made; later ones are like it. */
  readonly leaf: Leaf;
  readonly born: number;
  readonly stands: Expr[];
  readonly origin: "input" | "made";
  readonly reset?: unknown;
  readonly site: Site;
}

class Chain {
  readonly #builder: ModuleBuilder;
  readonly #place: string;
  readonly #flow: FlowControl;
  readonly #stages: { readonly key: string; readonly name: string; readonly site: Site }[] = [];
  readonly #values = new Map<string, Tree<Lane>>();
  readonly #lanes: Lane[] = [];
  readonly #early: Record<string, unknown> = {};
  readonly #aliases: { readonly name: string; readonly value: Leaf }[] = [];
  /** Boundary at which a signal means the item of the stage behind; -1 for one that several share. */
  readonly #standsAt = new Map<Signal, number>();
  /** The register that follows a signal, by boundary: a signal under two names is carried once. */
  readonly #followers = new Map<string, Expr>();

  constructor(builder: ModuleBuilder, name: string, flow: PipelineFlow, site: Site) {
    this.#builder = builder;
    this.#flow = new FlowControl(builder, verilogName([name], site), flow);
    this.#place = `${builder.name}.${this.#flow.name}`;
  }

  /** Takes up values that stand at the present boundary. */
  enter(values: object, origin: Lane["origin"], site: Site, reset: Readonly<Record<string, unknown>> = {}): this {
    const born = this.#stages.length;
    for (const [key, value] of Object.entries(values)) {
      if (this.#values.has(key)) {
        fail("HDL162", `${this.#place}.${key}`, "a value of this name exists already", "choose another name", site);
      }
      const tree = treeOf(value, [key], this.#place, site, (leaf, path) => {
        const at = origin === "made" ? born - 1 : born;
        // What a stage takes from outside besides its values may be read by other stages too.
        if (origin === "input") this.#track(leaf.expr, at);
        const own = literalAt(reset, path);
        const lane: Lane = {
          name: verilogName(path, site),
          leaf,
          born: at,
          stands: [leaf.expr],
          origin,
          site,
          ...(own === undefined ? {} : { reset: own }),
        };
        this.#lanes.push(lane);
        return lane;
      });
      this.#values.set(key, tree);
    }
    return this;
  }

  stage(
    name: string,
    make: (values: object, control: StageControl) => object,
    options: StageOptions<Record<string, unknown>> = {},
  ): Chain {
    const site = captureSite();
    const made = this.#pass(name, make, site);
    return this.enter(made, "made", site, options.reset);
  }

  reading(name: string, make: (values: object, control: StageControl) => object): Chain {
    const site = captureSite();
    const read = this.#pass(name, make, site);
    return this.enter(read, "input", site);
  }

  /** Runs a stage's function and goes one boundary further. */
  #pass(name: string, make: (values: object, control: StageControl) => object, site: Site): object {
    const place = `${this.#place}.${name}`;
    const own = stageName(name, site);
    if (this.#stages.some((stage) => stage.name === own)) {
      fail("HDL162", place, "a stage of this name exists already", "choose another name", site);
    }
    const made = this.#within(place, make);
    this.#stages.push({ key: name, name: own, site });
    this.#flow.advance(`${this.#flow.name}_${own}_valid`, this.#stages.length, site);
    return made;
  }

  arriving(values: object): Chain {
    return this.enter(values, "input", captureSite());
  }

  leaving(make: (values: object, control: StageControl) => object): Chain {
    Object.assign(this.#early, this.#leave(make, "leaving", captureSite()));
    return this;
  }

  end(make: (values: object, control: StageControl) => object): object {
    const site = captureSite();
    const last = this.#leave(make, "end", site);
    for (const { name, value } of this.#aliases) node(name, value);
    // Made and never read, or constant: the name stays, and nothing is carried.
    for (const { name, leaf, stands, origin } of this.#lanes) {
      const [made, ...carried] = stands;
      const isCarried = carried.some((expr) => expr !== made);
      if (origin === "made" && made !== undefined && !isCarried && !isSignal(made, name)) {
        node(name, leaf);
      }
    }
    const { outputs, ...rest } = this.#flow.end(last, this.#stages.length, site);
    return {
      ...rest,
      outputs: { ...this.#early, ...outputs },
      at: Object.fromEntries(this.#stages.map((stage, i) => [stage.key, i])),
    };
  }

  #leave(make: (values: object, control: StageControl) => object, verb: string, site: Site): object {
    const made = this.#within(`${this.#place}.${verb}`, make);
    const checked = mapLeaves(made, `${this.#place}.${verb}`, site, (leaf) => leaf.expr) as object;
    const twice = Object.keys(checked).find((key) => key in this.#early);
    if (twice !== undefined) {
      fail("HDL162", `${this.#place}.${twice}`, "an output of this name exists already", "choose another name", site);
    }
    return checked;
  }

  /** Runs a user's function on the values at the present boundary, and checks that it read no others. */
  #within(place: string, make: (values: object, control: StageControl) => object): object {
    const at = this.#stages.length;
    const nodesBefore = this.#builder.nodes.length;
    const values = viewOf(this.#values, place, [], (lane) => lane.leaf.over(this.#standing(lane, at)));
    const made = make(values, { valid: this.#flow.valid, enable: this.#flow.enable });
    const check = (expr: Expr): Expr => {
      forEachSignal(expr, (signal) => {
        const own = this.#standsAt.get(signal);
        if (own === undefined || own < 0 || own === at) return;
        const belongs = own < at ? "an earlier" : "a later";
        fail("HDL163", place, `${signal.name} belongs to ${belongs} stage`, "read it from the values of this stage");
      });
      return expr;
    };
    for (const { signal, value } of this.#builder.nodes.slice(nodesBefore)) {
      check(value);
      this.#standsAt.set(signal, at);
    }
    treeOf(made, [], place, captureSite(), (leaf) => check(leaf.expr));
    return made;
  }

  /** Where a lane stands at a boundary; makes the registers that are still missing on the way. */
  #standing(lane: Lane, boundary: number): Expr {
    for (let at = lane.born + lane.stands.length; at <= boundary; at++) {
      const before = lane.stands.at(-1);
      if (before === undefined) throw new Error("an empty lane");
      lane.stands.push(this.#follower(lane, before, at));
    }
    const expr = lane.stands[boundary - lane.born];
    if (expr === undefined) throw new Error("a lane before its beginning");
    return expr;
  }

  #follower(lane: Lane, value: Expr, boundary: number): Expr {
    if (value.op === "const" && lane.reset === undefined) return value;
    const stage = this.#stages[boundary - 1];
    if (stage === undefined) throw new Error("a boundary without a stage");
    const isFirst = lane.origin === "made" && boundary === lane.born + 1 && !isSignal(value, lane.name);
    const name = isFirst ? lane.name : `${lane.name}_${stage.name}`;
    const key = value.op === "ref" && lane.reset === undefined ? `${value.signal.name} ${boundary}` : undefined;
    const known = key === undefined ? undefined : this.#followers.get(key);
    if (known !== undefined) {
      // Under another name already; this one becomes a node, at the end.
      if (isFirst) this.#aliases.push({ name, value: lane.leaf.over(known) });
      return known;
    }
    const { leaf, reset, site } = lane;
    const register = this.#flow.registers.add({
      name,
      boundary,
      value: leaf.over(value),
      site: isFirst ? site : stage.site,
      ...(reset === undefined ? {} : { reset }),
    });
    this.#track(register, boundary);
    if (key !== undefined) this.#followers.set(key, register);
    return register;
  }

  #track(expr: Expr, boundary: number): void {
    if (expr.op !== "ref") return;
    const known = this.#standsAt.get(expr.signal);
    this.#standsAt.set(expr.signal, known === undefined || known === boundary ? boundary : -1);
  }
}

/** The part of a record of literals that belongs to one leaf. */
const literalAt = (literals: unknown, path: readonly string[]): unknown =>
  path.reduce((at, key) => (at as Record<string, unknown> | undefined)?.[key], literals);

/** A stage's name only ever follows another one, so that it may be a keyword. */
const stageName = (name: string, site: Site): string => verilogName(["at", name], site).slice("at_".length);

const isSignal = (expr: Expr, name: string): boolean => expr.op === "ref" && expr.signal.name === name;
