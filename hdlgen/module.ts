/** Modules: a typed function from a frozen parameter record to hardware. */
import { type Diagnostic, SpikeforgeError, throwIfAny } from "../diagnostics/index.ts";
import { building, currentBuilder, Elaboration, ModuleBuilder } from "./builder.ts";
import type { Clock } from "./clock.ts";
import { checkClockSource } from "./clock-source.ts";
import { diagnostic, fail, inVariant } from "./errors.ts";
import { constant, reference } from "./expr.ts";
import { deepFreeze } from "./freeze.ts";
import type { BlackBox, ClockSource, Design, Expr, ModuleIr, Signal } from "./ir.ts";
import { canonicalText, verilogName } from "./names.ts";
import { checkModules } from "./passes/index.ts";
import { checkMemories } from "./passes/memory-legality.ts";
import { uniqueModuleNames } from "./passes/module-names.ts";
import type { Drives, Given, Ports, Sees } from "./ports.ts";
import { captureSite, type Site } from "./site.ts";
import { answerEnds } from "./streams.ts";
import type { Target } from "./targets/families.ts";
import type { Type } from "./types.ts";
import { describe as described } from "./values.ts";

/** A module with its parameters: what `instance` and `elaborate` take. */
export interface Module<P extends Ports> {
  readonly name: string;
  readonly ports: P;
  /** @internal */
  readonly build: (elaboration: Elaboration) => ModuleIr;
}

/**
 * Defines a module. `ports` declares them from the parameters; `build` receives what the module may read and returns
 * what it must drive. Equal parameters give the same module; two sizes of one module are two Verilog modules.
 */
export function module<A extends object, P extends Ports>(
  name: string,
  ports: (parameters: A) => P,
  build: (io: Sees<P>, parameters: A) => Given<Drives<P>>,
): (parameters: A) => Module<P> {
  const definition = {};
  const baseName = verilogName([name]);
  const site = captureSite();
  return (parameters) => {
    const declared = ports(deepFreeze(parameters));
    const text = canonicalText(parameters, name);
    const head: Head = { baseName, text, declared, site };
    return {
      name: baseName,
      ports: declared,
      build: (elaboration) =>
        elaboration.module(
          definition,
          text,
          () => buildModule(elaboration, head, (io) => build(io as Sees<P>, parameters)),
          () => outline(head),
        ),
    };
  };
}

interface Head {
  readonly baseName: string;
  readonly text: string;
  readonly declared: Ports;
  readonly site: Site;
}

/** A module of which only the ports are known; `"verbatim"`: with names as they are given. */
function outline({ baseName, text, declared, site }: Head, names?: "verbatim"): ModuleIr {
  const inputs = portSignals(declared, "see", "input", names === "verbatim");
  const outputs = portSignals(declared, "drive", "output", names === "verbatim");
  return deepFreeze<ModuleIr>({
    name: baseName,
    baseName,
    parameters: text,
    ports: declarationOrder(declared, inputs, outputs),
    clocked: false,
    nodes: [],
    wires: [],
    registers: [],
    memories: [],
    instances: [],
    body: [],
    outputs: [],
    properties: [],
    site,
  });
}

function buildModule(elaboration: Elaboration, head: Head, build: (io: object) => object): ModuleIr {
  const { baseName, text, declared, site } = head;
  const builder = new ModuleBuilder(baseName, elaboration);
  const inputs = portSignals(declared, "see", "input");
  const outputs = portSignals(declared, "drive", "output");
  for (const port of inputs) builder.claim(port.signal.name, port.signal.site);
  const driven = building(builder, () => {
    const io = valuesOf(declared, inputs);
    const result = build(io);
    builder.onBehalfOf(site, () => answerEnds(result, io));
    return result;
  });
  const exprs = building(builder, () => exprsOf(elaboration, declared, "drive", driven, baseName, site));
  const shown = new Set<string>();
  const outputValues = outputs.map((port, i) => {
    const value = exprs[i];
    if (value === undefined) throw new Error("output count");
    // An output may share its name with the signal that it shows, and with no other.
    const { name } = port.signal;
    const shows = value.op === "ref" && value.signal.name === name && value.signal.role !== "input";
    if (!shows || shown.has(name)) builder.claim(name, port.signal.site);
    shown.add(name);
    return { signal: port.signal, value };
  });
  return builder.finish({
    name: baseName,
    baseName,
    parameters: text,
    ports: declarationOrder(declared, inputs, outputs).map((port) => withDomain(port, declared, inputs, baseName)),
    outputs: outputValues,
    site,
  });
}

interface PortSignal {
  readonly key: string;
  readonly direction: "input" | "output";
  readonly signal: Signal;
}

function portSignals(
  ports: Ports,
  side: "see" | "drive",
  direction: "input" | "output",
  verbatim = false,
): PortSignal[] {
  return Object.entries(ports).flatMap(([key, port]) => {
    const type: Type<unknown> | undefined = port[side];
    if (type === undefined) return [];
    return type.leaves.map((leaf) => ({
      key,
      direction,
      signal: {
        name: verbatim ? [key, ...leaf.path].join("_") : verilogName([key, ...leaf.path], port.site),
        type: leaf.type,
        role: direction,
        site: port.site ?? captureSite(),
      },
    }));
  });
}

