/**
 * Finds combinational loops, within a module and across instances. Signals that depend on each other form a knot; every
 * knot is reported once, by a shortest loop through its first signal, with the way that the loop takes through instances.
 */
import type { Diagnostic } from "../../diagnostics/index.ts";
import { forEachSignal } from "../expr.ts";
import type { Instance, ModuleIr, Signal } from "../ir.ts";
import { type Site, shortLocation } from "../site.ts";
import { type PortDependencies, signalDependencies } from "./dependencies.ts";

type Graph = ReadonlyMap<Signal, ReadonlySet<Signal>>;

/** What is known of the modules below. */
interface Known {
  readonly ports: Map<ModuleIr, PortDependencies>;
  readonly graphs: Map<ModuleIr, Graph>;
}

/** One station of a loop, by its path from the module that has the loop. */
interface Step {
  readonly path: string;
  readonly site: Site;
}

/** HDL130 for every knot. Modules come children first. */
export function checkCombinationalLoops(modules: readonly ModuleIr[]): Diagnostic[] {
  const known: Known = { ports: new Map(), graphs: new Map() };
  const found: Diagnostic[] = [];
  for (const module of modules) {
    if (module.blackBox !== undefined) {
      known.ports.set(module, blackBoxDependencies(module));
      continue;
    }
    const graph = signalDependencies(module, known.ports);
    known.graphs.set(module, graph);
    known.ports.set(module, portDependencies(module, graph));
    for (const knot of knotsOf(graph)) found.push(describe(module, shortestLoop(graph, knot), known));
  }
  return found;
}

function describe(module: ModuleIr, loop: readonly Signal[], known: Known): Diagnostic {
  const steps = loop.flatMap((signal, i) => stepsOf(module, signal, loop[(i + 1) % loop.length] ?? signal, known));
  const stations = steps.filter(({ path }, i) => path !== steps.at(i - 1)?.path || steps.length === 1);
  const first = stations[0]?.path ?? "";
  return {
    code: "HDL130",
    place: `${module.name}.${first}`,
    found: `combinational loop ${[...stations.map(({ path }) => path), first].join(" <- ")}`,
    source: stations.map(({ path, site }) => `${path} at ${shortLocation(site)}`),
    mend: "put a register into the loop",
  };
}

/** From `signal` towards `next`, on which it depends: what comes out of an instance goes through the instance. */
function stepsOf(module: ModuleIr, signal: Signal, next: Signal, known: Known): Step[] {
  const instance = module.instances.find(({ outputs }) => outputs.some((output) => output.signal === signal));
  const port = instance?.outputs.find((output) => output.signal === signal)?.port;
  if (instance === undefined || port === undefined) return [{ path: signal.name, site: signal.site }];
  const entry = entryPort(instance, port, next, known);
  return wayThrough(instance.module, port, entry, known).map(({ path, site }) => ({
    path: `${instance.name}.${path}`,
    site: instance.module.blackBox === undefined ? site : instance.site,
  }));
}

/** The input of the instance through which `output` depends on `signal`. */
function entryPort(instance: Instance, output: string, signal: Signal, { ports }: Known): string {
  for (const input of ports.get(instance.module)?.get(output) ?? []) {
    const connected = instance.inputs.find(({ port }) => port === input);
    const value = input === "rst" ? instance.reset : connected?.value;
    let reads = false;
    if (value !== undefined) {
      forEachSignal(value, (read) => {
        reads ||= read === signal;
      });
    }
    if (reads) return input;
  }
  throw new Error(`no way from ${instance.name}.${output} to ${signal.name}`);
}

function wayThrough(module: ModuleIr, output: string, input: string, known: Known): Step[] {
  const signalOf = (name: string): Signal | undefined =>
    [...module.ports.map((port) => port.signal), module.reset].find((signal) => signal?.name === name);
  const [from, to] = [signalOf(output), signalOf(input)];
  if (from === undefined || to === undefined) throw new Error(`${module.name} lacks port ${output} or ${input}`);
  const graph = known.graphs.get(module);
  const way = graph === undefined ? [from, to] : shortestWay(graph, from, to);
  return way.flatMap((signal, i) => {
    const next = way[i + 1];
    return next === undefined ? [{ path: signal.name, site: signal.site }] : stepsOf(module, signal, next, known);
  });
}

