/** Sets of a module's inputs, interned: equal sets have equal ids. */
export type SetId = number;

export class DependencySets {
  readonly empty: SetId = 0;
  readonly #bits: bigint[] = [0n];
  readonly #byBits = new Map<bigint, SetId>([[0n, 0]]);
  readonly #unions = new Map<number, SetId>();

  /** The set of one input, by its index. */
  single(index: number): SetId {
    return this.#intern(1n << BigInt(index));
  }

  union(a: SetId, b: SetId): SetId {
    if (a === b || b === this.empty) return a;
    if (a === this.empty) return b;
    const key = Math.min(a, b) * 2 ** 26 + Math.max(a, b);
    const known = this.#unions.get(key);
    if (known !== undefined) return known;
    const result = this.#intern(this.#bitsOf(a) | this.#bitsOf(b));
    this.#unions.set(key, result);
    return result;
  }

  isSubset(part: SetId, whole: SetId): boolean {
    return this.union(part, whole) === whole;
  }

  /** Input indices, ascending. */
  members(set: SetId): number[] {
    const indices: number[] = [];
    let index = 0;
    for (let bits = this.#bitsOf(set); bits !== 0n; bits >>= 1n, index++) if ((bits & 1n) === 1n) indices.push(index);
    return indices;
  }

  #intern(bits: bigint): SetId {
    const known = this.#byBits.get(bits);
    if (known !== undefined) return known;
    const id = this.#bits.length;
    this.#bits.push(bits);
    this.#byBits.set(bits, id);
    return id;
  }

  #bitsOf(set: SetId): bigint {
    const bits = this.#bits[set];
    if (bits === undefined) throw new Error(`no dependency set ${set}`);
    return bits;
  }
}
