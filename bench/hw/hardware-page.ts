/** docs/hardware-figures.md and the table that `npm run bench:hardware` prints, from the results of the rows. */
import { type Benchmark, meets, type Requirement, type Result } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { buildKinds, type Placed, requirementNames } from "./hardware-figure.ts";
import { type Peer, type PeerDevice, peerMegaSops, peers } from "./peers.ts";
import type { PlacementFigures } from "./placements.ts";

/** A row with what came out of it, or why nothing did. */
export interface HardwareOutcome {
  readonly benchmark: Benchmark;
  readonly outcome: Result | { readonly problem: string };
  /** The result is of an earlier state: something that the row imports has changed since. */
  readonly isEarlier?: true;
}

/** What a row keeps in the detail of its result. */
interface RowDetail {
  readonly device: PeerDevice | "ECP5-85F";
  readonly lanes: number;
  readonly weightBits: number;
  readonly network: string;
  readonly cores: number;
  readonly sopPerCycle: { readonly everyAxon: number; readonly digits: number };
  readonly fmaxMHz: number;
  readonly placed: Placed;
}

type Cells = readonly string[];
interface Table {
  readonly columns: Cells;
  readonly rows: readonly Cells[];
}

/** Those that something is required of. */
const kinds = ["full", "lean"] as const;

/** The figures against what is required: `15.6 (≥ 15.4)`, bold where it is missed. */
export function targetsTable(rows: readonly HardwareOutcome[]): Table {
  const columns = ["core", "SOP/cycle, every axon", "digits", "full", "MHz", "lean", "MHz", "useful SOP/s"];
  return {
    columns,
    rows: rows.map(({ benchmark, outcome, isEarlier }) => {
      if ("problem" in outcome)
        return [benchmark.id, `not measured: ${outcome.problem}`, ...Array<string>(columns.length - 2).fill("–")];
      const detail = detailOf(outcome);
      const against = (name: string) => judged(outcome, name);
      const area = (kind: "full" | "lean") => {
        const found = detail.placed[kind]?.pypi?.used;
        if (found === undefined) return "–";
        return Object.entries(found)
          .filter(([, count]) => count > 0)
          .map(([resource, count]) => {
            const text = against(requirementNames.used(resource, kind));
            return `${text === "–" ? grouped(count) : text} ${resource.toUpperCase()}`;
          })
          .join(", ");
      };
      return [
        `${rowName(detail)}${isEarlier === undefined ? "" : ", *earlier*"}`,
        against(requirementNames.everyAxon),
        against(requirementNames.digits),
        ...kinds.flatMap((kind) => [area(kind), against(requirementNames.fmax(kind))]),
        `${giga(outcome.value)} G`,
      ];
    }),
  };
}

/** The same builds with the tools of npm beside those of PyPI. */
export function toolSetsTable(rows: readonly HardwareOutcome[]): Table {
  const lines = detailsOf(rows).flatMap((detail) =>
    buildKinds.flatMap((kind): Cells[] => {
      const { pypi, npm } = detail.placed[kind] ?? {};
      if (pypi === undefined || npm === undefined) return [];
      const logic = [pypi, npm].map((figures) => grouped(logicOf(figures)));
      return [[rowName(detail), kind, ...logic, megahertz(pypi), megahertz(npm)]];
    }),
  );
  return { columns: ["core", "build", "LC, PyPI", "LC, npm", "MHz, PyPI", "MHz, npm"], rows: lines };
}

/** The full build, and what is left of it without the leak `mul12`, on devices without multipliers. */
export function multiplierTable(rows: readonly HardwareOutcome[]): Table {
  const lines = detailsOf(rows).flatMap((detail): Cells[] => {
    const [full, without] = [detail.placed.full?.pypi, detail.placed.unmultiplied?.pypi];
    if (full === undefined || without === undefined) return [];
    const [all, left] = [logicOf(full), logicOf(without)];
    return [[rowName(detail), ...[all, left, all - left].map(grouped), ...[full, without].map(megahertz)]];
  });
  return { columns: ["core", "LC, full", "LC, without", "LC, mul12", "MHz, full", "MHz, without"], rows: lines };
}

/** Every seed's clock. */
export function seedsTable(rows: readonly HardwareOutcome[]): Table {
  const lines = detailsOf(rows).flatMap((detail) =>
    buildKinds.flatMap((kind) =>
      Object.entries(detail.placed[kind] ?? {}).map(([set, figures]) => [
        rowName(detail),
        `${kind}, ${set}`,
        ...Object.values(figures.fmaxMHzBySeed).map((fmax) => fmax.toFixed(1)),
      ]),
    ),
  );
  const seeds = Math.max(0, ...lines.map((line) => line.length - 2));
  return { columns: ["core", "build", ...Array.from({ length: seeds }, (_, i) => `seed ${i + 1}`)], rows: lines };
}

/** Ours over each peer's on the same device, full build against the peer's whole design. */
export function peersTable(rows: readonly HardwareOutcome[]): Table {
  const lines = rows.flatMap(({ outcome }): Cells[] => {
    if ("problem" in outcome) return [];
    const detail = detailOf(outcome);
    const { device } = detail;
    if (device === "ECP5-85F") return [];
    return peers.flatMap((peer) => peerLine(outcome, detail, peer, device));
  });
  return {
    columns: ["core", "peer", "M SOP/s of the peer", "SOP/s", "SOP/cycle", "MHz", "logic", "SOP/s per logic cell"],
    rows: lines,
  };
}

