import type { ModuleIr, Signal } from "../ir.ts";

/** Gives out identifiers that are free in one module. */
export class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** `wish` itself when it is free, otherwise `wish_2`, `wish_3`, … */
  fresh(wish: string): string {
    let name = wish;
    for (let number = 2; this.#taken.has(name); number++) name = `${wish}_${number}`;
    this.#taken.add(name);
    return name;
  }
}

/** Every signal that a module declares, ports first. */
export function signalsOf(module: ModuleIr): readonly Signal[] {
  return [
    ...(module.reset === undefined ? [] : [module.reset]),
    ...module.ports.map((port) => port.signal),
    ...module.registers.map((register) => register.signal),
    ...module.memories.flatMap((memory) => memory.reads.map((read) => read.data)),
    ...module.wires,
    ...module.instances.flatMap((instance) => instance.outputs.map((output) => output.signal)),
    ...module.nodes.map((node) => node.signal),
  ];
}

/** The names that a module's user gave, which temporaries must keep clear of. */
export function namesOf(module: ModuleIr, clock: string): Names {
  return new Names([
    clock,
    module.name,
    ...signalsOf(module).map((signal) => signal.name),
    ...module.memories.map((memory) => memory.name),
    ...module.instances.map((instance) => instance.name),
  ]);
}

/** `fireWhen-ready` → `FIRE_WHEN_READY`, as localparams are written. */
export function upperSnake(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
}
