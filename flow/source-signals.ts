import type { CriticalPath, PathSignal, PathStep } from "./build-result.ts";
import { sourceLines } from "./source-lines.ts";

/** What of yosys' JSON says how nets and cells are called. */
interface YosysNetlist {
  readonly modules: Readonly<Record<string, YosysModule>>;
}

interface YosysModule {
  readonly netnames: Readonly<Record<string, NetName>>;
  readonly cells: Readonly<Record<string, NetCell>>;
}

interface NetName {
  readonly bits: readonly Bit[];
  readonly attributes: Readonly<Record<string, string>>;
}

interface NetCell {
  readonly attributes: Readonly<Record<string, string>>;
  readonly connections: Readonly<Record<string, readonly Bit[]>>;
}

/** The number of a net, or a constant. */
type Bit = number | string;

/** A signal's name in the source. */
interface Alias {
  /** Instances from the top down. */
  readonly path: readonly string[];
  readonly name: string;
  /** Verilog file that declares it. */
  readonly file: string;
  readonly bits: readonly Bit[];
}

/**
 * The steps of critical paths with the signals of the source that they pass, and the lines of those.
 *
 * Names that synthesis made up are led back: yosys calls a cell or net after a signal beside it, `sum_SB_LUT4_O_I3`, and
 * nextpnr hangs what it packed together to the end, `sum_SB_LUT4_O_LC`.
 */
export function withSourceSignals(
  paths: readonly CriticalPath[],
  netlist: Uint8Array,
  top: string,
  verilog: Readonly<Record<string, string>>,
): readonly CriticalPath[] {
  if (paths.length === 0) return paths;
  const module = (JSON.parse(new TextDecoder().decode(netlist)) as YosysNetlist).modules[top];
  if (module === undefined) throw new Error(`yosys wrote no module ${top}`);
  const names = new SourceNames(module, top, sourceLines(verilog));
  return paths.map((path) => ({
    ...path,
    steps: path.steps.map((step, index) => {
      const signal = names.ofStep(step, path.steps[index + 1]);
      return signal === undefined ? step : { ...step, signal };
    }),
  }));
}

class SourceNames {
  readonly #module: YosysModule;
  readonly #lines: ReturnType<typeof sourceLines>;
  readonly #byName = new Map<string, Alias>();
  readonly #byBit = new Map<Bit, Alias[]>();
  /** Verilog file of each instance. */
  readonly #files = new Map<string, string>();
  /** The cells that a net goes to. */
  readonly #consumers = new Map<Bit, NetCell[]>();

  constructor(module: YosysModule, top: string, lines: ReturnType<typeof sourceLines>) {
    this.#module = module;
    this.#lines = lines;
    this.#files.set("", `${top}.v`);
    for (const [net, { bits, attributes }] of Object.entries(module.netnames)) {
      const [, file] = /^([^|:]+):/.exec(attributes.src ?? "") ?? [];
      const words = attributes.hdlname?.split(" ") ?? [net];
      const [path, name] = [words.slice(0, -1), words.at(-1) ?? net];
      if (file === undefined || !lines.declares(file, name)) continue;
      const alias: Alias = { path, name, file, bits };
      this.#byName.set(net, alias);
      this.#files.set(path.join("."), file);
      for (const bit of bits) this.#byBit.set(bit, [...(this.#byBit.get(bit) ?? []), alias]);
    }
    for (const cell of Object.values(module.cells)) {
      for (const [port, bits] of Object.entries(cell.connections)) {
        if (outputPorts.has(port)) continue;
        for (const bit of bits) {
          if (typeof bit !== "number") continue;
          const cells = this.#consumers.get(bit);
          if (cells === undefined) this.#consumers.set(bit, [cell]);
          else cells.push(cell);
        }
      }
    }
  }

  /** A cell's step is called after what it drives, which the step behind it carries; the last one after its register. */
  ofStep({ net, from, to }: PathStep, next: PathStep | undefined): PathSignal | undefined {
    const driven = net ?? next?.net;
    if (driven === undefined) return this.#ofRegister(to.cell) ?? this.#near(to.cell);
    const near = this.#near(from.cell) ?? this.#near(driven);
    // A name that begins with a port of the top says nothing: synthesis calls logic deep down after it.
    const isTelling = near !== undefined && near.module !== "";
    return this.#ofNet(driven) ?? this.#ofCell(from.cell) ?? (isTelling ? near : (this.#fedBy(driven) ?? near));
  }

