/**
 * Clocks that cells make. An engine ticks the clocks of the top module; a PLL or an oscillator deeper inside is taken
 * out, and the clock that it makes comes in from the top, with the frequency that the cell states. Names stay.
 */
import { type Diagnostic, throwIfAny } from "../diagnostics/index.ts";
import { bool, elaborate, module, nodes, output, regs, uint, when } from "../hdlgen/index.ts";
import type { BlackBox, ClockSource, Design, Expr, Instance, ModuleIr, Signal } from "../hdlgen/ir.ts";
import { clockBehind, type ModuleClock } from "./clock-path.ts";

/** A clock as the engines tick it. */
export interface SimulatedClock {
  /** As the user names it: the top's port, or the path of the cell's output, `board.pll.PLLOUTGLOBAL`. */
  readonly name: string;
  /** The top's port of the design that is simulated. */
  readonly port: string;
  /** Its frequency: times that of another clock, by its index, or in hertz. Absent: free. */
  readonly source?: { readonly reference: number | undefined; readonly multiply: number; readonly divide: number };
}

export interface SimulatedDesign {
  readonly design: Design;
  /** The main clock first: the top's own, else its first clock port. */
  readonly clocks: readonly SimulatedClock[];
}

/** The design with every clock at its top. Throws SIM009 for a cell that makes a clock and does not say which. */
export function hoistClockSources(design: Design): SimulatedDesign {
  const hoisting = design.modules.some(mayMakeClock) ? new Hoisting(design) : undefined;
  const top = hoisting?.module(design.top) ?? { module: design.top, made: [] };
  throwIfAny(hoisting?.problems ?? []);
  const ports = top.module.ports.filter(({ direction, signal }) => direction === "input" && isClock(signal));
  const made = new Map(top.made.map((clock) => [clock.port, clock]));
  const order: ModuleClock[] = [
    ...(top.module.clocked ? (["own"] as const) : []),
    ...ports.map(({ signal }) => signal),
  ];
  const clocks = order.map((clock): SimulatedClock => {
    if (clock === "own") return { name: "clk", port: "clk" };
    const source = made.get(clock);
    if (source === undefined) return { name: clock.name, port: clock.name };
    const { name, multiply, divide } = source;
    const reference = source.reference === undefined ? undefined : order.indexOf(source.reference);
    return { name, port: clock.name, source: { reference, multiply, divide } };
  });
  return { design: hoisting?.design(top.module) ?? design, clocks };
}

/** Only a cell does. */
const mayMakeClock = ({ blackBox, ports }: ModuleIr): boolean =>
  blackBox !== undefined &&
  (blackBox.clockSource !== undefined ||
    ports.some(({ direction, signal }) => direction === "output" && isClock(signal)));

/** A clock that is made in a module or below, and comes in by a port now. */
interface Made {
  readonly port: Signal;
  /** Path of the cell's output below the module. */
  readonly name: string;
  /** A clock of the module; absent: an oscillator. */
  readonly reference: ModuleClock | undefined;
  readonly multiply: number;
  readonly divide: number;
}

interface Hoisted {
  readonly module: ModuleIr;
  readonly made: readonly Made[];
}

class Hoisting {
  readonly problems: Diagnostic[] = [];
  readonly #design: Design;
  readonly #done = new Map<ModuleIr, Hoisted>();
  readonly #locks = new Map<number, ModuleIr>();

  constructor(design: Design) {
    this.#design = design;
  }

  /** The hoisted design: its modules children first, as before. */
  design(top: ModuleIr): Design {
    if (top === this.#design.top) return this.#design;
    const used = new Set<ModuleIr>();
    const visit = (module: ModuleIr): void => {
      if (used.has(module)) return;
      for (const instance of module.instances) visit(instance.module);
      used.add(module);
    };
    visit(top);
    return { top, modules: [...used] };
  }

  module(ir: ModuleIr): Hoisted {
    const known = this.#done.get(ir);
    if (known !== undefined) return known;
    const hoisted = ir.blackBox === undefined ? this.#hoist(ir) : { module: ir, made: [] };
    this.#done.set(ir, hoisted);
    return hoisted;
  }

  #hoist(ir: ModuleIr): Hoisted {
    const changes = new Changes(ir);
    for (const instance of ir.instances) {
      const { blackBox } = instance.module;
      if (blackBox?.clockSource !== undefined) this.#replaceCell(instance, blackBox.clockSource, changes);
      else if (blackBox === undefined) changes.thread(instance, this.module(instance.module));
      else this.#keepCell(instance, blackBox, changes);
    }
    return changes.result();
  }

