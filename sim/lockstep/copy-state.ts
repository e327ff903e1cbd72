/** The same start for two sides whose power-up state is random, each in its own way. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { EmbeddedSimulation } from "../embedded/index.ts";
import type { Simulation } from "../simulation.ts";
import { type Side, SimulationSide } from "./side.ts";

/** Registers can be written from outside on the embedded engine only: it takes the state of the other side. */
export function copyState(first: Simulation, second: Side): void {
  if (!(second instanceof SimulationSide)) throw cannotCopy("the second side is a model");
  const other = second.simulation;
  if (isEmbedded(other)) copy(first, other);
  else if (isEmbedded(first)) copy(other, first);
  else throw cannotCopy("neither side runs on the embedded engine, which alone can have its registers set");
}

function copy(from: Simulation, to: EmbeddedSimulation): void {
  const [registers, memories] = [new Set(to.names.registers), new Set(to.names.memories)];
  for (const path of from.names.registers) {
    if (!registers.has(path)) continue;
    const handle = from.register(path);
    to.state(path).bits = BigInt.asUintN(handle.width, handle.big);
  }
  for (const path of from.names.memories) {
    if (!memories.has(path)) continue;
    const [source, target] = [from.memory(path), to.memory(path)];
    for (let address = 0; address < Math.min(source.depth, target.depth); address++) {
      target.set(address, source.getBig(address));
    }
  }
}

function isEmbedded(simulation: Simulation): simulation is EmbeddedSimulation {
  return simulation.engine === "embedded" && "state" in simulation;
}

function cannotCopy(found: string): SpikeforgeError {
  return new SpikeforgeError({ code: "SIM122", place: "lockstep: copyState", found });
}
