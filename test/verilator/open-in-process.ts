/** A process of its own that opens one small model and says what it had to do for that. */
import { openVerilator } from "../../sim/verilator/index.ts";
import { delayed } from "../support/verilator-cache.ts";

const said: string[] = [];
const sim = await openVerilator(delayed("held", "shared"), { onProgress: (message) => said.push(message) });
sim.port("a").value = 77;
sim.step();
process.stdout.write(JSON.stringify({ said, y: sim.port("y").value }));
sim.close();
