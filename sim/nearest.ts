import { editDistance } from "../diagnostics/edit-distance.ts";

/** Suggestions for a name that was mistyped. */

/** The up to `count` names most like `name`, best first. */
export function nearestNames(name: string, names: Iterable<string>, count: number): string[] {
  const last = (path: string) => path.slice(path.lastIndexOf(".") + 1);
  const ranked = [...names].map((candidate) => ({
    candidate,
    distance: Math.min(editDistance(name, candidate), editDistance(last(name), last(candidate)) + 1),
  }));
  ranked.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return ranked.slice(0, count).map(({ candidate }) => candidate);
}
