/** The schematic of a module: laid out by ELK, drawn as SVG. */
import ElkConstructor, {
  type ElkEdgeSection,
  type ElkExtendedEdge,
  type ElkNode,
  type ElkPort,
} from "elkjs/lib/elk.bundled.js";
import { type Markup, markup } from "./markup.ts";
import type { SchematicEdge, SchematicGraph, SchematicNode } from "./schematic-graph.ts";

/** Widths of a letter, and heights, in pixels. */
const [titleSize, portSize, header, row, narrowRow] = [7.1, 6, 40, 17, 11];

const layoutOptions = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.spacing.nodeNodeBetweenLayers": "46",
  "elk.layered.spacing.edgeNodeBetweenLayers": "16",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "9",
  "elk.spacing.nodeNode": "26",
  "elk.spacing.edgeNode": "16",
  "elk.spacing.edgeEdge": "9",
  "elk.padding": "[top=6,left=6,bottom=6,right=6]",
  "elk.randomSeed": "1",
};

export async function drawSchematic(graph: SchematicGraph, label: string): Promise<Markup> {
  const elk = new ElkConstructor.default();
  const ids = new Map<string, string>();
  const idOf = (name: string): string => {
    const id = ids.get(name) ?? `n${ids.size}`;
    ids.set(name, id);
    return id;
  };
  const layout = (children: ElkNode[]): Promise<ElkNode> =>
    elk.layout({
      id: "module",
      layoutOptions,
      children,
      edges: graph.edges.map(
        (edge, index): ElkExtendedEdge => ({
          id: `e${index}`,
          sources: [idOf(edge.from)],
          targets: [idOf(edge.to)],
          layoutOptions: { "elk.layered.priority.straightness": edge.kind === "stream" ? "10" : "1" },
        }),
      ),
    });
  // The first layout finds in which order ports cross least; the second one has them below the titles, in that order.
  const free = await layout(graph.nodes.map((node) => elkNode(node, idOf)));
  const laidOut = await layout(
    graph.nodes.map((node, index) => inRows(node, elkNode(node, idOf), free.children?.[index])),
  );
  const boxes = new Map((laidOut.children ?? []).map((box) => [box.id, box]));
  const [width, height] = [laidOut.width ?? 0, laidOut.height ?? 0];
  const lines = graph.edges.map((edge, index) => ({ edge, sections: laidOut.edges?.[index]?.sections ?? [] }));
  const rank = { logic: 0, wire: 1, stream: 2 };
  return markup`<svg class="schematic" viewBox="0 0 ${width} ${height}" style="width:${width}px;min-width:${Math.round(width * 0.72)}px" role="img" aria-label="${label}">
${lines.sort((a, b) => rank[a.edge.kind] - rank[b.edge.kind]).map(({ edge, sections }) => edgeShape(edge, sections))}
${graph.nodes.map((node) => nodeShape(node, boxes.get(idOf(node.id)), idOf))}
</svg>`;
}

const widest = (texts: readonly string[], size: number): number =>
  texts.reduce((most, text) => Math.max(most, text.length * size), 0);

function elkNode(node: SchematicNode, idOf: (name: string) => string): ElkNode {
  const { kind, title, subtitle, inputs, outputs } = node;
  const labels = (ports: SchematicNode["inputs"]) =>
    widest(
      ports.map(({ label }) => label),
      portSize,
    );
  const hasLabels = kind === "instance" || kind === "memory";
  const textWidth = Math.max(title.length * titleSize, subtitle.length * 6.4) + 24;
  const width = Math.max(textWidth, hasLabels ? labels(inputs) + labels(outputs) + 40 : 0, 48);
  const rows = Math.max(inputs.length, outputs.length, 1);
  const height = hasLabels ? header + rows * row + 5 : Math.max(kind === "pin" ? 24 : 42, (rows + 1) * narrowRow);
  const port = (id: string, side: "WEST" | "EAST"): ElkPort => ({
    id: idOf(id),
    width: 0,
    height: 0,
    layoutOptions: { "elk.port.side": side },
  });
  const isFirst = kind === "pin" && inputs.length === 0;
  const isLast = kind === "pin" && outputs.length === 0;
  return {
    id: idOf(node.id),
    width,
    height,
    ports: [...inputs.map(({ id }) => port(id, "WEST")), ...outputs.map(({ id }) => port(id, "EAST"))],
    layoutOptions: {
      "elk.portConstraints": "FIXED_SIDE",
      ...(isFirst ? { "elk.layered.layering.layerConstraint": "FIRST" } : {}),
      ...(isLast ? { "elk.layered.layering.layerConstraint": "LAST" } : {}),
    },
  };
}