function declarationOrder(ports: Ports, inputs: readonly PortSignal[], outputs: readonly PortSignal[]): PortSignal[] {
  return Object.keys(ports).flatMap((key) => [...inputs, ...outputs].filter((port) => port.key === key));
}

/** Resolves the domain that a port was declared with. */
function withDomain(
  port: PortSignal,
  ports: Ports,
  inputs: readonly PortSignal[],
  place: string,
): ModuleIr["ports"][number] {
  const wanted = ports[port.key]?.domain;
  if (wanted === undefined) return port;
  const clocks = inputs.filter(({ signal }) => signal.type.kind === "clock");
  const domain = wanted === "async" ? ("async" as const) : clocks.find(({ key }) => key === wanted)?.signal;
  if (domain !== undefined) return { ...port, domain };
  const known = ["async", ...clocks.map(({ key }) => key)].map((name) => `"${name}"`).join(", ");
  return fail(
    "HDL156",
    `${place}.${port.signal.name}`,
    `its domain "${wanted}" is no clock port of the module`,
    `there are ${known}`,
    port.signal.site,
  );
}

function valuesOf(ports: Ports, signals: readonly PortSignal[]): object {
  return Object.fromEntries(
    Object.entries(ports).flatMap(([key, port]) => {
      const type: Type<unknown> | undefined = port.see;
      if (type === undefined) return [];
      return [[key, type.wrap(signals.filter((s) => s.key === key).map((s) => reference(s.signal)))]];
    }),
  );
}

/**
 * The expressions that a record of port values gives. What is missing, unknown or does not fit is reported; until that is
 * thrown, zeros stand in.
 */
function exprsOf(
  elaboration: Elaboration,
  ports: Ports,
  side: "see" | "drive",
  given: object,
  place: string,
  site: Site,
): Expr[] {
  const values = given as Record<string, unknown>;
  const wanted = Object.entries(ports).flatMap(([key, port]) => {
    const type: Type<unknown> | undefined = port[side];
    return type === undefined ? [] : [{ key, type }];
  });
  const missing = wanted.filter(({ key }) => values[key] === undefined).map(({ key }) => key);
  if (missing.length > 0) {
    const mend = side === "see" ? "connect it" : "return it";
    elaboration.report(diagnostic("HDL120", place, `no value for port ${missing.join(", ")}`, mend, site));
  }
  const known = new Set(wanted.map(({ key }) => key));
  const extra = Object.keys(values).filter((key) => !known.has(key));
  if (extra.length > 0) {
    const mend = `there are ${[...known].join(", ")}`;
    elaboration.report(diagnostic("HDL109", place, `${extra.join(", ")}: no such port`, mend, site));
  }
  return wanted.flatMap(({ key, type }) => {
    const exprs = missing.includes(key)
      ? undefined
      : elaboration.attempt(() => type.unwrap(values[key] as never, `${place}.${key}`, site));
    return exprs ?? type.leaves.map((leaf) => constant(0n, leaf.type.width));
  });
}

/** Refuses what is no module, a definition without its parameters above all. */
function checkModule(module: Module<Ports>, place: string): void {
  if (typeof module?.build === "function") return;
  const found = `${described(module)} where a module is expected`;
  fail("HDL105", place, found, "give a definition with its parameters: Counter({ width: 8 })");
}

export interface InstanceOptions {
  /** What the instance's own clock is; default: the clock in force here (`domain`). */
  readonly clock?: Clock;
}

/**
 * Puts a module inside the one under construction. `connections` gives what the child reads; the result is what it
 * drives. Its own clock and reset are those in force here (`domain`, `withReset`).
 */
export function instance<P extends Ports>(
  name: string,
  child: Module<P>,
  connections: Given<Sees<P>>,
  options: InstanceOptions = {},
): Drives<P> {
  const builder = currentBuilder("instance");
  const instanceName = verilogName([name]);
  const site = captureSite();
  builder.claim(instanceName, site);
  checkModule(child, `${builder.name}.${instanceName}`);
  const place = `${builder.name}.${instanceName}`;
  const ir = builder.elaboration.changing(
    () => child.build(builder.elaboration),
    (problem, variant) => inVariant(problem, variant, place, site),
  );
  const values = exprsOf(builder.elaboration, child.ports, "see", connections, place, site);
  const inputPorts = ir.ports.filter((port) => port.direction === "input");
  const seeOrder = portSignals(child.ports, "see", "input", ir.blackBox !== undefined).map((port) => port.signal.name);
  const inputs = inputPorts.map(({ signal }) => {
    const value = values[seeOrder.indexOf(signal.name)];
    if (value === undefined) throw new Error(`port ${signal.name}`);
    return { port: signal.name, value };
  });
  const outputs = ir.ports
    .filter((port) => port.direction === "output")
    .map(({ signal }) => ({
      port: signal.name,
      signal: builder.signal(verilogName([name, signal.name.toLowerCase()]), signal.type, "instanceOutput", site),
    }));
  builder.instances.push({
    name: instanceName,
    module: ir,
    inputs,
    outputs,
    ...(ir.reset === undefined ? {} : { reset: builder.resetExpr(instanceName) }),
    ...(ir.clocked ? builder.clockOf(options.clock?.signal) : {}),
    site,
  });
  const byPort = new Map(outputs.map((output) => [output.port, output.signal]));
  const driven = Object.fromEntries(
    Object.entries(child.ports).flatMap(([key, port]) => {
      const type: Type<unknown> | undefined = port.drive;
      if (type === undefined) return [];
      const leaves = portSignals({ [key]: port }, "drive", "output", ir.blackBox !== undefined).map(({ signal }) => {
        const mine = byPort.get(signal.name);
        if (mine === undefined) throw new Error(`port ${signal.name}`);
        return reference(mine);
      });
      return [[key, type.wrap(leaves)]];
    }),
  ) as Drives<P>;
  builder.inBlock(builder.body, () => builder.onBehalfOf(site, () => answerEnds(connections, driven)));
  return driven;
}

