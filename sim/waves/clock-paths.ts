/** Where the clocks of a design can be seen: every port and net that carries one. */
import type { Design, Instance, ModuleIr, Signal } from "../../hdlgen/ir.ts";
import { behaviourOf } from "../clock-path.ts";

/** The clocks that come into a module, by what the simulation calls them. */
interface ClockInputs {
  readonly own: string | undefined;
  readonly ports: ReadonlyMap<string, string>;
}

/** For each clock of the simulation its paths, outermost first: `clk`, `core.clk`. */
export function clockPaths(design: Design): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const add = (clock: string | undefined, path: string): void => {
    if (clock === undefined) return;
    const paths = found.get(clock) ?? [];
    found.set(clock, paths);
    if (!paths.includes(path)) paths.push(path);
  };
  const visit = (declared: ModuleIr, path: string, inputs: ClockInputs): void => {
    const module = behaviourOf(declared);
    const at = (name: string): string => (path === "" ? name : `${path}.${name}`);
    if (module.clocked) add(inputs.own, at(declared.blackBox?.clockPort ?? "clk"));
    const here = new ClocksOf(module, path, inputs);
    for (const { signal } of module.ports) if (isClock(signal)) add(here.of(signal), at(signal.name));
    for (const { outputs } of module.instances) {
      for (const { signal } of outputs) if (isClock(signal)) add(here.of(signal), at(signal.name));
    }
    for (const { name, port } of declared.blackBox?.clockSource?.outputs.map((each) => ({
      ...each,
      name: at(each.port),
    })) ?? []) {
      add(name, at(port));
    }
    for (const instance of module.instances) visit(instance.module, at(instance.name), here.into(instance));
  };
  const { top } = design;
  const ports = top.ports.filter(({ direction, signal }) => direction === "input" && isClock(signal));
  visit(top, "", { own: "clk", ports: new Map(ports.map(({ signal }) => [signal.name, signal.name])) });
  return found;
}

const isClock = ({ type }: Signal): boolean => type.kind === "clock";

class ClocksOf {
  readonly #module: ModuleIr;
  readonly #path: string;
  readonly #inputs: ClockInputs;

  constructor(module: ModuleIr, path: string, inputs: ClockInputs) {
    this.#module = module;
    this.#path = path;
    this.#inputs = inputs;
  }

  /** The simulation's clock that a clock signal of the module carries. */
  of(signal: Signal): string | undefined {
    const module = this.#module;
    if (signal === module.clock) return this.#inputs.own;
    const port = module.ports.find((each) => each.signal === signal);
    if (port?.direction === "input") return this.#inputs.ports.get(signal.name);
    if (port?.direction === "output") {
      const value = module.outputs.find((each) => each.signal === signal)?.value;
      return value?.op === "ref" ? this.of(value.signal) : undefined;
    }
    for (const instance of module.instances) {
      const name = instance.outputs.find((output) => output.signal === signal)?.port;
      if (name === undefined) continue;
      if (instance.module.blackBox?.clockSource !== undefined) return `${this.#below(instance)}.${name}`;
      const child = behaviourOf(instance.module);
      const index = instance.module.ports.findIndex((each) => each.signal.name === name);
      const inside = child.ports[index]?.signal;
      return inside === undefined
        ? undefined
        : new ClocksOf(child, this.#below(instance), this.into(instance)).of(inside);
    }
    return undefined;
  }

  /** The clocks that an instance gets. */
  into(instance: Instance): ClockInputs {
    const child = behaviourOf(instance.module);
    const ports = new Map<string, string>();
    instance.module.ports.forEach(({ direction, signal }, index) => {
      const value = instance.inputs.find(({ port }) => port === signal.name)?.value;
      const inside = child.ports[index]?.signal;
      if (direction !== "input" || !isClock(signal) || value?.op !== "ref" || inside === undefined) return;
      const clock = this.of(value.signal);
      if (clock !== undefined) ports.set(inside.name, clock);
    });
    return { own: instance.clock === undefined ? this.#inputs.own : this.of(instance.clock), ports };
  }

  #below(instance: Instance): string {
    return this.#path === "" ? instance.name : `${this.#path}.${instance.name}`;
  }
}
