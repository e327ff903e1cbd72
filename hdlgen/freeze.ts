/**
 * Freezes plain data to its depths, and stops at what is frozen already. Typed arrays, which cannot be frozen, and
 * objects of a class keep what they have.
 */
export function deepFreeze<T>(value: T): T {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== "object" || next === null || Object.isFrozen(next) || !isPlain(next)) continue;
    Object.freeze(next);
    for (const item of Object.values(next)) if (typeof item === "object") open.push(item);
  }
  return value;
}

/** An array, or a record made by a literal. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Array.isArray(value);
}
