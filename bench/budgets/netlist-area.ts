/**
 * What modules take of a device, read from the netlist that yosys wrote with its hierarchy kept: each module with all that
 * is in it. Nearly what nextpnr counts; no placement is needed for it.
 */

/** By resource: `lc`, `ebr`, `spram`, `dsp` of an iCE40, `lut`, `ff`, `dp16kd`, `mult18` of an ECP5. */
export type Area = Readonly<Record<string, number>>;

type Bit = number | string;

interface Cell {
  readonly type: string;
  readonly connections: Readonly<Record<string, readonly Bit[]>>;
}

interface NetlistModule {
  readonly ports: Readonly<Record<string, { readonly direction: string; readonly bits: readonly Bit[] }>>;
  readonly cells: Readonly<Record<string, Cell>>;
}

type Netlist = Readonly<Record<string, NetlistModule>>;

/** Cells that take something of a device: which resource, and how much of it. */
const ecp5Cells: Readonly<Record<string, readonly [resource: string, count: number]>> = {
  LUT4: ["lut", 1],
  CCU2C: ["lut", 2],
  TRELLIS_DPR16X4: ["lut", 4],
  TRELLIS_FF: ["ff", 1],
  DP16KD: ["dp16kd", 1],
  MULT18X18D: ["mult18", 1],
};

const ice40Cells: typeof ecp5Cells = {
  SB_RAM40_4K: ["ebr", 1],
  SB_SPRAM256KA: ["spram", 1],
  SB_MAC16: ["dsp", 1],
};

/**
 * The area of a module and of the instances below it, by path (`core/neurons/neuron0`), at most `depth` names deep. Of
 * instances that are numbered copies of one module only the first is told.
 */
export function areaByPath(json: Uint8Array, top: string, depth: number): ReadonlyMap<string, Area> {
  const { modules } = JSON.parse(new TextDecoder().decode(json)) as { readonly modules: Netlist };
  const whole = new Map<string, Area>();
  const areaOf = (name: string): Area => {
    const known = whole.get(name);
    if (known !== undefined) return known;
    const module = moduleNamed(modules, name);
    const area = added([ownArea(module), ...instancesOf(modules, module).map(([, type]) => areaOf(type))]);
    whole.set(name, area);
    return area;
  };
  const found = new Map<string, Area>();
  const visit = (path: readonly string[], name: string): void => {
    found.set(path.join("/") || top, areaOf(name));
    if (path.length === depth) return;
    for (const [instance, type] of instancesOf(modules, moduleNamed(modules, name)))
      if (!/[1-9]\d*$/.test(instance) || !isCopy(modules, name, instance, type)) visit([...path, instance], type);
  };
  visit([], top);
  return found;
}

/** There is an instance of the same module that ends in 0: `lane3` beside `lane0`. */
function isCopy(modules: Netlist, parent: string, instance: string, type: string): boolean {
  const first = instance.replace(/[1-9]\d*$/, "0");
  return instancesOf(modules, moduleNamed(modules, parent)).some(([name, other]) => name === first && other === type);
}

function instancesOf(modules: Netlist, module: NetlistModule): [instance: string, type: string][] {
  return Object.entries(module.cells).flatMap(([name, { type }]): [string, string][] =>
    type in modules && isOurs(type) ? [[name, type]] : [],
  );
}

/** The library's own cells are in the netlist as modules without contents. */
const isOurs = (type: string): boolean => /^[a-z]/.test(type);

function moduleNamed(modules: Netlist, name: string): NetlistModule {
  const module = modules[name];
  if (module === undefined) throw new Error(`yosys wrote no module ${name}`);
  return module;
}

function ownArea(module: NetlistModule): Area {
  const area: Record<string, number> = {};
  const take = (resource: string, count: number) => {
    area[resource] = (area[resource] ?? 0) + count;
  };
  for (const { type } of Object.values(module.cells)) {
    const counted = ecp5Cells[type] ?? ice40Cells[type];
    if (counted !== undefined) take(...counted);
  }
  const lc = logicCells(module);
  if (lc > 0) take("lc", lc);
  return area;
}

/**
 * Logic cells of an iCE40 as nextpnr packs them: a LUT that drives nothing but one flip-flop shares its cell; so does a
 * carry with the LUT that adds the same bits.
 */
function logicCells({ cells, ports }: NetlistModule): number {
  const all = Object.values(cells);
  const readers = new Map<Bit, number>();
  const read = (bit: Bit | undefined) => {
    if (bit !== undefined) readers.set(bit, (readers.get(bit) ?? 0) + 1);
  };
  for (const { type, connections } of all)
    for (const [port, bits] of Object.entries(connections)) if (!isOutput(type, port)) bits.forEach(read);
  for (const { direction, bits } of Object.values(ports)) if (direction === "output") bits.forEach(read);

  const luts = all.filter(({ type }) => type === "SB_LUT4");
  const flipFlops = all.filter(({ type }) => type.startsWith("SB_DFF"));
  const carries = all.filter(({ type }) => type === "SB_CARRY");
  const alone = new Set(luts.flatMap((lut) => (readers.get(bitOf(lut, "O") ?? "") === 1 ? [bitOf(lut, "O")] : [])));
  const paired = flipFlops.filter((cell) => alone.has(bitOf(cell, "D"))).length;
  const sums = new Set(luts.map((lut) => [bitOf(lut, "I1"), bitOf(lut, "I2"), bitOf(lut, "I3")].join(" ")));
  const unmatched = carries.filter(
    (carry) => !sums.has([bitOf(carry, "I0"), bitOf(carry, "I1"), bitOf(carry, "CI")].join(" ")),
  ).length;
  return luts.length + flipFlops.length - paired + unmatched;
}

/** Outputs of the cells that logic is made of; what else drives a net is not asked about. */
const isOutput = (type: string, port: string): boolean =>
  (type === "SB_LUT4" && port === "O") ||
  (type === "SB_CARRY" && port === "CO") ||
  (type.startsWith("SB_DFF") && port === "Q");

const bitOf = ({ connections }: Cell, port: string): Bit | undefined => connections[port]?.[0];

function added(areas: readonly Area[]): Area {
  const sum: Record<string, number> = {};
  for (const area of areas)
    for (const [resource, count] of Object.entries(area)) sum[resource] = (sum[resource] ?? 0) + count;
  return sum;
}
