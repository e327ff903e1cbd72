import type { Design, IrType, ModuleIr, Signal } from "../../hdlgen/ir.ts";

/** Something in an elaborated design that has a place in the model. */
export interface StateName {
  /** Hierarchical name below the top: `core.walker.count`. */
  readonly path: string;
  readonly kind: "register" | "memory" | "net" | "added";
  readonly type: IrType;
  /** Words of a memory; 1 of everything else. */
  readonly depth: number;
  /** Of state that begins as anything, wholly or from some word on: how many words are known. */
  readonly knownWords?: number;
  /** Module and variable that declare it. */
  readonly moduleName: string;
  readonly name: string;
  /**
   * Other names of the same variable, nearest first, each a path below the top: a register that is an output under its
   * own name is one variable with the parent's wire.
   */
  readonly aliases: readonly string[];
}

/** Every register, read register and memory of a design, parents first. */
export function stateNames(design: Design): StateName[] {
  const found: StateName[] = [];
  visit(design.top, [], () => undefined, found);
  return found;
}

/** Where the wire is that an instance's output port drives, as paths below the top, outermost last. */
type OutputWire = (port: string) => readonly string[] | undefined;

function visit(module: ModuleIr, path: readonly string[], wireOf: OutputWire, found: StateName[]): void {
  const ir = module.blackBox?.model ?? module;
  const moduleName = module.name;
  const join = (name: string): string => [...path, name].join(".");
  const shown = new Set(
    ir.outputs
      .filter(({ signal, value }) => value.op === "ref" && value.signal.name === signal.name)
      .map(({ signal }) => signal.name),
  );
  const aliasesOf = (name: string): readonly string[] => {
    if (!shown.has(name)) return [];
    return path.length === 0 ? [name] : (wireOf(name) ?? []);
  };
  const addRegister = ({ name, type }: Signal, powerUp?: bigint): void => {
    const known = powerUp === undefined ? { knownWords: 0 } : {};
    const aliases = aliasesOf(name);
    found.push({ path: join(name), kind: "register", type, depth: 1, moduleName, name, aliases, ...known });
  };
  for (const { signal, powerUp } of ir.registers) addRegister(signal, powerUp);
  for (const { name, type, depth, reads, init } of ir.memories) {
    for (const { data } of reads) addRegister(data);
    const knownWords = init?.length ?? 0;
    const known = knownWords < depth ? { knownWords } : {};
    found.push({ path: join(name), kind: "memory", type, depth, moduleName, name, aliases: [], ...known });
  }
  for (const instance of ir.instances) {
    const wires: OutputWire = (port) => {
      const wire = instance.outputs.find((output) => output.port === port)?.signal.name;
      return wire === undefined ? undefined : [join(wire), ...aliasesOf(wire)];
    };
    visit(instance.module, [...path, instance.name], wires, found);
  }
}
