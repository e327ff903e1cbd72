/** `spikeforge`, the command. */
import { spikeforgeProgram } from "./program.ts";

await spikeforgeProgram().parseAsync();
