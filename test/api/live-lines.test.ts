import { describe, expect, it } from "vitest";
import { liveStateLine, liveTickLine, parseLiveLine } from "../../api/live-lines.ts";
import { tinyNetwork } from "../support/tiny-network.ts";

const net = tinyNetwork({ neurons: [{ threshold: 3 }, { threshold: 3 }], input: [[1, 2]] });

describe("lines of a live run", () => {
  it("events of the next tick or of a named one, ticks without input, and orders", () => {
    expect(parseLiveLine("[0, 2]", 1, 3)).toEqual({ kind: "events", channels: [0, 2] });
    expect(parseLiveLine('{"channels":[1],"tick":7}', 1, 3)).toEqual({ kind: "events", channels: [1], tick: 7 });
    expect(parseLiveLine('{"channels":[]}', 1, 3)).toEqual({ kind: "events", channels: [] });
    expect(parseLiveLine('{"run":20}', 1, 3)).toEqual({ kind: "run", ticks: 20 });
    expect(parseLiveLine('{"clear":true}', 1, 3)).toEqual({ kind: "clear" });
    expect(parseLiveLine('{"state":true}', 1, 3)).toEqual({ kind: "state" });
  });

  it.each(["hello", "{", '{"channels":[1],"ticks":7}', "[-1]", "[0.5]", '{"run":0}', "3", '{"clear":false}'])(
    "CLI055: %s is no order",
    (text) => {
      expect(() => parseLiveLine(text, 12, 3)).toThrow(
        `CLI055 stdin line 12: not an order: ${text}\n` +
          '    write [channel, …], {"channels": […], "tick": n}, {"run": ticks}, {"clear": true} or {"state": true}',
      );
    },
  );

  it("shortens a long line that is no order", () => {
    expect(() => parseLiveLine("x".repeat(500), 1, 3)).toThrow(`: ${"x".repeat(60)}…\n`);
  });

  it("names every unknown channel and every one that is there twice", () => {
    expect(() => parseLiveLine("[0, 3, 0]", 2, 3)).toThrow(
      "CLI011 stdin line 2: channel 3, the network has 3\nCLI012 stdin line 2: channel 0 twice in one tick",
    );
  });

  it("spikes and state by population, numbered within it", () => {
    const two = { ...net, populations: [...net.populations, { name: "hidden", first: 2, size: 2 }] };
    expect(liveTickLine({ tick: 4, spikes: [1, 3] }, two)).toBe('{"tick":4,"spikes":{"out":[1]}}');
    expect(
      liveStateLine(4, { membranes: Int32Array.of(1, -2, 3, 4), refractory: Int32Array.of(0, 1, 0, 0) }, two),
    ).toBe(
      '{"tick":4,"state":{"out":{"membranes":[1,-2],"refractory":[0,1]},"hidden":{"membranes":[3,4],"refractory":[0,0]}}}',
    );
  });
});
