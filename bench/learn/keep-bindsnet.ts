/** Runs BindsNET on the cases and keeps its weights: `node --import tsx bench/learn/keep-bindsnet.ts`. */
import { comparisons } from "./bindsnet-cases.ts";
import { keepWeights } from "./bindsnet-kept.ts";
import { runBindsnet } from "./bindsnet-side.ts";

const cases = comparisons.map(({ bindsnet }) => bindsnet);
await keepWeights(cases, await runBindsnet(cases, (message) => process.stderr.write(`${message}\n`)));
