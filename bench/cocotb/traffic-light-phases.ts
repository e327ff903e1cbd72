import assert from "node:assert/strict";
import { TrafficLight } from "./designs/traffic-light.ts";
import { twin } from "./support/twin.ts";
import { Xorshift } from "./support/xorshift.ts";

const next: Readonly<Record<string, string>> = { red: "green", green: "amber", amber: "red" };

/** The light changes in its order, and stays green until somebody wants to walk. Reads the state inside. */
export const trafficLightPhases = twin("traffic_light_phases", TrafficLight({}), (tb, log) => {
  const { dut } = tb;
  const inside = tb.signal("phase");
  tb.reset(2);
  const random = new Xorshift(3);
  let before = "red";
  for (let i = 0; i < 300; i++) {
    dut.walk.value = Number(random.chance(4));
    tb.step();
    const phase = inside.label ?? "unknown";
    assert.equal(dut.stop.value, Number(phase !== "green"));
    if (phase !== before) {
      log.note(`${tb.cycle}: ${before} to ${phase}`);
      assert.equal(phase, next[before]);
    }
    before = phase;
  }
});
