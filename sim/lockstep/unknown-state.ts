/** What a design does not determine at its start. */
import type { Design, ModuleIr } from "../../hdlgen/ir.ts";
import { shortLocation } from "../../hdlgen/site.ts";
import { behaviourOf } from "../clock-path.ts";

/** Why a register or memory, by hierarchical name, may hold anything; absent for what is determined. */
export function unknownState(design: Design): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  const visit = (declared: ModuleIr, path: readonly string[]): void => {
    const module = behaviourOf(declared);
    const at = (name: string): string => [...path, name].join(".");
    for (const { signal, reset, powerUp } of module.registers) {
      if (reset !== undefined || powerUp !== undefined) continue;
      reasons.set(at(signal.name), `no reset and no power-up value, ${shortLocation(signal.site)}`);
    }
    for (const { name, depth, init = [], collision, reads, site } of module.memories) {
      const line = shortLocation(site);
      if (init.length < depth) reasons.set(at(name), `memory without contents, ${line}`);
      for (const { data } of reads) {
        const collides = collision === "dontCare" ? "read in the cycle of a write to the same address, or " : "";
        reasons.set(at(data.name), `${collides}not read yet: read port of ${at(name)}, ${line}`);
      }
    }
    for (const instance of module.instances) visit(instance.module, [...path, instance.name]);
  };
  visit(design.top, []);
  return reasons;
}
