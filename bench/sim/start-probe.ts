/** A process that starts the embedded engine once, on as many cores as its argument says, and prints how long it took. */
import { elaborate } from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { compiledDigits } from "../support/digits.ts";
import { CoresWithTraffic } from "./core-with-traffic.ts";

export interface StartTimes {
  readonly elaborationMs: number;
  readonly startMs: number;
}

const { compiled } = await compiledDigits();
const begin = performance.now();
const design = elaborate(CoresWithTraffic({ core: compiled.core, count: Number(process.argv[2]) }));
const elaborated = performance.now();
openEmbedded(design).reset();
const stepped = performance.now();
const times: StartTimes = { elaborationMs: elaborated - begin, startMs: stepped - elaborated };
process.stdout.write(`${JSON.stringify(times)}\n`);
