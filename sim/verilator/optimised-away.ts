/**
 * Notes on registers that Verilator optimised away, by design and flags: the next edit of the same design asks for them
 * at once and is spared a second run. A note that is wrong costs nothing but a variable that would have gone.
 */
import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import type { StateName } from "./state-names.ts";
import type { Variable } from "./verilate.ts";

/** The variables noted that the design still has; none where there are no notes or no sound ones. */
export async function readNotes(file: string, states: readonly StateName[]): Promise<Variable[]> {
  const noted = new Set<unknown>(parsed(await readFile(file, "utf8").catch(() => "[]")));
  const found = new Map<string, Variable>();
  for (const { moduleName, name } of states)
    if (noted.has(`${moduleName}.${name}`)) found.set(`${moduleName}.${name}`, { moduleName, name });
  return [...found.values()];
}

export async function keepNotes(file: string, variables: readonly Variable[]): Promise<void> {
  const aside = `${file}.${randomUUID().slice(0, 8)}.partial`;
  const names = [...new Set(variables.map(({ moduleName, name }) => `${moduleName}.${name}`))].sort();
  await writeFile(aside, JSON.stringify(names));
  await rename(aside, file);
}

function parsed(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
