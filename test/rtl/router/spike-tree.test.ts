import { describe, expect, it } from "vitest";
import { elaborate, type Module, type Ports } from "../../../hdlgen/index.ts";
import { SpikeTree, type SpikeTreeParameters } from "../../../rtl/router/spike-tree.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { Random } from "../../support/random.ts";
import {
  dueWords,
  fabricReceiver,
  fabricSender,
  type Periods,
  randomPeriods,
  runFabric,
  withMarkers,
} from "./fabric-ends.ts";

const routes = 16;
const all = Array.from({ length: routes }, (_, route) => route);
const widths = { routeBits: 4, indexBits: 5 } as const;

interface Traffic {
  readonly parameters: SpikeTreeParameters;
  /** Routes that leave by the host's port and by each link. */
  readonly hostWants: ReadonlySet<number>;
  readonly linkWants: readonly ReadonlySet<number>[];
  /** Periods by sender: the first one of a core, and of a chip behind a link, is empty. */
  readonly cores: readonly Periods[];
  readonly host: Periods | undefined;
  readonly links: readonly Periods[];
}

/** Random senders, each with routes of its own. */
function randomTraffic(random: Random, parameters: SpikeTreeParameters, periods: number): Traffic {
  const { cores, links, host } = parameters;
  const senders = cores + links + (host ? 1 : 0);
  const own = (sender: number): number[] => all.filter((route) => route % senders === sender);
  const later = (sender: number): Periods => [
    [],
    ...randomPeriods(random, { routes: own(sender), indexBits: 5, periods: periods - 1, most: 8 }),
  ];
  const wants = (): Set<number> => new Set(all.filter(() => random.chance(0.5)));
  return {
    parameters,
    hostWants: wants(),
    linkWants: Array.from({ length: links }, wants),
    cores: Array.from({ length: cores }, (_, core) => later(core)),
    links: Array.from({ length: links }, (_, link) => later(cores + link)),
    host: host ? randomPeriods(random, { routes: own(cores + links), indexBits: 5, periods, most: 8 }) : undefined,
  };
}

function open({ parameters, hostWants, linkWants }: Traffic, seed: number) {
  const sim = openEmbedded(elaborate(SpikeTree(parameters) as Module<Ports>), { seed });
  sim.reset();
  [hostWants, ...linkWants].forEach((wants, space) => {
    for (const route of all) {
      sim.port("write").value = 1;
      sim.port("write_space").value = space;
      sim.port("write_address").value = route;
      sim.port("write_data").value = Number(wants.has(route));
      sim.step();
    }
  });
  sim.port("write").value = 0;
  sim.port("clear").value = 1;
  sim.step(2);
  sim.port("clear").value = 0;
  return sim;
}

/** Runs all traffic through; every receiver checks what comes. Returns the cycles. */
function run(traffic: Traffic, random: Random, chance: () => number): number {
  const sim = open(traffic, random.seed);
  const { cores, host, links, hostWants, linkWants } = traffic;
  const inside = [...cores, ...links];
  const hosts = host === undefined ? [] : [host];
  const pace = () => ({ random, chance: chance() });
  const ends = [
    ...cores.map((periods, core) => fabricSender(sim, `from${core}`, withMarkers(periods), pace())),
    ...links.map((periods, link) => fabricSender(sim, `link_in${link}`, withMarkers(periods), pace())),
    ...hosts.map((periods) => fabricSender(sim, "host_in", withMarkers(periods), pace())),
    ...cores.map((_, core) => fabricReceiver(sim, `to${core}`, dueWords([...inside, ...hosts], new Set(all)), pace())),
    ...hosts.map(() => fabricReceiver(sim, "host_out", dueWords(inside, hostWants).slice(1), pace())),
    ...links.map((_, link) => {
      const others = [...cores, ...hosts, ...links.filter((_, other) => other !== link)];
      return fabricReceiver(sim, `link_out${link}`, dueWords(others, linkWants[link] ?? new Set()), pace());
    }),
  ];
  return runFabric(sim, ends, 60_000);
}

describe("spike tree", () => {
  it.each([
    [1, 0, true],
    [2, 0, true],
    [2, 0, false],
    [1, 1, false],
    [3, 2, true],
    [4, 1, true],
    [5, 0, true],
    [9, 1, false],
    [16, 3, true],
    [24, 0, true],
  ])(
    "%i cores, %i links, host %s: every word comes to all that hear it, once, in order, in its period",
    (cores, links, host) => {
      for (const seed of [1, 2]) {
        const random = new Random(100 * cores + seed);
        const traffic = randomTraffic(random, { ...widths, cores, links, host, fabric: "ice40up" }, 12);
        run(traffic, random, () => random.pick([0.1, 0.5, 1]));
      }
    },
  );

  it.each(["ice40hx", "ecp5"] as const)("on %s too", (fabric) => {
    const random = new Random(9);
    const traffic = randomTraffic(random, { ...widths, cores: 6, links: 1, host: true, fabric }, 12);
    run(traffic, random, () => random.pick([0.1, 0.5, 1]));
  });

  it("carries a word per cycle when all are willing", () => {
    const random = new Random(3);
    const words = Array.from({ length: 200 }, (_, i) => ({ marker: false, route: 0, index: i % 32 }));
    const none: Periods = [[], []];
    const traffic: Traffic = {
      parameters: { ...widths, cores: 16, links: 0, host: true, fabric: "ecp5" },
      ...{ hostWants: new Set(all), linkWants: [], links: [], host: none },
      cores: [[[], words], ...Array<Periods>(15).fill(none)],
    };
    expect(run(traffic, random, () => 1)).toBeLessThan(200 + 30);
  });

  it.each([
    [1, 3, 2],
    [4, 4, 3],
    [16, 6, 4],
  ])(
    "of %i cores with a host: a word comes to the cores after %i cycles, to the host after %i",
    (cores, toCores, toHost) => {
      const sim = open(
        {
          parameters: { ...widths, cores, links: 0, host: true, fabric: "ice40up" },
          ...{ hostWants: new Set([3]), linkWants: [], cores: [], host: [], links: [] },
        },
        1,
      );
      for (const name of ["host_out", ...Array.from({ length: cores }, (_, core) => `to${core}`)]) {
        sim.port(`${name}_ready`).value = 1;
      }
      sim.step(5);
      sim.port("from0_valid").value = 1;
      sim.port("from0_payload_route").value = 3;
      sim.step();
      sim.port("from0_valid").value = 0;
      const latency = (name: string): number => {
        const pin = sim.port(`${name}_valid`);
        for (let cycle = 1; cycle < 20; cycle++, sim.step()) if (pin.value === 1) return cycle;
        throw new Error(`nothing at ${name}`);
      };
      const atHost = latency("host_out");
      expect([atHost, atHost - 1 + latency(`to${cores - 1}`)]).toEqual([toHost, toCores]);
    },
  );
});
