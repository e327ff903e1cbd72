import { describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { PowerOnReset } from "../../../rtl/cells/power-on-reset.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { lint } from "../../support/verilator-lint.ts";

function open(cycles: number, seed: number) {
  const simulation = openEmbedded(elaborate(PowerOnReset({ cycles })), { seed });
  const [locked, pressed, reset] = ["locked", "pressed", "reset"].map((name) => simulation.port(name));
  if (!locked || !pressed || !reset) throw new Error("ports");
  locked.value = 0;
  pressed.value = 0;
  const cyclesUntil = (value: number): number => {
    let taken = 0;
    for (; reset.value !== value; taken++) simulation.step();
    return taken;
  };
  return { simulation, locked, pressed, reset, cyclesUntil };
}

describe("power-on reset", () => {
  it.each([2, 8, 4096])("ends %i cycles and 3 more after the clock is good, whatever was before", (cycles) => {
    for (const seed of [1, 2, 3]) {
      const { simulation, locked, reset, cyclesUntil } = open(cycles, seed);
      expect(reset.value).toBe(1);
      simulation.step(10);
      locked.value = 1;
      expect(cyclesUntil(0)).toBe(cycles + 3);
    }
  });

  it("begins 4 cycles after the button is pressed, and starts anew when it is let go", () => {
    const { locked, pressed, cyclesUntil } = open(8, 1);
    locked.value = 1;
    cyclesUntil(0);
    pressed.value = 1;
    expect(cyclesUntil(1)).toBe(4);
    pressed.value = 0;
    expect(cyclesUntil(0)).toBe(8 + 3);
  });

  it("makes Verilog that Verilator has nothing to say about", async () => {
    expect(await lint(elaborate(PowerOnReset({})))).toBe("");
  });
});
