import type { Settings } from "./settings.ts";

/** A seed that stays as long as the name does: FNV-1a. */
export function seedOfName(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** What the run says goes before what the test says, that before what the project says; else it follows from the name. */
export function chooseSeed(name: string, own: number | "random" | undefined, settings: Settings): number {
  const seed = settings.runSeed ?? own ?? settings.projectSeed;
  if (seed === undefined) return seedOfName(name);
  return seed === "random" ? Math.floor(Math.random() * 2 ** 32) : seed;
}
