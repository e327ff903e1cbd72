/** A process that runs the clients of the comparison once and prints its speed: arguments clients, cycles, rounds. */
import { ensureCocotb } from "../../../tools/index.ts";
import { runOurClients } from "./clients.ts";
import { workload } from "./workload.ts";

const [clients = 1, cycles = 1, rounds = 1] = process.argv.slice(2).map(Number);
const { verilator } = await ensureCocotb({ install: "refused" });
const speed = await runOurClients(workload(clients), { cycles, rounds, verilator });
process.stdout.write(`${JSON.stringify(speed)}\n`);
