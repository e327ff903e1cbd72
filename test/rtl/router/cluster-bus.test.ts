import { describe, expect, it } from "vitest";
import { clusterUnits, nodeSpaces } from "../../../config/index.ts";
import { ClusterBus } from "../../../rtl/router/cluster-bus.ts";
import { openPins } from "../core/pins.ts";

/** Strobes by unit, and by themselves. */
const strobesOf = (cores: number): string[] => [
  ...["core_writes", "core_reads", "export_writes", "import_writes", "delayed_writes"].flatMap((name) =>
    Array.from({ length: cores }, (_, i) => `${name}_${i}`),
  ),
  ...["mesh_write", "outside_write"],
];

describe.each([1, 3, 16])("bus of a cluster of %i cores", (cores) => {
  const open = () => {
    const pins = openPins(ClusterBus({ cores }));
    const strobes = strobesOf(cores);
    const access = (unit: number, space: number, kind: "write" | "read") => {
      pins.set({ [`bus_${kind}`]: 1, bus_unit: unit, bus_space: space, bus_address: 0xa5a5, bus_data: 0x1234 });
      pins.sim.step();
      // What the bus shows between accesses does not matter.
      pins.set({ [`bus_${kind}`]: 0, bus_unit: 0, bus_space: 7, bus_address: 0, bus_data: 0 });
      const seen = strobes.filter((name) => pins.get(name) !== 0);
      for (let cycle = 0; cycle < 3; cycle++) {
        expect([pins.get("space"), pins.get("address"), pins.get("data")]).toEqual([space, 0xa5a5, 0x1234]);
        pins.sim.step();
        expect(strobes.filter((name) => pins.get(name) !== 0)).toEqual([]);
      }
      return seen;
    };
    return { ...pins, access };
  };

  it("an access is a pulse for the unit that is meant, and for no other; address and data stand still behind it", () => {
    const { access, get } = open();
    for (let i = 0; i < cores; i++) {
      const [core, node] = [clusterUnits.core(cores, i), clusterUnits.node(cores, i)];
      for (let space = 0; space < 8; space++) {
        expect(access(core, space, "write")).toEqual([`core_writes_${i}`]);
        expect(access(core, space, "read")).toEqual([`core_reads_${i}`]);
      }
      expect(access(node, nodeSpaces.exports, "write")).toEqual([`export_writes_${i}`]);
      expect(access(node, nodeSpaces.imports, "write")).toEqual([`import_writes_${i}`]);
      expect(access(node, nodeSpaces.delayedWords, "write")).toEqual([`delayed_writes_${i}`]);
      expect(access(node, nodeSpaces.mesh, "write")).toEqual(["mesh_write"]);
      expect(get("write_node")).toBe(i);
      expect(access(node, nodeSpaces.exports, "read")).toEqual([]);
    }
    expect(access(clusterUnits.outside(cores), 2, "write")).toEqual(["outside_write"]);
    for (const unit of [2 * cores + 1, 4095]) expect(access(unit, 0, "write")).toEqual([]);
  });

  it("a core's answer comes a cycle later", () => {
    const { sim, set, get } = open();
    for (let core = 0; core < cores; core++) set({ [`answers_${core}_data`]: 0x1000 + core });
    for (let core = 0; core < cores; core++) {
      set({ [`answers_${core}_valid`]: 1 });
      sim.step();
      set({ [`answers_${core}_valid`]: 0 });
      expect([get("bus_data_valid"), get("bus_data_data")]).toEqual([1, 0x1000 + core]);
      sim.step();
      expect(get("bus_data_valid")).toBe(0);
    }
  });
});
