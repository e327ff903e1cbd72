import type { ModuleIr, Property, Signal } from "../ir.ts";
import { isKeyword } from "../names.ts";

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
  return new Names([...givenNames(module, clock), ...propertyLabels(module, clock).values()]);
}

function givenNames(module: ModuleIr, clock: string): string[] {
  return [
    clock,
    module.name,
    ...signalsOf(module).map((signal) => signal.name),
    ...module.memories.map((memory) => memory.name),
    ...module.instances.map((instance) => instance.name),
  ];
}

/** Longest label of a property; a message may be a whole sentence. */
const labelLimit = 60;

/** What a prover calls each property of a module: its message as an identifier. */
export function propertyLabels(module: ModuleIr, clock = "clk"): ReadonlyMap<Property, string> {
  const names = new Names(givenNames(module, clock));
  return new Map(
    module.properties.map((property) => {
      const words = property.message.toLowerCase().match(/[a-z0-9]+/g) ?? [];
      let label = words.shift() ?? "property";
      for (const word of words) {
        if (label.length + word.length >= labelLimit) break;
        label += `_${word}`;
      }
      const isLegal = /^[a-z]/.test(label) && !isKeyword(label);
      return [property, names.fresh(isLegal ? label : `${property.kind}_${label}`)];
    }),
  );
}

/** `fireWhen-ready` → `FIRE_WHEN_READY`, as localparams are written. */
export function upperSnake(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
}
