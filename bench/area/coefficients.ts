/** The area model's coefficients out of synthesised designs, and how wrong they are. */
import { logicCensus } from "../../api/plan/logic-census.ts";
import { type AreaFamily, type AreaWeights, areaFamily, weighed } from "../../compile/plan/area.ts";
import type { LogicCensus } from "../../compile/plan/index.ts";
import { cellsOf } from "../../config/index.ts";
import type { AreaDesign } from "./designs.ts";
import { nonNegativeFit } from "./non-negative-fit.ts";
import { type AreaPoint, elaborated } from "./points.ts";

export interface MeasuredDesign {
  readonly name: string;
  readonly family: AreaFamily;
  readonly use: AreaDesign["use"];
  readonly census: LogicCensus;
  readonly cells: number;
}

const quantities = [
  "plainFlipFlops",
  "logicFlipFlops",
  "adderBits",
  "muxBits",
  "gates",
  "enables",
  "memoryLuts",
] as const satisfies readonly (keyof LogicCensus)[];

export function fittedPoint(area: AreaDesign, { cells }: AreaPoint): MeasuredDesign {
  const { fabric } = area.core;
  const census = logicCensus(elaborated(area), cellsOf(fabric));
  return { name: area.name, family: areaFamily(fabric), use: area.use, census, cells };
}

/** The file with the coefficients, and a table for people. */
export function coefficientsText(designs: readonly MeasuredDesign[], yosys: string): { text: string; report: string } {
  const lines: string[] = [];
  const entries = (["ice40", "ecp5"] as const).map((family) => {
    const own = designs.filter((design) => design.family === family);
    const fit = own.filter(({ use }) => use === "fit");
    const weights = weightsOf(fit);
    const shown: string[] = [];
    const worst = { fit: 0, leftOut: 0, check: 0 };
    const show = (design: MeasuredDesign, by: AreaWeights, kind: keyof typeof worst): void => {
      const predicted = weighed(design.census, by);
      const error = predicted / design.cells - 1;
      worst[kind] = Math.max(worst[kind], Math.abs(error));
      shown.push(
        `${kind.padEnd(8)} ${design.name.padEnd(24)} ${String(design.cells).padStart(6)} ${predicted.toFixed(0).padStart(6)} ${percent(error)}`,
      );
    };
    for (const design of own) show(design, weights, design.use);
    for (const design of fit) show(design, weightsOf(fit.filter((other) => other !== design)), "leftOut");
    lines.push(family, ...shown.sort());
    const fields = quantities.map((key) => `${key}: ${Number(weights[key].toFixed(3))}`);
    const errors = `fitted to ${fit.length} cores within ${percent(worst.fit)}, left out ${percent(worst.leftOut)}, ${own.length - fit.length} others ${percent(worst.check)}`;
    return `  /** ${errors}. */\n  ${family}: { ${fields.join(", ")} },`;
  });
  const text = [
    `/** Written by bench/area/run.ts, which synthesises cores with yosys ${yosys} and fits what their parts take. */`,
    'import type { AreaFamily, AreaWeights } from "./area.ts";',
    "",
    "export const areaCoefficients: Readonly<Record<AreaFamily, AreaWeights>> = {",
    ...entries,
    "};",
    "",
  ].join("\n");
  return { text, report: lines.join("\n") };
}

function weightsOf(designs: readonly MeasuredDesign[]): AreaWeights {
  const weights = nonNegativeFit(designs.map(({ census, cells }) => quantities.map((key) => census[key] / cells)));
  return Object.fromEntries(quantities.map((key, i) => [key, weights[i] ?? 0])) as Record<keyof LogicCensus, number>;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
