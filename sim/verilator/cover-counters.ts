/**
 * Counts of cover properties. The printed Verilog leaves covers to provers; for Verilator each of them gets a register
 * that counts the edges at which it holds.
 */
import { deepFreeze } from "../../hdlgen/freeze.ts";
import type { Design, Expr, ModuleIr, Property, Signal } from "../../hdlgen/ir.ts";
import { Names, signalsOf } from "../../hdlgen/verilog/names.ts";

/** A cover property of one instance, and the register that counts it. */
export interface CoverCounter {
  readonly path: string;
  readonly property: Property;
  readonly moduleName: string;
  readonly name: string;
}

export interface CountedDesign {
  readonly design: Design;
  /** Parents first, those of one module in the order of the source. */
  readonly counters: readonly CoverCounter[];
}

const countBits = 32;

/** The design with a counter for every cover property; the very same one where there is none. */
export function withCoverCounters(design: Design): CountedDesign {
  const isCovered = design.modules.some(({ properties }) => properties.some(({ kind }) => kind === "cover"));
  if (!isCovered) return { design, counters: [] };
  const registers = new Map<Property, string>();
  const done = new Map<ModuleIr, ModuleIr>();
  const counted = (module: ModuleIr): ModuleIr => {
    const known = done.get(module);
    if (known !== undefined) return known;
    const names = new Names([
      ...signalsOf(module).map(({ name }) => name),
      ...module.memories.map(({ name }) => name),
      ...module.instances.map(({ name }) => name),
    ]);
    const covers = module.properties.filter(({ kind }) => kind === "cover");
    const counts = covers.map((property, index) => {
      const name = names.fresh(`cover_count_${index}`);
      registers.set(property, name);
      return { property, signal: counterSignal(name, property) };
    });
    const fresh = deepFreeze<ModuleIr>({
      ...module,
      instances: module.instances.map((instance) => ({ ...instance, module: counted(instance.module) })),
      registers: [
        ...module.registers,
        ...counts.map(({ property: { clock }, signal }) => ({
          signal,
          powerUp: 0n,
          verification: true as const,
          ...(clock === undefined ? {} : { clock }),
        })),
      ],
      body: [...module.body, ...counts.map(({ property, signal }) => counting(property, signal))],
    });
    done.set(module, fresh);
    return fresh;
  };
  const modules = design.modules.map(counted);
  const top = counted(design.top);
  return { design: deepFreeze<Design>({ top, modules }), counters: countersOf(top, registers) };
}

const counterSignal = (name: string, { site }: Property): Signal => ({
  name,
  type: { kind: "uint", width: countBits },
  role: "register",
  site,
});

function counting({ cond, site }: Property, signal: Signal): ModuleIr["body"][number] {
  const count: Expr = { op: "ref", width: countBits, signal };
  const holds: Expr = { op: "extend", width: countBits, a: cond, signed: false };
  return { kind: "assign", target: signal, value: { op: "add", width: countBits, a: count, b: holds }, site };
}

function countersOf(top: ModuleIr, registers: ReadonlyMap<Property, string>): CoverCounter[] {
  const found: CoverCounter[] = [];
  const visit = (module: ModuleIr, path: readonly string[]): void => {
    for (const property of module.properties) {
      const name = registers.get(property);
      if (name !== undefined) found.push({ path: path.join("."), property, moduleName: module.name, name });
    }
    for (const instance of module.instances) visit(instance.module, [...path, instance.name]);
  };
  visit(top, []);
  return found;
}