function peerLine({ value }: Result, detail: RowDetail, peer: Peer, device: PeerDevice): Cells[] {
  const build = peer.on[device];
  const full = detail.placed.full?.pypi;
  if (build === undefined || full === undefined) return [];
  const theirs = peerMegaSops(peer, build);
  const times = (ratio: number) => `${significant(ratio, 3)} ×`;
  const logic = full.used.lc ?? full.used.lut;
  const area = logic === undefined || build.logic === undefined ? undefined : logic / build.logic;
  const speed = value / 1e6 / theirs;
  return [
    [
      rowName(detail),
      peer.name,
      String(significant(theirs, 3)),
      times(speed),
      times(detail.sopPerCycle.digits / peer.sopPerCycle),
      times(detail.fmaxMHz / build.fmaxMHz),
      area === undefined ? "–" : times(area),
      area === undefined ? "–" : times(speed / area),
    ],
  ];
}

/** The page. */
export function hardwarePage(rows: readonly HardwareOutcome[]): string {
  const versions = new Map(
    rows.flatMap(({ outcome }) => ("versions" in outcome ? Object.entries(outcome.versions) : [])),
  );
  const ids = rows.map(({ benchmark }) => `\`${benchmark.id}\``).join(", ");
  return [
    "<!-- Written by `npm run bench:hardware`; edit bench/hw/ instead. -->",
    "# Hardware figures",
    "",
    "What the core reaches on each device, in synaptic operations (SOP): an event times a synapse that exists. Padding lanes",
    "do not count. Cycles are all cycles of a run, draining and the output layer included, and every spike and membrane of",
    "these runs was compared with the reference. *Every axon*: all inputs and all neurons are active in every tick.",
    "*Digits*: 10 % of the inputs and of the hidden neurons are.",
    "",
    "The *full* build has parameters of every neuron's own, all leaks and resets, delays up to 15 ticks and the UART host",
    "link; on iCE40 it is the whole design of a board, with PLL. The *lean* build is the core alone between flip-flops",
    "(they and a parity tree, about 75 cells, are counted too): parameters uniform, no delays beyond 1. Clocks are medians",
    "of five placements; areas are those of the fastest. What is required stands in parentheses, in bold what misses it.",
    "nextpnr places the cores of the ECP5-85F, which fill its block RAM, with `--placer static`, all others as it does.",
    ...(rows.some(({ isEarlier }) => isEarlier)
      ? ["*Earlier*: something in the core or the flow has changed since."]
      : []),
    "",
    ...markdown(targetsTable(rows)),
    "",
    `Tools: ${[...versions].map(([name, version]) => `${name} ${version}`).join(", ")}. Ids: ${ids}.`,
    "",
    "## What the multiplying leak costs",
    "",
    "The HX8K has no multipliers: the leak `mul12` takes rows of adders there, and registers beside them. The same core",
    "without that leak, everything else left:",
    "",
    ...markdown(multiplierTable(rows)),
    "",
    "## Beside other cores",
    "",
    "Ours on the digits over theirs with every synapse in use; logic is LC on iCE40 and LUT on ECP5, the full build against",
    "the peer's whole design. Less is better for logic, more for all others.",
    "",
    ...markdown(peersTable(rows)),
    "",
    ...peers.map(({ name, note }) => `- ${name}: ${note}.`),
    "",
    "## With the tools of npm",
    "",
    "The older set that `npm install` brings, and which the demo runs.",
    "",
    ...markdown(toolSetsTable(rows)),
    "",
    "## Every placement",
    "",
    "MHz.",
    "",
    ...markdown(seedsTable(rows)),
    "",
  ].join("\n");
}

export function markdown({ columns, rows }: Table): string[] {
  const line = (cells: Cells) => `| ${cells.join(" | ")} |`;
  return [line(columns), `|---|${"---:|".repeat(columns.length - 1)}`, ...rows.map(line)];
}

function judged({ requirements = [] }: Result, name: string): string {
  const requirement: Requirement | undefined = requirements.find((each) => each.name === name);
  if (requirement === undefined) return "–";
  const { found, goal, value } = requirement;
  const text = `${grouped(found)} (${goal === "atLeast" ? "≥" : "≤"} ${grouped(value)})`;
  return meets(found, requirement) ? text : `**${text}**`;
}

const detailOf = ({ detail }: Result): RowDetail => detail as unknown as RowDetail;

const detailsOf = (rows: readonly HardwareOutcome[]): RowDetail[] =>
  rows.flatMap(({ outcome }) => ("problem" in outcome ? [] : [detailOf(outcome)]));

function rowName({ device, lanes, weightBits, network, cores }: RowDetail): string {
  return `${device}, ${cores === 1 ? "" : `${cores} cores of `}${lanes} × ${weightBits} b, ${network}`;
}

const grouped = (value: number): string =>
  (Number.isInteger(value) ? value : significant(value)).toLocaleString("en-US", { maximumFractionDigits: 2 });
const giga = (value: number): string => significant(value / 1e9, 3).toString();
/** Cells of the one kind that a family counts its logic in. */
const logicOf = ({ used }: PlacementFigures): number => used.lc ?? used.lut ?? 0;
const megahertz = ({ fmaxMHz }: PlacementFigures): string => fmaxMHz.toFixed(1);
