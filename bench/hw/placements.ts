import { type BuildRequest, buildBestOf, type Family } from "../../flow/index.ts";
import { median } from "../kit/statistics.ts";

/** What came out of placing a design with several seeds. */
export interface PlacementFigures {
  /** Used of each resource of the device: `lc`, `ebr`, …, in the fastest placement. */
  readonly used: Readonly<Record<string, number>>;
  /** Median of the seeds. */
  readonly fmaxMHz: number;
  readonly fmaxMHzBySeed: Readonly<Record<string, number>>;
  /** Nets of the slowest path of the fastest placement: what to look at first. */
  readonly criticalPath: readonly string[];
}

/**
 * What a benchmark of placements, and of the cycles of the same design, is indifferent to. Engine and reference are held to
 * each other in every run, which fails where they differ, and the tools' versions are in the key: neither how fast the
 * engine is nor how the tools are started changes a figure.
 */
export const placementsIndifferentTo = ["sim/embedded/", "sim/reference/", "tools/"];

export const placementSeeds = [1, 2, 3, 4, 5];

/** The resources whose figures are told. */
const resources = ["lc", "ebr", "spram", "dsp", "lut", "ff", "dp16kd", "mult18"] as const;

/** Synthesises once and places with every seed, two at a time. */
export async function placementFigures<F extends Family>(
  request: Omit<BuildRequest<F>, "seed">,
  report: (message: string) => void,
): Promise<PlacementFigures> {
  let told = "";
  const { best, seeds } = await buildBestOf<F>(
    {
      ...request,
      seed: 0,
      onProgress: ({ step, fraction }) => {
        const now = `${step}, ${Math.floor(fraction * 10) * 10} %`;
        if (now !== told) report(now);
        told = now;
      },
    },
    placementSeeds,
    { atOnce: 2 },
  );
  const usage = new Map(Object.entries(best));
  const path = best.criticalPaths.find(({ from, to }) => from.includes("edge") && to.includes("edge"));
  return {
    used: Object.fromEntries(
      resources.flatMap((name) => {
        const found = usage.get(name);
        return found === undefined ? [] : [[name, (found as { readonly used: number }).used]];
      }),
    ),
    fmaxMHz: median(seeds.map(({ fmaxMHz }) => fmaxMHz)),
    fmaxMHzBySeed: Object.fromEntries(seeds.map(({ seed, fmaxMHz }) => [String(seed), fmaxMHz])),
    criticalPath: path?.nets ?? [],
  };
}
