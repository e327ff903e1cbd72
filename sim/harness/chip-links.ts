import type { SystemConfig } from "../../config/index.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { ClusterDriver } from "./cluster-driver.ts";
import type { SpikePort } from "./spike-port.ts";

/** What joins the chips of a system, cycle by cycle. */
export interface ChipLinks {
  /** Takes all chips one cycle further. */
  step(): void;
}

interface Way {
  readonly from: SpikePort;
  readonly to: SpikePort;
}

/** Links as if they were wires: what one chip's stream gives, another one's takes in the same cycle. */
export class DirectLinks implements ChipLinks {
  readonly #chips: readonly ClusterDriver[];
  readonly #ways: readonly Way[];

  constructor(chips: readonly ClusterDriver[], links: SystemConfig["links"]) {
    this.#chips = chips;
    const portsOf = ({ chip, link }: SystemConfig["links"][number]["a"]) => {
      const ports = chips[chip]?.links[link];
      if (ports === undefined) throw new RangeError(`chip ${chip} has no link ${link}`);
      return ports;
    };
    this.#ways = links.flatMap(({ a, b }) => [
      { from: portsOf(a).out, to: portsOf(b).in },
      { from: portsOf(b).out, to: portsOf(a).in },
    ]);
  }

  step(): void {
    this.#settle();
    for (const { simulation } of this.#chips) simulation.step();
  }

  /** Words forwards, then readiness backwards until none changes: it may pass through a chip from link to link. */
  #settle(): void {
    for (const { from, to } of this.#ways) {
      const valid = from.valid.value;
      to.valid.value = valid;
      if (valid !== 0) to.word = from.word;
    }
    for (let pass = 0; pass <= this.#ways.length; pass++) {
      let hasChanged = false;
      for (const { from, to } of this.#ways) {
        const ready = to.ready.value;
        hasChanged ||= ready !== from.ready.value;
        from.ready.value = ready;
      }
      if (!hasChanged) return;
    }
    throw new SpikeforgeError({
      code: "SIM020",
      place: "chip links",
      found: "the readiness of links runs in a circle",
    });
  }
}
