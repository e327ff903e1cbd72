import { describe, expect, test } from "vitest";
import { chooseSeed, seedOfName } from "../../sim/vitest/seed.ts";
import { chooseEngines, settingsOf } from "../../sim/vitest/settings.ts";
import { messageOf } from "../support/error-texts.ts";

describe("engines", () => {
  const choose = (
    own: readonly ("embedded" | "verilator")[] | undefined,
    run?: string,
    project?: "verilator" | "both",
  ) => chooseEngines(own, settingsOf({ SPIKEFORGE_ENGINE: run }, project === undefined ? {} : { engines: project }));

  test("a test runs on the embedded engine unless something else is said", () => {
    expect(choose(undefined)).toEqual({ engines: ["embedded"] });
  });

  test("the run goes before the project, and both before the default", () => {
    expect(choose(undefined, undefined, "both").engines).toEqual(["embedded", "verilator"]);
    expect(choose(undefined, "verilator", "both").engines).toEqual(["verilator"]);
    expect(choose(undefined, "", "verilator").engines).toEqual(["verilator"]);
  });

  test("what a test says bounds what the run chooses, and a test that is left out says why", () => {
    expect(choose(["embedded", "verilator"]).engines).toEqual(["embedded", "verilator"]);
    expect(choose(["embedded", "verilator"], "embedded").engines).toEqual(["embedded"]);
    expect(choose(["verilator"], "embedded")).toEqual({ engines: [], skipped: "runs on verilator only" });
  });

  test("SIM161: a test without an engine", () => {
    expect(messageOf(() => choose([]))).toBe(
      "SIM161 engines: the test names no engine to run on\n" +
        '    name "embedded", "verilator" or both, or leave engines out',
    );
  });

  test("SIM160: settings that cannot be understood, all of them", () => {
    expect(
      messageOf(() =>
        settingsOf({ SPIKEFORGE_ENGINE: "icarus", SPIKEFORGE_SEED: "-1" }, { seed: 0.5, powerUp: "on" as "checked" }),
      ),
    ).toBe(
      "SIM160 SPIKEFORGE_ENGINE: it is icarus: embedded, verilator or both is understood\n" +
        "SIM160 SPIKEFORGE_SEED: it is -1: a whole number from 0 to 4294967295, or random is understood\n" +
        "SIM160 seed of the project: it is 0.5: a whole number from 0 to 4294967295, or random is understood\n" +
        "SIM160 powerUp of the project: it is on: seeded or checked is understood",
    );
  });
});

describe("seeds", () => {
  const choose = (own: number | "random" | undefined, run?: string, project?: number) =>
    chooseSeed(
      "fifo: keeps order",
      own,
      settingsOf({ SPIKEFORGE_SEED: run }, project === undefined ? {} : { seed: project }),
    );

  test("a name gives the same seed today and tomorrow, and another name another one", () => {
    expect(seedOfName("fifo: keeps order")).toBe(choose(undefined));
    expect(seedOfName("a")).toBe(0xe40c292c); // FNV-1a's own test vector
    expect(seedOfName("b")).not.toBe(seedOfName("a"));
  });

  test("the run goes before the test, the test before the project", () => {
    expect(choose(7, "5", 9)).toBe(5);
    expect(choose(7, undefined, 9)).toBe(7);
    expect(choose(undefined, undefined, 9)).toBe(9);
  });

  test("random: another one each time", () => {
    const seeds = Array.from({ length: 8 }, () => choose(7, "random"));
    expect(new Set(seeds).size).toBeGreaterThan(1);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
  });
});
