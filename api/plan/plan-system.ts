/** Predicts how a network will load many cores and chips before anything is synthesised. */
import { type SystemLoad, systemLoad } from "../../compile/index.ts";
import { type ClockPrediction, predictedClock } from "../../compile/plan/index.ts";
import type { ClusterFabric, WeightBits } from "../../config/index.ts";
import type { Network } from "../../network/index.ts";
import { coreTiming } from "../../rtl/core/core-timing.ts";
import { type CompileSystemOptions, compileSystem } from "../compile-system.ts";
import { type PlanActivity, planActivity } from "./plan-activity.ts";
import { type AreaPrediction, planClusterArea } from "./plan-area.ts";
import type { PlanTarget } from "./plan-target.ts";

export interface SystemPlanOptions extends Omit<CompileSystemOptions, "rate"> {
  readonly activity: PlanActivity;
}

export interface SystemPlan {
  readonly network: string;
  readonly target: PlanTarget;
  readonly chips: number;
  readonly cores: number;
  readonly fabric: ClusterFabric;
  /** Of a mesh. */
  readonly columns: number;
  readonly rows: number;
  readonly lanes: number;
  readonly updates: number;
  readonly weightBits: WeightBits;
  /** Weight words that each core has. */
  readonly weightWords: number;
  /** Senders that are known to all chips. */
  readonly routes: number;
  readonly load: SystemLoad;
  /** Of a core alone: the fabric may be slower. */
  readonly clock: ClockPrediction;
  /** Of the chip with most links: cores, their ports and what joins them, without links' pins. The fabric's cells are rough. */
  readonly area: AreaPrediction;
}

/** Plans a system. Throws NET and CMP errors, all problems together. */
export function planSystem(description: Network, target: PlanTarget, options: SystemPlanOptions): SystemPlan {
  const { activity, ...compile } = options;
  const rate = activity.kind === "rate" ? { rate: activity.rate } : {};
  const { network, system, frame, fabric } = compileSystem(description, target, { ...compile, ...rate });
  const [cluster] = system.clusters;
  if (cluster === undefined) throw new Error("a system has a chip");
  const { core, routes } = cluster.shape;
  const widest = system.clusters.reduce((a, b) => (b.shape.links > a.shape.links ? b : a));
  return {
    network: network.name,
    target,
    chips: frame.chips,
    cores: frame.columns * frame.rows,
    fabric: frame.fabric,
    columns: frame.columns,
    rows: frame.rows,
    lanes: core.lanes,
    updates: core.updates,
    weightBits: core.weightBits,
    weightWords: core.weightWords,
    routes,
    load: systemLoad(system, coreTiming({ shape: core, fabric }), planActivity(network, activity)),
    clock: predictedClock(core, fabric),
    area: planClusterArea({ shape: widest.shape, fabric }),
  };
}
