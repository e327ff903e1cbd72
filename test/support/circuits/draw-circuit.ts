/** Random circuits as recipes: modules with variants, several levels of instances, everything hdlgen has in them. */
import type { Random } from "../random.ts";
import { ModuleDrawer } from "./draw-module.ts";
import type { RecipeModule } from "./recipe.ts";

export interface Profile {
  /**
   * `allowed`: registers and memories may start unknown. `none`: every output is determined from the first cycle
   * on, whatever an engine takes for unknown bits; what a memory gives is used only where it is known.
   */
  readonly unknown: "allowed" | "none";
  /** `netlist`: memories as block RAM has them, and widths that keep synthesis short. */
  readonly size: "usual" | "netlist";
}

/** A top module with what it instantiates, children before parents. */
export interface Recipe {
  readonly seed: number;
  readonly top: RecipeModule;
  readonly modules: readonly RecipeModule[];
}

export function drawRecipe(random: Random, profile: Profile): Recipe {
  const modules: RecipeModule[] = [];
  const definitions = random.pick(profile.size === "netlist" ? [1, 2] : [1, 1, 1, 1, 2, 2, 3]);
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
