import { editDistance } from "../diagnostics/edit-distance.ts";

/** The candidate that a misspelt word most likely meant: at most a third of its letters differ. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(plain(word), plain(candidate));
    if (distance <= Math.ceil(candidate.length / 3) && (best === undefined || distance < best.distance))
      best = { candidate, distance };
  }
  return best?.candidate;
}

/** `iCE-Breaker` and `icebreaker` are one name to a human. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, "");
}
