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

/** Insertions, deletions and replacements of one character that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
