/**
 * The checks of an elaborated design, in order. The first ones make sure that a module is sound: later ones rely on
 * that, and leave out what is not. All problems are reported together.
 *
 * What a single call can judge (widths of operands, literals, names, depths of memories) is refused at that call, with
 * its line, and does not get here. What the memories of a target can do is checked where the target is known. Folding
 * constants changes no design: it belongs to the printer and to the engines, which keep every named node.
 */
import type { Diagnostic } from "../../diagnostics/index.ts";
import { inVariant } from "../errors.ts";
import type { ModuleIr } from "../ir.ts";
import { checkCells } from "./cells.ts";
import { checkClockDomains } from "./clock-domains.ts";
import { checkCombinationalLoops } from "./combinational-loops.ts";
import { checkDrivers } from "./drivers.ts";
import { checkForeignSignals } from "./foreign-signals.ts";
import { checkVerificationReads } from "./verification-reads.ts";
import { checkWidths } from "./widths.ts";

/** Looks at one module, which is no black box. */
type ModuleCheck = (module: ModuleIr) => readonly Diagnostic[];
const soundness: readonly ModuleCheck[] = [checkWidths, checkForeignSignals];
const ofSoundModules: readonly ModuleCheck[] = [checkDrivers, checkVerificationReads];

/** Flow between clock domains is followed where it has an end: without combinational loops. */
function ofSoundDesigns(modules: readonly ModuleIr[], top: ModuleIr | undefined): readonly Diagnostic[] {
  const loops = checkCombinationalLoops(modules);
  return loops.length > 0 ? loops : checkClockDomains(modules, top);
}

/** Adds to a problem of a module where the first of its instances is. */
function whereInstantiated(module: ModuleIr, modules: readonly ModuleIr[]): (problem: Diagnostic) => Diagnostic {
  for (const parent of modules) {
    const instance = parent.instances.find((each) => each.module === module);
    if (instance === undefined) continue;
    return (problem) => inVariant(problem, module, `${parent.name}.${instance.name}`, instance.site);
  }
  return (problem) => problem;
}

/**
 * Runs all checks. `modules`: each once, children before parents, black boxes among them. `design` has the module whose
 * ports are the design's, or none for the model of a cell; of an `"incomplete"` one, in which a module could not be
 * built, the modules are checked each by itself.
 */
export function checkModules(
  modules: readonly ModuleIr[],
  design: { readonly top: ModuleIr | undefined } | "incomplete",
): Diagnostic[] {
  const ofEach = (checks: readonly ModuleCheck[], module: ModuleIr): readonly Diagnostic[] => {
    if (module.blackBox !== undefined) return [];
    const found = checks.flatMap((check) => check(module));
    return found.length === 0 ? [] : found.map(whereInstantiated(module, modules));
  };
  const unsound = modules.map((module) => ofEach(soundness, module));
  const sound = modules.filter((_, i) => unsound[i]?.length === 0);
  return [
    ...unsound.flat(),
    ...sound.flatMap((module) => ofEach(ofSoundModules, module)),
    ...checkCells(modules),
    ...(sound.length === modules.length && design !== "incomplete" ? ofSoundDesigns(modules, design.top) : []),
  ];
}
