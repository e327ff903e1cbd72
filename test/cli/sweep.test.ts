import { describe, expect, test } from "vitest";
import { ledsOf } from "../../api/board-leds.ts";
import { builtRow, type SweepRow, sweepMarkdown } from "../../cli/sweep/sweep-row.ts";
import { sizedNetwork } from "../../examples/boards/sized-network.ts";
import { type AnyBuildReport, boardBuild, boards, compileNetwork, ice40Board } from "../../index.ts";

describe("a network of a board's size", () => {
  // One board of each device; the others get the same core.
  const devices = boards().filter((each, i, all) => all.findIndex(({ device }) => device === each.device) === i);
  test.each(devices.map((each) => [each.id, each] as const))(
    "%s: it fits the core, fills the weight memory, and its clock can be made nearly",
    (_id, board) => {
      const { network, lanes, clockMHz, inputs, neurons, mostInputs } = sizedNetwork(board);
      const compiled = compileNetwork(network, board, { lanes });
      const { weightWordsUsed, shape } = compiled.config;
      expect(weightWordsUsed).toBe((inputs * neurons) / lanes);
      if (mostInputs === undefined) expect(weightWordsUsed).toBe(shape.weightWords);
      const build = boardBuild(compiled, clockMHz, board.uart === undefined ? { boot: "flash" } : {});
      // An ECP5's PLL makes 75 MHz of 25 where 80 are asked for: the clock is fed back undivided.
      expect(Math.abs(build.clockMHz / clockMHz - 1)).toBeLessThan(0.07);
    },
    60_000,
  );
});

test("sweep: a row for each board, also for one that failed", () => {
  const board = ice40Board("icestick");
  const none = { used: 0, available: 0 };
  const report = {
    ...{ family: "ice40", lc: { used: 1231, available: 1280 }, ebr: { used: 10, available: 16 }, spram: none },
    ...{ requiredMHz: 48, fmaxMHz: 40, slackNs: -4.167, met: false, bitstreamBytes: 32220, seed: 1 },
  } as unknown as AnyBuildReport;
  const rows: SweepRow[] = [
    builtRow(board, sizedNetwork(board), report, 44.4),
    { board: "mine", device: "up5k sg48", errors: [{ code: "FLOW010", place: "mine", found: "too much" }] },
  ];
  expect(sweepMarkdown(rows).split("\n").slice(2)).toEqual([
    "| icestick | hx1k tq144 | 16-64 | 2 × 4 | 1231 / 1280 (96 %) | 10 / 16 (63 %) |  | 48.0 | 40.0 | -4.17 NOT MET | 32220 | 44 |",
    "| mine | up5k sg48 | FLOW010 |  |  |  |  |  |  |  |  |  |",
    "",
  ]);
});

test("LEDs: by colour where the board names colours, else the first three; spikes without one share that of the ticks", () => {
  const nets = (id: string) => {
    const found = boards().find((each) => each.id === id);
    if (found === undefined) throw new Error(id);
    const { tickLed, errorLed, spikeLed } = ledsOf(found);
    return [tickLed?.net, errorLed?.net, spikeLed?.net];
  };
  expect(nets("icebreaker")).toEqual(["led_green_n", "led_red_n", "led_snap_off"]);
  expect(nets("fomu")).toEqual(["led_green_n", "led_red_n", "led_blue_n"]);
  expect(nets("ulx3s-85f")).toEqual(["led_0", "led_1", "led_2"]);
  expect(nets("tinyfpga-bx")).toEqual(["led_0", undefined, "led_0"]);
});