  /** The nearest signal of the source that logic behind a net makes. */
  #fedBy(net: string): PathSignal | undefined {
    let bits = new Set<Bit>([this.#bitOf(net) ?? "x"]);
    const seen = new Set<Bit>(bits);
    while (bits.size > 0) {
      const next = new Set<Bit>();
      for (const { connections } of [...bits].flatMap((bit) => this.#consumers.get(bit) ?? [])) {
        for (const made of [...outputPorts].flatMap((port) => connections[port] ?? [])) {
          const found = this.#ofBit(made);
          if (found !== undefined && found.module !== "") return { ...found, relation: "near" };
          if (!seen.has(made)) next.add(made);
          seen.add(made);
        }
      }
      bits = next;
    }
    return undefined;
  }

  #ofNet(net: string): PathSignal | undefined {
    const bit = this.#bitOf(net);
    return bit === undefined ? undefined : this.#ofBit(bit);
  }

  #bitOf(net: string): Bit | undefined {
    const [, base = net, index = "0"] = /^(.*?)(?:\[(\d+)\])?$/.exec(net) ?? [];
    return (this.#module.netnames[net] ?? this.#module.netnames[base])?.bits[Number(index)];
  }

  /** The statement of which synthesis made a cell, where it remembers: it does for adders. */
  #ofCell(cell: string): PathSignal | undefined {
    for (const part of this.#cell(cell)?.attributes.src?.split("|") ?? []) {
      const [, file = "", line = ""] = /^([^:]+):(\d+)\./.exec(part) ?? [];
      const statement = this.#lines.statement(file, Number(line));
      const paths = [...this.#files].filter(([, name]) => name === file).map(([path]) => path);
      const path = paths.find((each) => cell.startsWith(`${each}.`)) ?? (paths.length === 1 ? paths[0] : undefined);
      if (statement !== undefined && path !== undefined)
        return { module: path, name: statement.name, relation: "near", lines: [statement.source] };
    }
    return undefined;
  }

  #cell(name: string): NetCell | undefined {
    const { cells } = this.#module;
    return withoutPacking(name)
      .map((each) => cells[each])
      .find((found) => found !== undefined);
  }

  #ofBit(bit: Bit): PathSignal | undefined {
    const [alias] = this.#makers(bit);
    if (alias === undefined) return undefined;
    const index = alias.bits.length === 1 ? "" : `[${alias.bits.indexOf(bit)}]`;
    return this.#signal(alias, "is", index);
  }

  #rank({ file, name }: Alias): number {
    return this.#lines.assigning(file, name).length > 0 ? 1 : 0;
  }

  /** The flip-flop of a placed cell: the cell itself, or what its LUT feeds. */
  #ofRegister(cell: string): PathSignal | undefined {
    const own = this.#cell(cell);
    if (own === undefined) return undefined;
    const held = own.connections.Q?.[0];
    if (held !== undefined) return this.#ofBit(held);
    const made = own.connections.O?.[0] ?? own.connections.Z?.[0];
    if (made === undefined) return undefined;
    const fed = Object.values(this.#module.cells).find(
      ({ connections }) => connections.Q !== undefined && inputOf(connections) === made,
    );
    const kept = fed?.connections.Q?.[0];
    return kept === undefined ? undefined : this.#ofBit(kept);
  }

  /** The signal or memory that a made-up name begins with. */
  #near(name: string): PathSignal | undefined {
    for (let end = name.length; end > 0; end = name.slice(0, end).search(/[_.$][^_.$]*$/)) {
      const head = name.slice(0, end);
      const alias = this.#byName.get(head) ?? this.#memory(head);
      if (alias !== undefined) return this.#signal(alias, "near", "");
    }
    return undefined;
  }

  #memory(head: string): Alias | undefined {
    const words = head.split(".");
    const [path, name = ""] = [words.slice(0, -1), words.at(-1)];
    const file = this.#files.get(path.join("."));
    return file !== undefined && this.#lines.declares(file, name) ? { path, name, file, bits: [] } : undefined;
  }

  #signal({ path, name, file, bits }: Alias, relation: PathSignal["relation"], index: string): PathSignal {
    const own = this.#lines.assigning(file, name);
    // An input, or an output of an instance, is assigned elsewhere.
    const [maker] = own.length > 0 ? [] : this.#makers(bits[0]);
    const lines = maker === undefined ? own : this.#lines.assigning(maker.file, maker.name);
    return {
      module: path.join("."),
      name: `${name}${index}`,
      relation,
      lines: lines.length > 0 ? lines : this.#lines.declaring(file, name),
    };
  }

  /** The names of a net, those first under which it is made: assigned, and furthest down. */
  #makers(bit: Bit | undefined): readonly Alias[] {
    return [...((bit === undefined ? undefined : this.#byBit.get(bit)) ?? [])].sort(
      (a, b) => this.#rank(b) - this.#rank(a) || b.path.length - a.path.length,
    );
  }
}

/** Of logic cells and flip-flops of both families. */
const outputPorts: ReadonlySet<string> = new Set(["Q", "O", "Z", "CO"]);

const inputOf = (connections: NetCell["connections"]): Bit | undefined => (connections.D ?? connections.DI)?.[0];

/** What a cell of nextpnr may have been called in the netlist. */
function withoutPacking(cell: string): readonly string[] {
  return [cell, cell.replace(/_(?:DFFLC|LC|RAM)$/, ""), cell.replace(/\$.*$/, "")];
}