export interface BlackBoxOptions<P extends Ports> {
  /** Verilog parameters, printed exactly as given: `"48"`, `"4'b0000"`, `"\"SIMPLE\""`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Ports that the cell has bit by bit: `DIA` stands for `DIA0`, `DIA1`, … */
  readonly bitPorts?: readonly string[];
  /** Inputs that are no ports here, but connected to an output of the same instance: a PLL's feedback. */
  readonly feedback?: readonly { readonly input: string; readonly output: string }[];
  /** Name of the cell's clock port, if it has one; cells of several clocks have ports of type `clock` instead. */
  readonly clockPort?: string;
  /** What clocks the cell makes, at output ports of type `clock`. Simulations then put them in the cell's place. */
  readonly clockSource?: ClockSource;
  /** Behaviour for simulation, a module with the same ports. */
  readonly model?: Module<P>;
}

/** A cell of the target, used by its own name; port names are taken literally. */
export function blackBox<A extends object, P extends Ports>(
  cell: string,
  ports: (parameters: A) => P,
  describe: (parameters: A) => BlackBoxOptions<P>,
): (parameters: A) => Module<P> {
  const definition = {};
  const site = captureSite();
  return (parameters) => {
    const declared = ports(deepFreeze(parameters));
    const text = canonicalText(parameters, cell);
    const options = describe(parameters);
    const head: Head = { baseName: cell, text, declared, site };
    return {
      name: cell,
      ports: declared,
      build: (elaboration) =>
        elaboration.module(
          definition,
          text,
          () => {
            const blackBox: BlackBox = {
              parameters: Object.entries(options.parameters ?? {}).map(([name, value]) => ({ name, value })),
              ...(options.bitPorts === undefined ? {} : { bitPorts: options.bitPorts }),
              ...(options.feedback === undefined ? {} : { feedback: options.feedback }),
              ...(options.clockPort === undefined ? {} : { clockPort: options.clockPort }),
              ...(options.clockSource === undefined ? {} : { clockSource: options.clockSource }),
              ...(options.model === undefined ? {} : { model: buildModel(options.model, elaboration) }),
            };
            const clocked = options.clockPort !== undefined;
            const shape = outline(head, "verbatim");
            if (options.clockSource !== undefined) checkClockSource(cell, options.clockSource, shape.ports, site);
            return deepFreeze<ModuleIr>({ ...shape, clocked, blackBox });
          },
          () => outline(head, "verbatim"),
        ),
    };
  };
}

/** A model has a hierarchy of its own, with the same checks. */
function buildModel<P extends Ports>(model: Module<P>, elaboration: Elaboration): ModuleIr {
  const own = new Elaboration();
  const ir = model.build(own);
  for (const problem of problemsOf(own)) elaboration.report(problem);
  return ir;
}

/** `top` is the module whose ports are the design's; absent for the model of a cell. */
function problemsOf({ diagnostics, modules }: Elaboration, top?: ModuleIr): Diagnostic[] {
  return [...diagnostics, ...checkModules(modules, diagnostics.length === 0 ? { top } : "incomplete")];
}

export interface ElaborateOptions {
  /** Also rejects what the RAM of this target cannot do, with its price (HDL145…HDL147). */
  readonly target?: Target;
}

/** Builds a module and everything below it, and runs all checks; problems are thrown together. */
export function elaborate<P extends Ports>(top: Module<P>, { target }: ElaborateOptions = {}): Design {
  checkModule(top, "elaborate");
  const elaboration = new Elaboration();
  let ir: ModuleIr;
  try {
    ir = top.build(elaboration);
  } catch (error) {
    if (elaboration.diagnostics.length === 0) throw error;
    const further = error instanceof SpikeforgeError ? error.diagnostics : [];
    throw new SpikeforgeError([...elaboration.diagnostics, ...further], { cause: error });
  }
  const ofTarget = target === undefined ? [] : elaboration.modules.flatMap((module) => checkMemories(module, target));
  throwIfAny([...problemsOf(elaboration, ir), ...ofTarget]);
  return uniqueModuleNames({ top: ir, modules: elaboration.modules });
}