  #keepCell(instance: Instance, { model }: BlackBox, changes: Changes): void {
    const clocks = instance.outputs.filter(({ signal }) => isClock(signal));
    changes.keep(instance);
    if (model !== undefined || clocks.length === 0) return;
    this.problems.push({
      code: "SIM009",
      place: instance.name,
      found: `${instance.module.name} makes the clock ${clocks.map(({ port }) => port).join(", ")}, of unknown frequency`,
      mend: "give the black box a clockSource",
    });
  }

  #replaceCell(instance: Instance, source: ClockSource, changes: Changes): void {
    const signalOf = (port: string): Signal | undefined =>
      instance.outputs.find((output) => output.port === port)?.signal;
    const value = instance.inputs.find((input) => input.port === source.reference)?.value;
    const reference = value?.op === "ref" ? changes.clock(value.signal) : undefined;
    const clocks = source.outputs.flatMap(({ port, multiply, divide }) => {
      const signal = signalOf(port);
      return signal === undefined
        ? []
        : [{ port: signal, name: `${instance.name}.${port}`, reference, multiply, divide }];
    });
    for (const clock of clocks) changes.add(clock);
    const lock = source.locked && signalOf(source.locked.port);
    if (source.locked !== undefined && lock !== undefined) {
      const clock = reference ?? clocks[0]?.port;
      changes.keep({
        name: instance.name,
        module: this.#lock(source.locked.cycles),
        inputs: [],
        outputs: [{ port: "locked", signal: lock }],
        ...(clock === "own" || clock === undefined ? {} : { clock }),
        site: instance.site,
      });
    }
    for (const { signal } of instance.outputs) {
      if (signal !== lock && !clocks.some(({ port }) => port === signal)) changes.ground(signal);
    }
  }

  /** Says when so many cycles have passed since the start. */
  #lock(cycles: number): ModuleIr {
    const known = this.#locks.get(cycles);
    if (known !== undefined) return known;
    const { top } = elaborate(ClockLock({ cycles }));
    const taken = new Set(this.#design.modules.map(({ name }) => name));
    let name = `clock_lock_${cycles}`;
    while (taken.has(name)) name = `${name}_`;
    const lock = { ...top, name };
    this.#locks.set(cycles, lock);
    return lock;
  }
}

const ClockLock = module(
  "clock_lock",
  (_: { cycles: number }) => ({ locked: output(bool) }),
  (_, { cycles }) => {
    const { count } = regs({ count: { type: uint(Math.max(1, Math.ceil(Math.log2(cycles + 1)))), powerUp: 0 } });
    const { locked } = nodes({ locked: count.ge(cycles) });
    when(locked.not(), () => {
      count.next = count.addw(1);
    });
    return { locked };
  },
);

/** One module on its way to having its made clocks as ports. */
class Changes {
  readonly #ir: ModuleIr;
  readonly #instances: Instance[] = [];
  readonly #made: Made[] = [];
  readonly #grounded: Signal[] = [];
  /** Names that are taken; few modules need a fresh one. */
  #names: Set<string> | undefined;
  #isChanged = false;

  constructor(ir: ModuleIr) {
    this.#ir = ir;
  }

  /** What a clock signal of the module carries, as far as the instances up to here say. */
  clock(signal: Signal | undefined): ModuleClock {
    return clockBehind({ ...this.#ir, instances: this.#instances }, signal);
  }

  keep(instance: Instance): void {
    if (!this.#ir.instances.includes(instance)) this.#isChanged = true;
    this.#instances.push(instance);
  }

  add(made: Made): void {
    this.#isChanged = true;
    this.#made.push(made);
  }

  /** An output of a cell that is gone, and that nothing models. */
  ground(signal: Signal): void {
    this.#isChanged = true;
    this.#grounded.push(signal);
  }

  /** Keeps the instance, with the clocks that its module no longer makes connected to ports of this one. */
  thread(instance: Instance, { module, made }: Hoisted): void {
    if (module === instance.module) {
      this.keep(instance);
      return;
    }
    const ports = new Map(
      made.map(({ port }): [Signal, Signal] => {
        const name = this.#fresh(`${instance.name}_${port.name}`);
        return [port, { name, type: port.type, role: "input", site: port.site }];
      }),
    );
    const outer = (clock: ModuleClock | undefined): ModuleClock | undefined => {
      if (clock === undefined) return undefined;
      if (clock === "own") return this.clock(instance.clock);
      const value = instance.inputs.find(({ port }) => port === clock.name)?.value;
      return ports.get(clock) ?? (value?.op === "ref" ? this.clock(value.signal) : undefined);
    };
    for (const each of made) {
      const port = ports.get(each.port);
      if (port === undefined) continue;
      this.add({ ...each, port, name: `${instance.name}.${each.name}`, reference: outer(each.reference) });
    }
    const inputs = [...ports].map(([{ name }, signal]) => ({ port: name, value: reference(signal) }));
    this.keep({ ...instance, module, inputs: [...instance.inputs, ...inputs] });
  }

  result(): Hoisted {
    if (!this.#isChanged) return { module: this.#ir, made: [] };
    const ports = this.#made.map(({ port }) => ({ direction: "input" as const, signal: port }));
    const nodes = this.#grounded.map((signal): ModuleIr["nodes"][number] => ({
      signal,
      value: { op: "const", width: signal.type.width, value: 0n },
    }));
    const ir = this.#ir;
    const module = {
      ...ir,
      ports: [...ir.ports, ...ports],
      nodes: [...nodes, ...ir.nodes],
      instances: this.#instances,
    };
    return { module, made: this.#made };
  }

  #fresh(wish: string): string {
    this.#names ??= namesIn(this.#ir);
    let name = wish;
    while (this.#names.has(name)) name = `${name}_`;
    this.#names.add(name);
    return name;
  }
}

function namesIn(ir: ModuleIr): Set<string> {
  return new Set([
    ...ir.ports.map(({ signal }) => signal.name),
    ...[...ir.nodes, ...ir.registers].map(({ signal }) => signal.name),
    ...ir.wires.map(({ name }) => name),
    ...[...ir.memories, ...ir.instances].map(({ name }) => name),
    ...ir.memories.flatMap(({ reads }) => reads.map(({ data }) => data.name)),
    ...ir.instances.flatMap(({ outputs }) => outputs.map(({ signal }) => signal.name)),
  ]);
}

const isClock = ({ type }: Signal): boolean => type.kind === "clock";
const reference = (signal: Signal): Expr => ({ op: "ref", width: 1, signal });