/** What depends on each other, in the order in which it is met: Tarjan's strongly connected components. */
function knotsOf(graph: Graph): ReadonlySet<Signal>[] {
  const numbers = new Map<Signal, number>();
  /** The lowest number that is reached from a signal, as long as its component is open. */
  const lowest = new Map<Signal, number>();
  const open: Signal[] = [];
  const knots: ReadonlySet<Signal>[] = [];
  // With a list of its own: paths can be longer than the call stack.
  const path: { readonly signal: Signal; readonly rest: Iterator<Signal> }[] = [];
  const enter = (signal: Signal): void => {
    lowest.set(signal, numbers.size);
    numbers.set(signal, numbers.size);
    open.push(signal);
    path.push({ signal, rest: (graph.get(signal) ?? new Set<Signal>()).values() });
  };
  const lower = (signal: Signal, number: number | undefined): void => {
    if (number !== undefined && number < (lowest.get(signal) ?? number)) lowest.set(signal, number);
  };
  for (const start of graph.keys()) {
    if (numbers.has(start)) continue;
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { signal } = top;
      const next = top.rest.next();
      if (next.done !== true) {
        if (!numbers.has(next.value)) enter(next.value);
        else lower(signal, lowest.get(next.value));
        continue;
      }
      path.pop();
      const before = path.at(-1)?.signal;
      if (before !== undefined) lower(before, lowest.get(signal));
      if (lowest.get(signal) !== numbers.get(signal)) continue;
      const component = open.splice(open.lastIndexOf(signal));
      for (const member of component) lowest.delete(member);
      if (component.length > 1 || graph.get(signal)?.has(signal) === true) knots.push(new Set(component));
    }
  }
  return knots;
}

function reachable(graph: Graph, start: Signal): Set<Signal> {
  const reached = new Set<Signal>();
  const open = [start];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const before of graph.get(next) ?? []) {
      if (reached.has(before)) continue;
      reached.add(before);
      open.push(before);
    }
  }
  return reached;
}

/** Through the knot's first signal: each of the result depends on the one after it, the last one on the first. */
function shortestLoop(graph: Graph, knot: ReadonlySet<Signal>): readonly Signal[] {
  const [start] = knot;
  const first = [...graph.keys()].find((signal) => knot.has(signal)) ?? start;
  if (first === undefined) return [];
  return shortestWay(graph, first, first).slice(0, -1);
}

/** Both ends included; from a signal to itself at least one step. */
function shortestWay(graph: Graph, from: Signal, to: Signal): Signal[] {
  const cameFrom = new Map<Signal, Signal>();
  for (let level = [from]; level.length > 0; ) {
    const nextLevel: Signal[] = [];
    for (const signal of level) {
      for (const before of graph.get(signal) ?? []) {
        if (cameFrom.has(before)) continue;
        cameFrom.set(before, signal);
        if (before === to) return wayBack(cameFrom, from, to);
        nextLevel.push(before);
      }
    }
    level = nextLevel;
  }
  throw new Error(`${from.name} does not depend on ${to.name}`);
}

function wayBack(cameFrom: ReadonlyMap<Signal, Signal>, from: Signal, to: Signal): Signal[] {
  const way = [to];
  for (let at = cameFrom.get(to); at !== undefined && at !== from; at = cameFrom.get(at)) way.unshift(at);
  return [from, ...way];
}

function portDependencies(module: ModuleIr, graph: Graph): PortDependencies {
  return new Map(
    module.outputs.map(({ signal }) => {
      const inputs = [...reachable(graph, signal)].filter((s) => s.role === "input" || s.role === "reset");
      return [signal.name, new Set(inputs.map((s) => s.name))];
    }),
  );
}

/** A cell with a clock is taken to have registered outputs; one without is combinational throughout. */
function blackBoxDependencies(module: ModuleIr): PortDependencies {
  const inputs = new Set(module.ports.filter((port) => port.direction === "input").map((port) => port.signal.name));
  const outputs = module.ports.filter((port) => port.direction === "output");
  return new Map(outputs.map((port) => [port.signal.name, module.clocked ? new Set<string>() : inputs]));
}
