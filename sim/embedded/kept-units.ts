/**
 * The code of units, kept from one design to the next: of an edited design, only the unit with the edit is compiled.
 * What is kept is used where everything that a unit is compiled from is the same: its modules, where it ends and what it knows
 * of the units below it, the cut, and where in the program its functions are. There is no hash that could collide.
 *
 * Designs are compared when the next one is compiled: who compiles one design pays nothing.
 */
import type { ModuleIr } from "../../hdlgen/ir.ts";
import type { CompiledModule, CompiledProperty, Role } from "./compiled-module.ts";
import type { Cut } from "./cut.ts";
import { fingerprintOf, haveSameGraph } from "./same-graph.ts";
import { type Called, isCalled, type Scope, scopesOf } from "./units.ts";
import type { FunctionBuilder } from "./wasm-encoder.ts";

/** All that the code of a unit follows from. */
export interface UnitRequest {
  readonly unit: Scope;
  /** Clock groups. */
  readonly groups: number;
  readonly role: Role;
  readonly cut: Cut;
  /** Index of its first function. */
  readonly firstFunction: number;
}

export interface UnitCode {
  readonly module: CompiledModule;
  readonly functions: readonly FunctionBuilder[];
}

interface Entry extends UnitCode {
  readonly request: UnitRequest;
  /** Of its content, once it was needed. */
  fingerprint: number | undefined;
}

/** What `compileEmbedded` is given for one design after the other. */
export class KeptUnits {
  readonly #most: number;
  /** The one used last at the end. */
  readonly #entries: Entry[] = [];

  /** `most`: units that are kept; of more than these, those used least recently are dropped. */
  constructor(most = 64) {
    this.#most = most;
  }

  /** The code of the unit, as if it had been compiled now. */
  find(request: UnitRequest): UnitCode | undefined {
    const candidates = this.#entries.filter((entry) => mayBeSame(entry.request, request));
    if (candidates.length === 0) return undefined;
    const content = contentOf(request.unit);
    const fingerprint = fingerprintOf(content, sites);
    const entry = candidates.find((each) => {
      const known = contentOf(each.request.unit);
      each.fingerprint ??= fingerprintOf(known, sites);
      return each.fingerprint === fingerprint && haveSameGraph(known, content, sites);
    });
    if (entry === undefined) return undefined;
    const module = rebind(entry.module, request.unit);
    const { functions } = entry;
    // The design compiled last is the one to be compared with next; the one before can go.
    this.#entries.splice(this.#entries.indexOf(entry), 1);
    this.#entries.push({ request, module, functions, fingerprint });
    return { module, functions };
  }

  keep(request: UnitRequest, code: UnitCode): void {
    this.#entries.push({ request, ...code, fingerprint: undefined });
    if (this.#entries.length > this.#most) this.#entries.shift();
  }
}

/** Nothing is compiled from them; what shows them takes them from the design at hand. */
const sites: ReadonlySet<string> = new Set(["site"]);

function mayBeSame(a: UnitRequest, b: UnitRequest): boolean {
  return (
    a.unit.ir.name === b.unit.ir.name &&
    a.firstFunction === b.firstFunction &&
    a.groups === b.groups &&
    a.role === b.role &&
    a.cut.visible === b.cut.visible &&
    a.cut.clusterCost === b.cut.clusterCost
  );
}

/** What a scope's code is compiled from: not what its parameters were, and nothing of the bodies of other units. */
function contentOf({ ir, path, groupOf, children }: Scope): object {
  const { instances: _, parameters: __, ...own } = ir;
  return {
    own,
    path,
    groups: [
      ...ir.registers.map(({ clock }) => groupOf(clock)),
      ...ir.memories.flatMap(({ reads, writes }) => [...reads, ...writes].map(({ clock }) => groupOf(clock))),
      ...ir.properties.map(({ clock }) => groupOf(clock)),
    ],
    children: children.map((child) => {
      if (child.instance === undefined) throw new Error(`${ir.name}: a child that is no instance`);
      const { module, ...instance } = child.instance;
      const shown = { ports: module.ports, isCell: module.blackBox !== undefined };
      return { instance, shown, below: isCalled(child) ? interfaceOf(child) : contentOf(child) };
    }),
  };
}

/** What a unit is compiled from of one below it. */
function interfaceOf({ path, groups, module }: Called): object {
  const { ir, size, inputs, outputs, classes, late, wake, showNets, edges } = module;
  const { name, ports, reset } = ir;
  const functions = { classes, late, wake, showNets, edges };
  const places = inputs.map(({ place }) => place);
  return { path, groups, name, ports, reset, size, places, outputs: [...outputs], functions };
}

/** The module as it would have been compiled from `unit`: what refers to the design refers to the one at hand. */
function rebind(module: CompiledModule, unit: Scope): CompiledModule {
  const properties = scopesOf(unit).flatMap(({ ir, path }) => ir.properties.map((property) => ({ property, path })));
  const covers = properties.filter(({ property }) => property.kind === "cover");
  const called = calledBy(unit);
  return {
    ...module,
    ir: unit.ir,
    children: module.children.map((child, index) => ({ ...child, module: at(called, index, unit.ir).module })),
    assertions: properties.filter(({ property }) => property.kind !== "cover"),
    covers: module.covers.map((cover, index): CompiledModule["covers"][number] => {
      const current: CompiledProperty = at(covers, index, unit.ir);
      return { ...cover, ...current };
    }),
  };
}

/** In the order of `CompiledModule.children`. */
function calledBy(scope: Scope): Called[] {
  return scope.children.flatMap((child) => (isCalled(child) ? [child] : calledBy(child)));
}

function at<Item>(items: readonly Item[], index: number, { name }: ModuleIr): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`${name}: code was kept of another unit`);
  return item;
}