/** The same box with its ports at fixed places, sorted as they lie in `sorted`. */
function inRows({ kind }: SchematicNode, box: ElkNode, sorted: ElkNode | undefined): ElkNode {
  const hasLabels = kind === "instance" || kind === "memory";
  const heights = new Map((sorted?.ports ?? []).map((port) => [port.id, port.y ?? 0]));
  const place = (side: "WEST" | "EAST"): ElkPort[] => {
    const ports = (box.ports ?? []).filter((port) => port.layoutOptions?.["elk.port.side"] === side);
    const inOrder = ports.sort((a, b) => (heights.get(a.id) ?? 0) - (heights.get(b.id) ?? 0));
    const step = hasLabels ? row : (box.height ?? 0) / (ports.length + 1);
    const first = hasLabels ? header + 6 : step;
    return inOrder.map((port, index) => ({
      ...port,
      x: side === "WEST" ? 0 : (box.width ?? 0),
      y: first + index * step,
    }));
  };
  return {
    ...box,
    ports: [...place("WEST"), ...place("EAST")],
    layoutOptions: { ...box.layoutOptions, "elk.portConstraints": "FIXED_POS" },
  };
}

function nodeShape(node: SchematicNode, box: ElkNode | undefined, idOf: (name: string) => string): Markup | undefined {
  if (box === undefined) return undefined;
  const [x, y, width, height] = [box.x ?? 0, box.y ?? 0, box.width ?? 0, box.height ?? 0];
  const { kind, title, subtitle, source, inputs, outputs } = node;
  const at = new Map((box.ports ?? []).map((port) => [port.id, port]));
  const label = (id: string, text: string, side: "left" | "right"): Markup | undefined => {
    const port = at.get(idOf(id));
    if (port === undefined || text === "") return undefined;
    return markup`<text class="port" x="${side === "left" ? 9 : width - 9}" y="${(port.y ?? 0) + 3.5}" text-anchor="${side === "left" ? "start" : "end"}">${text}</text>`;
  };
  const text =
    kind === "pin"
      ? markup`<text class="pinname" x="${width / 2}" y="${height / 2 + 4}" text-anchor="middle">${title}</text>`
      : markup`<text x="${width / 2}" y="17" text-anchor="middle" font-weight="600">${title}</text><text class="module" x="${width / 2}" y="32" text-anchor="middle">${subtitle}</text>`;
  return markup`<g class="node ${kind}" transform="translate(${x} ${y})"><title>${title}${subtitle === "" ? "" : `: ${subtitle}`}${source === undefined ? "" : `, ${source}`}</title><rect width="${width}" height="${height}" rx="${kind === "pin" ? 12 : kind === "register" ? 3 : 6}"/>${text}
${inputs.map((port) => label(port.id, port.label, "left"))}${outputs.map((port) => label(port.id, port.label, "right"))}</g>`;
}

function edgeShape({ kind, text }: SchematicEdge, sections: readonly ElkEdgeSection[]): Markup {
  return markup`<g class="edge ${kind}"><title>${text}</title>${sections.map((section) => {
    const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
    const d = rounded(points);
    const { x, y } = section.endPoint;
    const size = kind === "stream" ? 4.2 : 3.2;
    return markup`<path class="hit" d="${d}"/><path d="${d}"/><path class="tip" d="M${x} ${y}l${-2 * size} ${-size}v${2 * size}z"/>`;
  })}</g>`;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Corners with a small radius: crossings and bends are told apart. */
function rounded(points: readonly Point[]): string {
  const text = ({ x, y }: Point): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
  const towards = (from: Point, to: Point, radius: number): Point => {
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const share = Math.min(radius, length / 2) / length;
    return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
  };
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (before === undefined) return `M${text(point)}`;
      if (after === undefined) return `L${text(point)}`;
      return `L${text(towards(point, before, 5))}Q${text(point)} ${text(towards(point, after, 5))}`;
    })
    .join("");
}
