/**
 * Properties as this engine runs them. The printed Verilog tells of a failing assertion once its edge has passed, and
 * leaves covers to provers. Here every module gets, for each of its clocks, masks of the checks that fail in the settled
 * values, which are looked at before an edge is taken; and a counter for each cover.
 */
import { deepFreeze } from "../../hdlgen/freeze.ts";
import type { Design, Expr, Instance, IrType, ModuleIr, Property, Signal } from "../../hdlgen/ir.ts";
import type { Site } from "../../hdlgen/site.ts";
import { Names, signalsOf } from "../../hdlgen/verilog/names.ts";
import { clockBehind, type ModuleClock, outerClock } from "../clock-path.ts";

/** A variable that was added to a module, in one instance of it. */
export interface AddedVariable {
  /** Of the instance, below the top; empty for the top. */
  readonly scope: string;
  /** Hierarchical name below the top. */
  readonly path: string;
  readonly moduleName: string;
  readonly name: string;
  readonly type: IrType;
}

/** One bit for each property that fails, from bit 0 on. */
export interface CheckMask extends AddedVariable {
  /** At whose edges it counts: an index into the clocks of the simulation. */
  readonly clock: number;
  readonly properties: readonly Property[];
}

export interface CoverCounter extends AddedVariable {
  readonly property: Property;
}

export interface InstrumentedDesign {
  readonly design: Design;
  /** Parents first, those of one module in the order of the source. */
  readonly checks: readonly CheckMask[];
  readonly covers: readonly CoverCounter[];
}

const countBits = 32;
const maskBits = 32;

/** @param clocks ports of the top that are clocks, as the simulation numbers them; `clk` is its own */
export function instrument(design: Design, clocks: readonly string[]): InstrumentedDesign {
  const done = new Map<ModuleIr, InstrumentedModule>();
  const instrumented = (module: ModuleIr): InstrumentedModule => {
    const known = done.get(module);
    if (known !== undefined) return known;
    const children = module.instances.map((instance) => instrumented(instance.module));
    const made = instrumentModule(module, children);
    done.set(module, made);
    return made;
  };
  const modules = design.modules.map((module) => instrumented(module).module);
  const top = instrumented(design.top);
  const checks: CheckMask[] = [];
  const covers: CoverCounter[] = [];
  const visit = (module: ModuleIr, path: readonly string[], clockOf: (clock: ModuleClock) => number): void => {
    const scope = path.join(".");
    const { module: made, masks, counters } = instrumented(module);
    const placed = ({ name, type }: Signal): AddedVariable => ({
      scope,
      path: [...path, name].join("."),
      moduleName: made.name,
      name,
      type,
    });
    for (const { signal, clock, properties } of masks)
      checks.push({ ...placed(signal), clock: clockOf(clock), properties });
    for (const { signal, property } of counters) covers.push({ ...placed(signal), property });
    for (const instance of module.instances)
      visit(instance.module, [...path, instance.name], (clock) => clockOf(outerClock(module, instance, clock)));
  };
  visit(design.top, [], (clock) => clocks.indexOf(clock === "own" ? "clk" : clock.name));
  return { design: deepFreeze<Design>({ top: top.module, modules }), checks, covers };
}

interface ModuleMask {
  readonly signal: Signal;
  readonly clock: ModuleClock;
  readonly properties: readonly Property[];
}

interface InstrumentedModule {
  readonly module: ModuleIr;
  readonly masks: readonly ModuleMask[];
  readonly counters: readonly { readonly signal: Signal; readonly property: Property }[];
}

function instrumentModule(module: ModuleIr, children: readonly InstrumentedModule[]): InstrumentedModule {
  const instances = module.instances.map(
    (instance, index): Instance => ({ ...instance, module: children[index]?.module ?? instance.module }),
  );
  if (module.properties.length === 0)
    return { module: deepFreeze<ModuleIr>({ ...module, instances }), masks: [], counters: [] };
  const names = new Names([
    ...signalsOf(module).map(({ name }) => name),
    ...module.memories.map(({ name }) => name),
    ...module.instances.map(({ name }) => name),
  ]);
  const counters = module.properties
    .filter(({ kind }) => kind === "cover")
    .map((property, index) => ({ property, signal: added(names, `cover_count_${index}`, countBits, property.site) }));
  const masks = groupsOf(module).map(({ clock, properties }, index): ModuleMask => {
    const site = properties[0]?.site ?? module.site;
    return { clock, properties, signal: added(names, `check_fails_${index}`, properties.length, site) };
  });
  const made = deepFreeze<ModuleIr>({
    ...module,
    instances,
    properties: [],
    nodes: [...module.nodes, ...masks.map(({ signal, properties }) => ({ signal, value: failing(properties) }))],
    registers: [
      // What only properties read is as good as any other register here, and printed before what reads it.
      ...module.registers.map(({ verification: _, ...register }) => register),
      ...counters.map(({ property: { clock }, signal }) => ({
        signal,
        powerUp: 0n,
        ...(clock === undefined ? {} : { clock }),
      })),
    ],
    body: [...module.body, ...counters.map(({ property, signal }) => counting(property, signal))],
  });
  return { module: made, masks, counters };
}

/** Assertions and assumptions by their clock, as many together as a mask has room for. */
function groupsOf(module: ModuleIr): { readonly clock: ModuleClock; readonly properties: readonly Property[] }[] {
  const byClock = new Map<ModuleClock, Property[]>();
  for (const property of module.properties.filter(({ kind }) => kind !== "cover")) {
    const clock = clockBehind(module, property.clock);
    byClock.set(clock, [...(byClock.get(clock) ?? []), property]);
  }
  return [...byClock].flatMap(([clock, properties]) =>
    Array.from({ length: Math.ceil(properties.length / maskBits) }, (_, index) => ({
      clock,
      properties: properties.slice(index * maskBits, (index + 1) * maskBits),
    })),
  );
}

const added = (names: Names, wish: string, width: number, site: Site): Signal => ({
  name: names.fresh(wish),
  type: { kind: "uint", width },
  role: wish.startsWith("cover") ? "register" : "node",
  site,
});

function failing(properties: readonly Property[]): Expr {
  const fails = properties.map(({ cond }): Expr => ({ op: "not", width: 1, a: cond }));
  const [only] = fails;
  if (only !== undefined && fails.length === 1) return only;
  return { op: "cat", width: fails.length, parts: fails.reverse() };
}

function counting({ cond, site }: Property, signal: Signal): ModuleIr["body"][number] {
  const count: Expr = { op: "ref", width: countBits, signal };
  const holds: Expr = { op: "extend", width: countBits, a: cond, signed: false };
  return { kind: "assign", target: signal, value: { op: "add", width: countBits, a: count, b: holds }, site };
}
