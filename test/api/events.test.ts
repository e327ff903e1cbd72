import { expect, it } from "vitest";
import { parseEvents, randomEvents } from "../../api/events.ts";

const file = (ticks: unknown): string => JSON.stringify({ format: "spikeforge-events", version: 1, ticks });

it("events: reads the active channels of every tick", () => {
  expect(parseEvents(file([[0, 3], [], [2]]), "e.json", 4)).toEqual([[0, 3], [], [2]]);
});

it("CLI010: not JSON, another format, and every wrong field", () => {
  expect(() => parseEvents("{", "e.json", 4)).toThrow(/^CLI010 e\.json: not JSON: /);
  expect(() => parseEvents('{"format":"other"}', "e.json", 4)).toThrow(
    'CLI010 e.json: format "other", expected "spikeforge-events"',
  );
  expect(() => parseEvents("[]", "e.json", 4)).toThrow('CLI010 e.json: format none, expected "spikeforge-events"');
  expect(() => parseEvents(file([[-1], ["x"]]), "e.json", 4)).toThrow(
    [
      "CLI010 e.json ticks.0.0: Too small: expected number to be >=0",
      "CLI010 e.json ticks.1.0: Invalid input: expected number, received string",
    ].join("\n"),
  );
});

it("CLI011 and CLI012: channels that do not exist or come twice, all together", () => {
  expect(() => parseEvents(file([[4], [1, 1]]), "e.json", 4)).toThrow(
    ["CLI011 e.json ticks.0: channel 4, the network has 4", "CLI012 e.json ticks.1: channel 1 twice in one tick"].join(
      "\n",
    ),
  );
});

it("random input: depends on its seed alone and has the asked rate", () => {
  const input = randomEvents({ ticks: 200, rate: 0.1, seed: 7 }, 100);
  expect(input).toEqual(randomEvents({ ticks: 200, rate: 0.1, seed: 7 }, 100));
  expect(input).not.toEqual(randomEvents({ ticks: 200, rate: 0.1, seed: 8 }, 100));
  const events = input.flat().length;
  // Binomial, 20,000 draws: five standard deviations around 2,000.
  expect(Math.abs(events - 2000)).toBeLessThan(5 * Math.sqrt(20_000 * 0.1 * 0.9));
  expect(randomEvents({ ticks: 3, rate: 1, seed: 1 }, 2)).toEqual([
    [0, 1],
    [0, 1],
    [0, 1],
  ]);
  expect(randomEvents({ ticks: 2, rate: 0, seed: 1 }, 2)).toEqual([[], []]);
});
