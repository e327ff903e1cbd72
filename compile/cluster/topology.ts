import type { LinkEnd, SystemConfig } from "../../config/index.ts";
import { at } from "./collect.ts";

/** How chips are joined: `line` each to the next, `star` all others to chip 0. Both are trees. */
export const chipTopologies = ["line", "star"] as const;
export type ChipTopology = (typeof chipTopologies)[number];

/** Links of the chips, numbered by chip in the order in which they are joined. */
export function joinChips(chips: number, topology: ChipTopology): SystemConfig["links"] {
  const used = new Array<number>(chips).fill(0);
  const end = (chip: number): LinkEnd => {
    const link = used[chip] ?? 0;
    used[chip] = link + 1;
    return { chip, link };
  };
  return Array.from({ length: chips - 1 }, (_, i) => ({ a: end(topology === "line" ? i : 0), b: end(i + 1) }));
}

/** The way between chips. There is exactly one: chips and links make a tree. */
export class ChipWays {
  /** By chip and link: the other end. */
  readonly #ends: readonly (readonly LinkEnd[])[];
  /** By chip and goal: the link towards it; −1 for the chip itself. */
  readonly #towards: readonly Int32Array[];

  constructor(chips: number, links: SystemConfig["links"]) {
    const ends: LinkEnd[][] = Array.from({ length: chips }, () => []);
    for (const { a, b } of links) {
      at(ends, a.chip)[a.link] = b;
      at(ends, b.chip)[b.link] = a;
    }
    this.#ends = ends;
    this.#towards = ends.map((_, chip) => waysFrom(chip, ends));
  }

  /** Links of a chip. */
  links(chip: number): number {
    return at(this.#ends, chip).length;
  }

  /** The other end of a chip's link. */
  behind({ chip, link }: LinkEnd): LinkEnd {
    return at(at(this.#ends, chip), link);
  }

  /** The link of `from` that leads to `to`; undefined when they are the same chip. */
  towards(from: number, to: number): number | undefined {
    const link = at(this.#towards, from)[to] ?? -1;
    return link < 0 ? undefined : link;
  }

  /** The ends that words from `from` to `to` leave by, in order. */
  way(from: number, to: number): LinkEnd[] {
    const way: LinkEnd[] = [];
    for (let chip = from; chip !== to; ) {
      const link = this.towards(chip, to);
      if (link === undefined) throw new Error(`no way from chip ${chip} to chip ${to}`);
      way.push({ chip, link });
      chip = this.behind({ chip, link }).chip;
    }
    return way;
  }
}

function waysFrom(chip: number, ends: readonly (readonly LinkEnd[])[]): Int32Array {
  const first = new Int32Array(ends.length).fill(-1);
  const visit = (at: number, from: number, link: number): void => {
    first[at] = link;
    for (const next of ends[at] ?? []) if (next.chip !== from) visit(next.chip, at, link);
  };
  for (const [link, { chip: next }] of at(ends, chip).entries()) visit(next, chip, link);
  return first;
}
