import type { EmbeddedDesign } from "../../sim/embedded/index.ts";
import type { Simulation } from "../../sim/simulation.ts";
import type { Traffic, TrafficOutcome } from "./traffic.ts";

/** More than a core takes to sweep its state to zero. */
const clearCycles = 4096;
/** From one access of the bus to the next. */
const cyclesOfAccess = 3;

/** Loads the traffic into a fresh simulation and times `cycles` free-running ones, after a quarter as many untimed. */
export function runEmbedded(compiled: EmbeddedDesign, traffic: Traffic, cycles: number): TrafficOutcome {
  const simulation = openLoaded(compiled, traffic);
  simulation.step(Math.ceil(cycles / 4)); // the engine's code reaches its final tier
  const start = performance.now();
  simulation.step(cycles);
  const seconds = (performance.now() - start) / 1000;
  const [checksum, answers] = [simulation.port("checksum").value, simulation.port("answers").value];
  simulation.close();
  return { cyclesPerSecond: cycles / seconds, checksum, answers };
}

/** A fresh simulation with the traffic loaded, about to run free. */
export function openLoaded(compiled: EmbeddedDesign, traffic: Traffic): Simulation {
  const simulation = compiled.open();
  load(simulation, traffic);
  simulation.port("run").value = 1;
  return simulation;
}

/** The same steps as native/traffic.cpp takes. */
function load(simulation: Simulation, { bus, stimuli }: Traffic): void {
  const port = (name: string) => simulation.port(name);
  simulation.reset(4);
  const [space, address, data] = [port("bus_space"), port("bus_address"), port("bus_data")];
  const write = port("bus_write");
  for (const [inSpace, at, word] of bus) {
    space.value = inSpace;
    address.value = at;
    data.value = word;
    write.value = 1;
    simulation.step();
    write.value = 0;
    simulation.step(cyclesOfAccess - 1);
  }
  simulation.step(8);
  const [chosen, position, value] = [port("chosen"), port("stimulus_address"), port("stimulus_data")];
  port("stimulus_write").value = 1;
  for (const [core, words] of stimuli.entries()) {
    chosen.value = core;
    for (const [i, word] of words.entries()) {
      position.value = i;
      value.value = word;
      simulation.step();
    }
  }
  port("stimulus_write").value = 0;
  port("length").value = stimuli[0]?.length ?? 0;
  port("clear").value = 1;
  simulation.step();
  port("clear").value = 0;
  simulation.step(clearCycles);
}
