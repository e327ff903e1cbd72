/** The random circuits by number: most are written in hdlgen, the others are IR that its language cannot say. */
import * as hdlgen from "../../../hdlgen/index.ts";
import type { Design } from "../../../hdlgen/ir.ts";
import { printVerilog } from "../../../hdlgen/verilog/index.ts";
import type { Cut } from "../../../sim/embedded/cut.ts";
import { compileEmbedded, type EmbeddedDesign, type EmbeddedSimulation } from "../../../sim/embedded/index.ts";
import { Random } from "../random.ts";
import { randomDesign } from "../random-circuit.ts";
import { buildRecipe } from "./build-circuit.ts";
import { CircuitModel } from "./circuit-model.ts";
import { compareWithTruth, type Difference, type Truth } from "./compare-embedded.ts";
import { drawRecipe, type Profile } from "./draw-circuit.ts";
import { interpreterTruth } from "./interpreter-truth.ts";

export interface Circuit {
  readonly seed: number;
  readonly origin: "hdlgen" | "IR";
  readonly design: Design;
  /** A fresh truth of the circuit. */
  truth(): Truth;
}

export const usual: Profile = { unknown: "allowed", size: "usual" };
/** For simulators of Verilog, of which only the outputs are seen. */
export const comparable: Profile = { unknown: "start", size: "small" };

/** For netlists, which start as the device does after configuration. */
export const netlistProfile: Profile = { unknown: "none", size: "netlist" };

/** The circuit with this seed: one in four is raw IR. `hdl`: the language, or a mutant of it. */
export function circuitOf(seed: number, profile: Profile = usual, hdl: typeof hdlgen = hdlgen): Circuit {
  const random = new Random(seed);
  if (seed % 4 === 0 && profile.unknown !== "none") {
    const defined = ["readFirst", "writeFirst"] as const;
    const options =
      profile.unknown === "allowed"
        ? ({ collisions: [...defined, "dontCare"] } as const)
        : ({ collisions: defined, addresses: "exact", definitions: 2, instances: 2 } as const);
    const design = randomDesign(random, options);
    return { seed, origin: "IR", design, truth: () => interpreterTruth(design) };
  }
  const recipe = drawRecipe(random, profile);
  return { seed, origin: "hdlgen", design: buildRecipe(recipe, hdl), truth: () => new CircuitModel(recipe.top) };
}

/** Ways to cut a design into functions, all of which have to do the same: by seed. */
export const cuts: readonly Partial<Cut>[] = [
  {},
  { unitBudget: 0 },
  { unitBudget: 40 },
  { clusterCost: 1, restless: () => false },
  { clusterCost: 1, restless: (_, register) => register.length % 2 === 0 },
  { clusterCost: 1, unitBudget: 0, restless: () => false },
  { clusterCost: 20, unitBudget: 60, restless: (_, register) => register.length % 3 === 0 },
  { clusterCost: 1, restless: () => false, held: (input) => (input === "rst" ? 0n : undefined) },
  { clusterCost: 1, restless: () => false, held: (input) => (input.length % 2 === 0 ? 0n : undefined) },
];

/** The circuit with a seed for each of the cuts. */
export const everyCut = (circuit: Circuit): Circuit[] => cuts.map((_, index) => ({ ...circuit, seed: index }));

/** On the embedded engine; `compile`: it, or a mutant of it. */
export const openCut =
  (compile: (design: Design, cut?: Partial<Cut>) => EmbeddedDesign = compileEmbedded) =>
  (design: Design, { seed }: { readonly seed: number }): EmbeddedSimulation =>
    compile(design, cuts[seed % cuts.length]).open({ seed });

/** The first difference between the embedded engine and the truth. */
export function differenceOf(circuit: Circuit, cycles: number, open = openCut()): Difference | undefined {
  const { design, seed } = circuit;
  return compareWithTruth(design, open(design, { seed }), circuit.truth(), { seed, cycles });
}

/** Everything that is needed to go after a difference, the Verilog included. `where` it was found. */
export function describeDifference(circuit: Circuit, difference: Difference, where = "the embedded engine"): string {
  const { seed, origin, design } = circuit;
  const { cycle, signal, expected, found } = difference;
  const verilog = Object.entries(printVerilog(design))
    .filter(([name]) => name.endsWith(".v"))
    .map(([, text]) => text);
  const layer = where === "the embedded engine" ? layerOf(circuit) : "";
  return [
    `circuit ${seed} (${origin}) on ${where}: ${signal} is ${found} in cycle ${cycle}, expected ${expected}${layer}`,
    ...verilog,
  ].join("\n");
}

/** A circuit in hdlgen whose IR does what the engine does was translated wrongly before any engine saw it. */
function layerOf(circuit: Circuit): string {
  if (circuit.origin === "IR") return "";
  const { design, seed } = circuit;
  const difference = compareWithTruth(design, openCut()(design, { seed }), interpreterTruth(design), {
    seed,
    cycles: 64,
  });
  return difference === undefined
    ? "; the engine does what the IR says: the language layer is wrong"
    : "; the IR says something else than the engine does";
}
