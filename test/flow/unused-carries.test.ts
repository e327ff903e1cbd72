import { describe, expect, it } from "vitest";
import { withPlainCarries } from "../../flow/ecp5-netlist.ts";

type Connections = Record<string, (number | string)[]>;

const carry = (connections: Connections) => ({
  type: "CCU2C",
  port_directions: { CIN: "input", COUT: "output", S0: "output" },
  connections,
});

/** The netlist's cells after the step, by name. */
function leftOf(cells: Record<string, unknown>): Record<string, { connections: Connections }> {
  const ports = { out: { direction: "output", bits: [7] } };
  const netlist = { creator: "yosys", modules: { top: { ports, cells, netnames: { kept: { bits: [3] } } } } };
  const written = withPlainCarries(new TextEncoder().encode(JSON.stringify(netlist)));
  const found = JSON.parse(new TextDecoder().decode(written));
  expect({ ...found.modules.top, cells: undefined }).toEqual({ ...netlist.modules.top, cells: undefined });
  return found.modules.top.cells;
}

describe("unused carries", () => {
  it("leaves out the carry at the end of a chain, and keeps the one inside", () => {
    const cells = leftOf({
      low: carry({ CIN: ["0"], COUT: [2], S0: [4] }),
      high: carry({ CIN: [2], COUT: [3], S0: [5] }),
    });
    expect(cells.low?.connections).toEqual({ CIN: ["0"], COUT: [2], S0: [4] });
    expect(cells.high?.connections).toEqual({ CIN: [2], COUT: ["x"], S0: [5] });
  });

  it("keeps a carry that a LUT or a port reads, and whatever other cells drive", () => {
    const cells = {
      read: carry({ CIN: ["0"], COUT: [2] }),
      lut: { type: "LUT4", port_directions: { A: "input", Z: "output" }, connections: { A: [2], Z: [6] } },
      port: carry({ CIN: ["0"], COUT: [7] }),
      open: carry({ CIN: ["0"], COUT: [] }),
    };
    expect(leftOf(cells)).toEqual(cells);
  });
});
