/** Random circuits as recipes: modules with variants, several levels of instances, everything hdlgen has in them. */
import type { Random } from "../random.ts";
import { ModuleDrawer } from "./draw-module.ts";
import type { RecipeModule } from "./recipe.ts";

export interface Profile {
  /**
   * What may be unknown. `allowed`: registers and memories at the start, and data after a collision, for engines whose
   * state can be read. `start`: registers and memories at the start alone, for simulators that start them with zeros.
   * `none`: nothing but before the first reset or the first read, and what is unknown then is not used.
   */
  readonly unknown: "allowed" | "start" | "none";
  /** `small`: for tools that take long; `netlist`: also memories as block RAM has them, and narrow multipliers. */
  readonly size: "usual" | "small" | "netlist";
}

/** A top module with what it instantiates, children before parents. */
export interface Recipe {
  readonly seed: number;
  readonly top: RecipeModule;
  readonly modules: readonly RecipeModule[];
}

export function drawRecipe(random: Random, profile: Profile): Recipe {
  const modules: RecipeModule[] = [];
  const definitions = random.pick(profile.size === "usual" ? [1, 1, 1, 1, 2, 2, 3] : [1, 1, 1, 2, 2, 3]);
  for (let index = 0; index < definitions; index++) {
    const isTop = index === definitions - 1;
    // Variants of one definition are drawn alike, for different widths.
    const variants = isTop ? 1 : random.integer(1, 2);
    const known = [...modules];
    for (let variant = 0; variant < variants; variant++) {
      const drawer = new ModuleDrawer(random, `m${index}`, variant, known, profile);
      modules.push(drawer.draw());
    }
  }
  const top = modules.at(-1);
  if (top === undefined) throw new Error("no module was drawn");
  return { seed: random.seed, top, modules };
}
