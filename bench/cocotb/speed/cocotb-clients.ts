/** Runs clients.py. */
import { type CocotbSimulation, runCocotbTest } from "../cocotb-side.ts";
import type { Speed } from "./clients.ts";
import type { Workload } from "./workload.ts";

export async function runCocotbClients(
  simulation: CocotbSimulation,
  work: Workload,
  cycles: number,
): Promise<Speed & { readonly seconds: number }> {
  const record = await runCocotbTest(simulation, { module: "speed.clients", data: { ...work, cycles } });
  const [seconds, checksums] = record.lines;
  if (!record.passed || seconds === undefined || checksums === undefined) {
    throw new Error(`cocotb's clients fail: ${record.failure}`);
  }
  return { seconds: Number(seconds), cyclesPerSecond: cycles / Number(seconds), checksums };
}
