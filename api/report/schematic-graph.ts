/** What a schematic shows of a module: boxes with ports, and lines between them. */
import type { Hierarchy, HierarchyModule, HierarchySignal } from "./hierarchy.ts";
import { sourceName } from "./names.ts";
import { commonLabel, type PortGroup, portGroups } from "./port-groups.ts";

export interface SchematicNode {
  readonly id: string;
  readonly kind: "instance" | "register" | "memory" | "pin";
  readonly title: string;
  /** Second line: the module of an instance, the size of a memory. */
  readonly subtitle: string;
  readonly source: string | undefined;
  readonly inputs: readonly SchematicPort[];
  readonly outputs: readonly SchematicPort[];
}

export interface SchematicPort {
  readonly id: string;
  /** Empty where the box says it all. */
  readonly label: string;
}

export interface SchematicEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: "stream" | "wire" | "logic";
  /** What the line carries, for people. */
  readonly text: string;
}

export interface SchematicGraph {
  readonly nodes: readonly SchematicNode[];
  readonly edges: readonly SchematicEdge[];
}

/** A node with what tells which of its ports an end is. */
interface Part {
  readonly id: string;
  readonly kind: SchematicNode["kind"];
  readonly title: string;
  readonly subtitle: string;
  readonly source: string | undefined;
  readonly groups: readonly PortGroup[];
}

/** More registers than this are drawn as one box. */
const mostRegisters = 12;

export function schematicGraph(hierarchy: Hierarchy, module: HierarchyModule): SchematicGraph {
  const parts = new Map<string, Part>();
  const add = (names: readonly string[], part: Part): void => {
    for (const name of names) parts.set(name, part);
  };
  for (const family of families(module.instances, ({ name, module: of }) => `${stem(name)} ${of}`)) {
    const [first] = family;
    if (first === undefined) continue;
    const child = hierarchy.modules[first.module];
    const names = family.map(({ name }) => name);
    const title = sourceName(commonLabel(names));
    add(names, {
      id: `i ${first.name}`,
      kind: "instance",
      title,
      subtitle: sourceName(child?.baseName ?? first.module),
      source: first.source,
      groups: portGroups(child?.ports ?? []),
    });
  }
  for (const memory of module.memories) {
    const ends = module.connections.flatMap(({ from, to }) => [from, to]).filter((end) => partOf(end) === memory.name);
    const reads = [...new Set(ends.map(portOf))].filter((port) => port.startsWith("read"));
    add([memory.name], {
      id: `m ${memory.name}`,
      kind: "memory",
      title: sourceName(memory.name),
      subtitle: `${memory.depth} × ${memory.width} bit`,
      source: memory.source,
      groups: [
        ...[...new Set(ends.map(portOf))].map((port) => singleGroup(port, "input", memory.width)),
        ...reads.map((port) => singleGroup(port, "output", memory.width)),
      ],
    });
  }
  const registers = families(module.registers, ({ name }) => stem(name));
  const shown = registers.length > mostRegisters ? [module.registers] : registers;
  for (const family of shown)
    add(
      family.map(({ name }) => name),
      registerPart(family, registers.length),
    );
  const pins = portGroups(
    // Seen from inside, an input is a source.
    module.ports.map((port) => ({ ...port, direction: port.direction === "input" ? "output" : "input" })),
  );
  const pinParts = new Map(
    pins.flatMap((group) => {
      const part: Part = {
        id: `p ${group.label} ${group.direction}`,
        kind: "pin",
        title: sourceName(group.label),
        subtitle: "",
        source: undefined,
        groups: [group],
      };
      return group.ports.map((port) => [port, part] as const);
    }),
  );
  const find = (end: string): Part | undefined =>
    end.startsWith(".") ? pinParts.get(end.slice(1)) : parts.get(partOf(end));
  return wired(module, find);
}

