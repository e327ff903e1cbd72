/** Whether two graphs of plain objects have one shape: all that code made from them can depend on. */

/**
 * Equal primitives at equal keys, and objects that pair off one to one: what is one object here is one object there.
 * `apart`: keys of which nothing depends. Iterative, because expressions can be deeper than the call stack. Shared
 * objects that are not shared in the same way count as a difference.
 */
export function haveSameGraph(a: unknown, b: unknown, apart: ReadonlySet<string>): boolean {
  const [partners, owners] = [new Map<object, object>(), new Map<object, object>()];
  const stack: [unknown, unknown][] = [[a, b]];
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    const [one, other] = pair;
    if (!isObject(one) || !isObject(other)) {
      if (!Object.is(one, other)) return false;
      continue;
    }
    const partner = partners.get(one);
    if (partner !== undefined) {
      if (partner !== other) return false;
      continue;
    }
    if (owners.has(other) || !isPlain(one) || !isPlain(other)) return false;
    partners.set(one, other);
    owners.set(other, one);
    if (Array.isArray(one) || Array.isArray(other)) {
      if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
      for (let index = 0; index < one.length; index++) stack.push([one[index], other[index]]);
      continue;
    }
    const keys = Object.keys(one);
    if (keys.length !== Object.keys(other).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(other, key)) return false;
      if (!apart.has(key)) stack.push([Reflect.get(one, key), Reflect.get(other, key)]);
    }
  }
  return true;
}

/** Equal for graphs that are the same, and hardly ever for others: says which are worth comparing. */
export function fingerprintOf(root: object, apart: ReadonlySet<string>): number {
  const seen = new Set<object>();
  const stack: unknown[] = [root];
  let hash = 0;
  while (stack.length > 0) {
    const value = stack.pop();
    if (!isObject(value)) {
      hash = Math.imul(hash ^ (hash >>> 15) ^ fingerprintOfPrimitive(value), 0x85eb_ca6b);
      continue;
    }
    if (seen.has(value)) continue;
    seen.add(value);
    if (Array.isArray(value)) {
      for (const part of value) stack.push(part);
      continue;
    }
    // In the order of their names: the same graph may have been built in another.
    for (const key of Object.keys(value).sort()) if (!apart.has(key)) stack.push(Reflect.get(value, key));
  }
  return hash;
}

function fingerprintOfPrimitive(value: unknown): number {
  if (typeof value === "number") return value | 0;
  if (typeof value === "bigint") return Number(BigInt.asIntN(32, value));
  if (typeof value !== "string") return value === true ? 1 : 2;
  return (
    (value.length << 24) ^ (value.charCodeAt(0) << 16) ^ (value.charCodeAt(1) << 8) ^ value.charCodeAt(value.length - 1)
  );
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** What keeps things elsewhere than at its keys, as a `Map` does, is not looked into, and equal to nothing. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
