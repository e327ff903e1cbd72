/** What BindsNET said, kept: cases with the weights that they end in, so that the comparison needs no Python. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { BindsnetCase } from "./bindsnet-cases.ts";
import type { BindsnetOutcome } from "./bindsnet-side.ts";

/** Relative to the repository. */
export const keptWeightsFile = "bench/learn/bindsnet-weights.json";
const path = fileURLToPath(new URL(`../../${keptWeightsFile}`, import.meta.url));

export interface KeptWeights {
  readonly versions: BindsnetOutcome["versions"];
  readonly cases: readonly (BindsnetCase & { readonly finalWeights: readonly (readonly number[])[] })[];
}

export async function readKeptWeights(): Promise<KeptWeights> {
  return JSON.parse(await readFile(path, "utf8")) as KeptWeights;
}

/** One case per line. */
export async function keepWeights(cases: readonly BindsnetCase[], outcome: BindsnetOutcome): Promise<void> {
  const lines = cases.map((each) => {
    const finalWeights = outcome.weights[each.name];
    if (finalWeights === undefined) throw new Error(`no weights for the case "${each.name}"`);
    return JSON.stringify({ ...each, finalWeights });
  });
  await writeFile(path, `{"versions":${JSON.stringify(outcome.versions)},"cases":[\n${lines.join(",\n")}\n]}\n`);
}