function registerPart(family: readonly HierarchySignal[], familyCount: number): Part {
  const bits = family.reduce((sum, { width }) => sum + width, 0);
  const isAll = familyCount > mostRegisters;
  return {
    id: `r ${isAll ? "" : family[0]?.name}`,
    kind: "register",
    title: isAll ? `${family.length} registers` : sourceName(commonLabel(family.map(({ name }) => name))),
    subtitle: `${bits} ${bits === 1 ? "bit" : "bits"}`,
    source: isAll ? undefined : family[0]?.source,
    groups: [singleGroup("d", "input", bits), singleGroup("q", "output", bits)],
  };
}

const singleGroup = (port: string, direction: PortGroup["direction"], bits: number): PortGroup => ({
  label: port,
  direction,
  isStream: false,
  bits,
  ports: [port],
});

function wired(module: HierarchyModule, find: (end: string) => Part | undefined): SchematicGraph {
  const used = new Map<string, Part>();
  const ports = new Set<string>();
  const edges = new Map<string, SchematicEdge>();
  const streams = new Set<string>();
  const backwards: (() => void)[] = [];
  for (const { from, to, by } of module.connections) {
    const [source, sink] = [find(from), find(to)];
    if (source === undefined || sink === undefined || source === sink) continue;
    const out = groupOf(source, portOf(from), "output");
    const into = groupOf(sink, portOf(to), "input");
    if (out === undefined || into === undefined) continue;
    // A stream's `ready` goes against it: it is drawn only where the stream itself is not.
    const isBack = isReady(out, from) || isReady(into, to);
    const draw = (): void => {
      used.set(source.id, source).set(sink.id, sink);
      const [a, b] = [portId(source, out, "output"), portId(sink, into, "input")];
      ports.add(a).add(b);
      const isStream = out.isStream && into.isStream && by === "wire" && !isBack;
      if (isStream) streams.add(`${source.id}>${sink.id}`);
      const earlier = edges.get(`${a}>${b}`);
      const kind = isStream || earlier?.kind === "stream" ? "stream" : by === "wire" ? "wire" : (earlier?.kind ?? by);
      const text = `${nameIn(source, out)} → ${nameIn(sink, into)}${kind === "logic" ? ", through logic" : ""}`;
      edges.set(`${a}>${b}`, { from: a, to: b, kind, text });
    };
    if (!isBack) draw();
    else
      backwards.push(() => {
        if (!streams.has(`${sink.id}>${source.id}`)) draw();
      });
  }
  for (const each of backwards) each();
  const nodes = [...used.values()].map((part): SchematicNode => {
    const { id, kind, title, subtitle, source } = part;
    const side = (direction: "input" | "output") => sidePorts(part, direction).filter((port) => ports.has(port.id));
    return { id, kind, title, subtitle, source, inputs: side("input"), outputs: side("output") };
  });
  return { nodes, edges: [...edges.values()] };
}

function sidePorts(part: Part, direction: "input" | "output"): SchematicPort[] {
  return part.groups.map((group) => ({
    id: portId(part, group, direction),
    label: part.kind === "pin" || part.kind === "register" ? "" : sourceName(group.label),
  }));
}

const isReady = (group: PortGroup, end: string): boolean => group.isStream && portOf(end).endsWith("_ready");

/** Groups of memories have the same port on both sides. */
function groupOf({ groups }: Part, port: string, direction: "input" | "output"): PortGroup | undefined {
  const having = groups.filter(({ ports }) => ports.includes(port));
  return having.find((group) => group.direction === direction) ?? having[0];
}

const portId = (part: Part, group: PortGroup, side: "input" | "output"): string =>
  `${part.id} ${side} ${group.direction} ${group.label}`;

const nameIn = ({ kind, title }: Part, { label }: PortGroup): string =>
  kind === "pin" || kind === "register" ? title : `${title}.${sourceName(label)}`;

const partOf = (end: string): string => end.slice(0, end.lastIndexOf("."));
const portOf = (end: string): string => end.slice(end.lastIndexOf(".") + 1);
const stem = (name: string): string => name.replace(/\d+$/, "");

/** Things of one key together, in the order of the first ones. */
function families<T>(things: readonly T[], keyOf: (thing: T) => string): readonly (readonly T[])[] {
  const found = new Map<string, T[]>();
  for (const thing of things) found.set(keyOf(thing), [...(found.get(keyOf(thing)) ?? []), thing]);
  return [...found.values()];
}
