/** The numbers of a version text: `0.55.944` → [0, 55, 944], `Verilator 5.006 2023-01-22` → [5, 6]. Empty when there are none. */
export function versionNumbers(text: string): readonly number[] {
  const found = /\d+(?:\.\d+)+/.exec(text)?.[0];
  return found === undefined ? [] : found.split(".").map(Number);
}

/** Negative, zero or positive as version `a` is older than, equal to or newer than `b`; numbers left out count as 0. */
export function compareVersions(a: string, b: string): number {
  const left = versionNumbers(a);
  const right = versionNumbers(b);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
