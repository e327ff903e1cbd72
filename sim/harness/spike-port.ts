import type { SignalHandle, Simulation } from "../simulation.ts";

/** What a stream of spike words carries in one cycle. */
export interface SpikeWordValue {
  readonly marker: boolean;
  readonly route: number;
  readonly index: number;
}

/** A stream of spike words at the edge of a cluster, as a testbench sees it: `host_out`, `link_in0`, … */
export class SpikePort {
  readonly valid: SignalHandle;
  readonly ready: SignalHandle;
  readonly #marker: SignalHandle;
  readonly #route: SignalHandle;
  readonly #index: SignalHandle;

  constructor(simulation: Simulation, name: string) {
    this.valid = simulation.port(`${name}_valid`);
    this.ready = simulation.port(`${name}_ready`);
    this.#marker = simulation.port(`${name}_payload_marker`);
    this.#route = simulation.port(`${name}_payload_route`);
    this.#index = simulation.port(`${name}_payload_index`);
  }

  get word(): SpikeWordValue {
    return { marker: this.#marker.value !== 0, route: this.#route.value, index: this.#index.value };
  }

  set word({ marker, route, index }: SpikeWordValue) {
    this.#marker.value = marker ? 1 : 0;
    this.#route.value = route;
    this.#index.value = index;
  }
}
