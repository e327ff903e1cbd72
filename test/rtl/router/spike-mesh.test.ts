/** The mesh under random traffic with random multicast routes, against what was sent; nothing else is known of it. */
import { describe, expect, it } from "vitest";
import type { Fabric } from "../../../config/index.ts";
import { elaborate } from "../../../hdlgen/index.ts";
import { SpikeMesh } from "../../../rtl/router/spike-mesh.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import type { Simulation } from "../../../sim/simulation.ts";
import { Random } from "../../support/random.ts";
import { lint } from "../../support/verilator-lint.ts";
import {
  dueWords,
  fabricReceiver,
  fabricSender,
  type Periods,
  randomPeriods,
  runFabric,
  withMarkers,
} from "./fabric-ends.ts";
import { type MeshEnd, wayMasks } from "./mesh-ways.ts";

const indexBits = 5;

interface Size {
  readonly columns: number;
  readonly rows: number;
  readonly links: number;
  readonly host: boolean;
  readonly routeBits: number;
  readonly fabric: Fabric;
}

const sizes: readonly Size[] = [
  { columns: 1, rows: 1, links: 0, host: true, routeBits: 3, fabric: "ice40up" },
  { columns: 1, rows: 1, links: 2, host: false, routeBits: 3, fabric: "ice40up" },
  { columns: 2, rows: 1, links: 0, host: false, routeBits: 2, fabric: "ice40hx" },
  { columns: 1, rows: 3, links: 1, host: true, routeBits: 4, fabric: "ice40up" },
  { columns: 3, rows: 2, links: 2, host: true, routeBits: 5, fabric: "ecp5" },
  // 128 routes: the tables are block RAM with a register behind.
  { columns: 3, rows: 3, links: 1, host: true, routeBits: 7, fabric: "ecp5" },
];
const named = sizes.map((size) => ({
  name: `${size.columns} by ${size.rows}, ${size.links} links, ${size.host ? "host" : "no host"}, ${size.fabric}`,
  size,
}));

const open = (size: Size, seed: number): Simulation => {
  const simulation = openEmbedded(elaborate(SpikeMesh({ ...size, indexBits })), { seed });
  for (const pin of ["clear", "write"]) simulation.port(pin).value = 0;
  for (const { from, to } of endsOf(size)) {
    simulation.port(`${from}_valid`).value = 0;
    simulation.port(`${to}_ready`).value = 0;
  }
  simulation.reset();
  return simulation;
};

interface NamedEnd {
  readonly end: MeshEnd;
  readonly from: string;
  readonly to: string;
}

const endsOf = ({ columns, rows, links, host }: Size): NamedEnd[] => [
  ...Array.from({ length: columns * rows }, (_, node) => ({ end: { node }, from: `from${node}`, to: `to${node}` })),
  ...(host ? [{ end: { extra: "host" as const }, from: "host_in", to: "host_out" }] : []),
  ...Array.from({ length: links }, (_, link) => ({
    end: { extra: link },
    from: `link_in${link}`,
    to: `link_out${link}`,
  })),
];

/** Every route belongs to one end and goes to some of the others. */
function randomRoutes(size: Size, random: Random) {
  const ends = endsOf(size);
  return Array.from({ length: 2 ** size.routeBits }, (_, route) => {
    const sender = random.integer(0, ends.length - 1);
    const chance = random.pick([0.2, 0.6, 1]);
    return { route, sender, sinks: ends.flatMap((_, i) => (i !== sender && random.chance(chance) ? [i] : [])) };
  });
}

function load(simulation: Simulation, size: Size, routes: ReturnType<typeof randomRoutes>): void {
  const ends = endsOf(size);
  const end = (i: number): MeshEnd => (ends[i] as NamedEnd).end;
  for (const { route, sender, sinks } of routes) {
    for (const [node, mask] of wayMasks(size, end(sender), sinks.map(end)).entries()) {
      simulation.port("write").value = 1;
      simulation.port("write_node").value = node;
      simulation.port("write_address").value = route;
      simulation.port("write_data").value = mask;
      simulation.step();
    }
  }
  simulation.port("write").value = 0;
}

interface Moods {
  readonly source: number;
  readonly sink: number;
}

/** Some periods from every end; `cores`: a core sends period p + 1 only after it has taken period p, as one does. */
function traffic(
  size: Size,
  simulation: Simulation,
  random: Random,
  { source, sink }: Moods,
  cores: "free" | "in step",
): void {
  const routes = randomRoutes(size, random);
  load(simulation, size, routes);
  const ends = endsOf(size);
  const periods: Periods[] = ends.map((_, i) => {
    const own = routes.filter(({ sender }) => sender === i).map(({ route }) => route);
    const sent = randomPeriods(random, { routes: own, indexBits, periods: 8, most: random.pick([2, 8, 20]) });
    // Cores have no spikes before their first tick, here and behind links; only what the host sends is in period 0.
    return i < size.columns * size.rows || (size.host && ends[i]?.from !== "host_in") ? sent.with(0, []) : sent;
  });
  const chanceOf = (mood: number): number => (mood === 1 ? 1 : Math.min(1, mood * random.pick([0.3, 1, 2])));
  const receivers = ends.map(({ to }, i) => {
    const due = dueWords(periods, new Set(routes.filter(({ sinks }) => sinks.includes(i)).map(({ route }) => route)));
    // The host hears of tick 0 first.
    const expected = to === "host_out" ? due.slice(1) : due;
    return fabricReceiver(simulation, to, expected, { random, chance: chanceOf(sink) });
  });
  const senders = ends.map(({ from, end }, i) => {
    const words = withMarkers(periods[i] ?? []);
    const periodAt = words.map((_, place) => words.slice(0, place).filter(({ marker }) => marker).length);
    const mayOffer = (place: number): boolean => (periodAt[place] ?? 0) <= (receivers[i]?.period() ?? 0);
    const held = cores === "in step" && "node" in end ? { mayOffer } : {};
    return fabricSender(simulation, from, words, { random, chance: chanceOf(source), ...held });
  });
  runFabric(simulation, [...senders, ...receivers], 30_000);
}

describe.each(named)("mesh of $name", ({ size }) => {
  it.each(["free", "in step"] as const)(
    "brings every word once to every sink of its route, in order, in its period: cores %s",
    (cores) => {
      const random = new Random(size.columns * 100 + size.rows * 10 + size.links);
      const simulation = open(size, random.seed);
      for (const source of [0.3, 1]) {
        for (const sink of [0.3, 1]) {
          traffic(size, simulation, random, { source, sink }, cores);
          simulation.port("clear").value = 1;
          simulation.step(2);
          simulation.port("clear").value = 0;
        }
      }
    },
  );

  it("makes Verilog that Verilator has nothing to say about", async () => {
    expect(await lint(elaborate(SpikeMesh({ ...size, indexBits })))).toBe("");
  });
});
