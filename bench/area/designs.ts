/** The cores that the area model is fitted to, and those that it is checked with. */
import type { CellFabric, CoreShape, Fabric, WeightBits } from "../../config/index.ts";
import type { LifCoreParameters } from "../../rtl/core/lif-core.ts";

export interface AreaDesign {
  /** `ice40up 16x4 lean`: fabric, lanes × weight bits, what the core can do. */
  readonly name: string;
  readonly core: LifCoreParameters;
  /** `fit`: the coefficients come from it. `check`: they have never seen it. */
  readonly use: "fit" | "check";
}

type Features = "bare" | "lean" | "middle" | "full";

interface Size {
  readonly lanes: number;
  readonly weightBits: WeightBits;
  readonly updates: number;
  readonly features: Features;
  readonly use?: AreaDesign["use"];
}

const sizes: Readonly<Record<CellFabric, readonly Size[]>> = {
  ice40up: [
    { lanes: 16, weightBits: 4, updates: 1, features: "lean" },
    { lanes: 4, weightBits: 4, updates: 1, features: "full" },
    { lanes: 8, weightBits: 8, updates: 1, features: "bare" },
    { lanes: 8, weightBits: 4, updates: 2, features: "middle" },
    { lanes: 32, weightBits: 2, updates: 1, features: "lean" },
    { lanes: 8, weightBits: 8, updates: 1, features: "full", use: "check" },
    { lanes: 16, weightBits: 4, updates: 1, features: "full", use: "check" },
  ],
  ice40hx: [
    { lanes: 16, weightBits: 8, updates: 2, features: "middle" },
    { lanes: 64, weightBits: 2, updates: 4, features: "bare" },
    { lanes: 16, weightBits: 4, updates: 1, features: "full" },
    { lanes: 32, weightBits: 4, updates: 2, features: "full" },
    { lanes: 64, weightBits: 4, updates: 2, features: "lean", use: "check" },
  ],
  ecp5: [
    { lanes: 16, weightBits: 4, updates: 1, features: "full" },
    { lanes: 16, weightBits: 8, updates: 4, features: "bare" },
    { lanes: 32, weightBits: 4, updates: 4, features: "middle" },
    { lanes: 32, weightBits: 8, updates: 4, features: "lean" },
    { lanes: 16, weightBits: 2, updates: 2, features: "lean" },
    { lanes: 8, weightBits: 8, updates: 2, features: "full" },
    { lanes: 64, weightBits: 4, updates: 4, features: "bare" },
    { lanes: 16, weightBits: 4, updates: 4, features: "middle" },
    { lanes: 64, weightBits: 2, updates: 4, features: "full" },
    { lanes: 64, weightBits: 8, updates: 4, features: "full", use: "check" },
  ],
};

export const areaDesigns: readonly AreaDesign[] = (Object.keys(sizes) as CellFabric[]).flatMap((fabric) =>
  sizes[fabric].map((size) => ({
    name: `${fabric} ${size.lanes}x${size.weightBits} ${size.features}`,
    core: { fabric, shape: shapeOf(size, fabric) },
    use: size.use ?? "fit",
  })),
);

function shapeOf({ lanes, weightBits, updates, features }: Size, fabric: Fabric): CoreShape {
  const blockDepth = fabric === "ecp5" ? 16 : 256;
  const slots = 256;
  return {
    ...{ lanes, updates, weightBits, weightSign: "signed", membraneBits: 16, accumulatorBits: weightBits + 10 },
    ...{ groups: Math.max(16, slots / lanes), slots, regions: 2, listEntries: fabric === "ice40hx" ? 256 : 1024 },
    weightWords: fabric === "ice40up" ? 16_384 : fabric === "ice40hx" ? 256 : 1024,
    ...{ segments: blockDepth, waits: true, historyWords: 0, delayProgram: 0 },
    ...{ thresholdBits: 12, refractoryBits: 0, biasBits: 0, leaks: ["none"], leakBits: 0 },
    ...{ resets: ["threshold"], resetBits: 0, firstTickBits: 1, perNeuron: [] },
    ...featuresOf(features, blockDepth),
  };
}

function featuresOf(features: Features, blockDepth: number): Partial<CoreShape> {
  switch (features) {
    case "bare":
      return { firstTickBits: 0, resets: ["zero"], waits: false };
    case "lean":
      return { leaks: ["none", "shift"], leakBits: 3 };
    case "middle":
      return {
        ...{ regions: 4, leaks: ["none", "linear"], leakBits: 8, refractoryBits: 4 },
        ...{ perNeuron: ["threshold", "leak"], thresholdBits: 14 },
      };
    case "full":
      return {
        ...{ historyWords: 16, delayProgram: Math.max(blockDepth, 64), regions: 4, refractoryBits: 4, biasBits: 8 },
        ...{ leaks: ["none", "linear", "shift", "mul12"], leakBits: 12, resetBits: 14, firstTickBits: 2 },
        resets: ["zero", "value", "threshold", "amount"],
        perNeuron: ["threshold", "leak", "bias", "refractory", "reset", "firstTick"],
      };
  }
}
