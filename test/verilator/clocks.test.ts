import { beforeAll, describe, expect, test } from "vitest";
import { bool, clock, domain, elaborate, formal, input, module, output, regs, uint } from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { ensureVerilator } from "../../tools/index.ts";
import { compareDomains, randomClocks } from "../support/compare-domains.ts";
import { Random } from "../support/random.ts";
import { randomDomains } from "../support/random-domains.ts";

const circuits = 6;

const refuse = (text: string): never => {
  throw new Error(text);
};

const Checked = module(
  "checked",
  (_: object) => ({ wrClk: input(clock), rdClk: input(clock), three: output(bool), sum: output(uint(16)) }),
  ({ wrClk, rdClk }) => {
    const sum = domain({ clock: wrClk }, () => {
      const { sum } = regs({ sum: { type: uint(16), powerUp: 0 } });
      sum.next = sum.addw(3);
      return sum;
    });
    const three = domain({ clock: rdClk }, () => {
      const { count } = regs({ count: { type: uint(8), powerUp: 0 } });
      count.next = count.addw(1);
      formal.assert(count.ne(5), "never five");
      return count.eq(3);
    });
    return { three, sum };
  },
);

beforeAll(async () => {
  await ensureVerilator({ install: "allowed" });
});

describe("several clocks on Verilator", () => {
  test(`equal the interpreter on ${circuits} random circuits (seed in the message)`, async () => {
    for (let seed = 201; seed < 201 + circuits; seed++) {
      const random = new Random(seed);
      const { design, clocks } = randomDomains(random);
      const options = randomClocks(random, clocks);
      const sim = await openVerilator(design, { seed, clocks: options, onWarning: refuse });
      compareDomains(design, clocks, options, sim, random, `seed ${seed}`);
      sim.close();
    }
  }, 300_000);

  test("tick, count, stop and fail as on the embedded engine", async () => {
    const clocks = { wrClk: { period: 7 }, rdClk: { period: 5, phase: 3 } };
    const story = (sim: Simulation): string[] => {
      const now = () =>
        `${sim.cycle} ${sim.edges("rdClk")} ${sim.time} ${sim.port("sum").value} ${sim.port("three").value}`;
      const lines = [sim.clocks.join(" "), now()];
      sim.step(2);
      lines.push(now());
      sim.edge("rd_clk");
      lines.push(now());
      lines.push(`${sim.runUntil("three", 9)} ${now()}`);
      try {
        sim.step(1000);
      } catch (error) {
        lines.push(String(error).replace(/\n.*/, ""));
      }
      sim.close();
      return lines;
    };
    const design = elaborate(Checked({}));
    const embedded = story(openEmbedded(design, { clocks }));
    expect(story(await openVerilator(design, { clocks, onWarning: refuse }))).toEqual(embedded);
    expect(embedded).toMatchInlineSnapshot(`
      [
        "wr_clk rd_clk",
        "0 0 0 0 0",
        "2 1 7 6 0",
        "2 2 7 6 0",
        "0 2 3 8 6 1",
        "SpikeforgeError: SIM010 top: assertion failed at cycle 4, edge 5 of rd_clk: never five",
      ]
    `);
  }, 60_000);
});
