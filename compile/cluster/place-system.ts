import type { ClusterFabric, IntegerNetwork, SystemConfig } from "../../config/index.ts";
import { type Diagnostic, SpikeforgeError, throwIfAny } from "../../diagnostics/index.ts";
import { unsupported } from "../fits.ts";
import { layOut } from "../layout.ts";
import { learningOnSystems } from "../learning-fits.ts";
import { type CoreTarget, weightWordsThatFit } from "../target.ts";
import type { Part } from "./connections.ts";
import { encodeSystem, type SystemFrame } from "./encode-system.ts";
import { placeParts } from "./partition/place-parts.ts";
import { type ChipTopology, chipTopologies } from "./topology.ts";

export interface SystemOptions {
  /** Cores of each chip, 1…256. Default: the fewest that hold the network. */
  readonly cores?: number;
  /** 1…64, in a star 1…8. Default 1. */
  readonly chips?: number;
  /** How a chip's cores are joined. Default "auto": a tree up to 16 cores, then a mesh. */
  readonly fabric?: ClusterFabric | "auto";
  /** How chips are joined. Default "line". */
  readonly topology?: ChipTopology;
  /** The chip that the host is at. Default 0, the middle of a star. */
  readonly hostChip?: number;
  /** Expected share of channels and neurons that are active in a tick, for balancing. Default 0.1. */
  readonly rate?: number;
}

/** A network on several cores, with what was put where. */
export interface PlacedSystem {
  readonly system: SystemConfig;
  readonly frame: SystemFrame;
  readonly parts: readonly Part[];
}

const mostCores = 256;
const mostChips = 64;
/** Links have a space each on the memory bus. */
const mostLinks = 7;
const mostTreeCores = 16;

/**
 * Cuts a network and puts it on the cores of one or more chips, so that cores are busy alike and few spikes travel far.
 * The same input gives the same result. Throws CMP003…CMP022 with chip and core for what does not fit, CMP023 for
 * numbers of cores or chips that cannot be, CMP024 when a system has too few cores, CMP032 for a network that learns.
 *
 * @param target what each core may use
 */
export function placeSystem(net: IntegerNetwork, target: CoreTarget, options: SystemOptions = {}): PlacedSystem {
  throwIfAny([...optionProblems(net, options), ...unsupported(net, target), ...learningOnSystems(net)]);
  const chips = options.chips ?? 1;
  const fewest = fewestCores(net, target);
  const problem = tooFew(net, target, (options.cores ?? mostCores) * chips, fewest);
  throwIfAny(problem === undefined ? [] : [problem]);
  if (options.cores !== undefined) {
    return tryCores(net, target, frameOf(options.cores, chips, options), options);
  }
  for (let cores = Math.max(1, Math.ceil(fewest.cores / chips)); ; cores++) {
    try {
      return tryCores(net, target, frameOf(cores, chips, options), options);
    } catch (error) {
      if (!(error instanceof SpikeforgeError) || cores >= Math.min(mostCores, 2 * fewest.cores + 4)) throw error;
    }
  }
}

/** Coarser cuts need fewer regions and segments, finer ones and some room fill memories better. */
const attempts = [
  { piecesPerCore: 8, fullness: 1 },
  { piecesPerCore: 2, fullness: 1 },
  { piecesPerCore: 4, fullness: 0.9 },
  { piecesPerCore: 16, fullness: 0.8 },
] as const;

function tryCores(net: IntegerNetwork, target: CoreTarget, frame: SystemFrame, { rate }: SystemOptions): PlacedSystem {
  if (frame.chips * frame.columns * frame.rows === 1) return wholePopulations(net, target, frame);
  let refused: SpikeforgeError | undefined;
  for (const attempt of attempts) {
    const parts = placeParts(net, target, frame, { rate: rate ?? usualRate, ...attempt });
    try {
      return { system: encodeSystem(net, target, frame, parts), frame, parts };
    } catch (error) {
      if (!(error instanceof SpikeforgeError)) throw error;
      refused ??= error;
    }
  }
  throw refused ?? new Error("no attempt");
}

const usualRate = 0.1;

function wholePopulations(net: IntegerNetwork, target: CoreTarget, frame: SystemFrame): PlacedSystem {
  const parts = net.populations.map(({ name, first, size }) => ({ population: name, first, size, chip: 0, core: 0 }));
  return { system: encodeSystem(net, target, frame, parts), frame, parts };
}

/** Columns and rows of a mesh are as alike as they can be. */
function frameOf(cores: number, chips: number, { fabric = "auto", topology = "line", hostChip = 0 }: SystemOptions) {
  const chosen = fabric === "auto" ? (cores <= mostTreeCores ? "tree" : "mesh") : fabric;
  let rows = 1;
  if (chosen === "mesh") {
    for (let divisor = 2; divisor * divisor <= cores; divisor++) if (cores % divisor === 0) rows = divisor;
  }
  return { chips, topology, hostChip, fabric: chosen, columns: cores / rows, rows };
}

/** What decides how many cores are needed at least. */
interface FewestCores {
  readonly cores: number;
  readonly what: string;
  readonly needs: number;
  readonly has: number;
}

function fewestCores(net: IntegerNetwork, target: CoreTarget): FewestCores {
  const layout = layOut(net, target);
  const demand = (what: string, needs: number, has: number): FewestCores => ({
    cores: Math.ceil(needs / Math.max(1, has)),
    what,
    needs,
    has,
  });
  const words = weightWordsThatFit(target, net.weightBits);
  return [
    demand(`weight words of ${target.lanes} × ${net.weightBits} bits`, layout.weightWords, words),
    demand("neuron slots", layout.rows * target.updates, target.limits.slots),
    demand("segments", layout.segments, target.limits.segments),
  ].reduce((a, b) => (b.cores > a.cores ? b : a));
}

function tooFew(net: IntegerNetwork, { name }: CoreTarget, cores: number, fewest: FewestCores): Diagnostic | undefined {
  if (fewest.cores <= cores) return undefined;
  const { what, needs, has } = fewest;
  return {
    code: "CMP024",
    place: `network "${net.name}" on ${cores} × ${name}`,
    found: `needs ${needs} ${what}, ${cores === 1 ? "a core has" : `${cores} cores have ${cores} ×`} ${has}`,
    mend: `use at least ${fewest.cores} cores`,
  };
}

function optionProblems({ name }: IntegerNetwork, options: SystemOptions): Diagnostic[] {
  const { cores = 1, chips = 1, topology = "line", hostChip = 0, rate = usualRate } = options;
  const place = `network "${name}"`;
  const problems: Diagnostic[] = [];
  const whole = (what: string, value: number, low: number, high: number): void => {
    if (Number.isInteger(value) && value >= low && value <= high) return;
    const found = `${value} is not a ${what}: expected a whole number in ${low}…${high}`;
    problems.push({ code: "CMP023", place, found });
  };
  whole("number of cores per chip", cores, 1, mostCores);
  whole(`number of chips in a ${topology}`, chips, 1, topology === "star" ? mostLinks + 1 : mostChips);
  whole("chip to put the host at", hostChip, 0, Math.max(0, Math.floor(chips) - 1));
  if (!(rate >= 0 && rate <= 1)) {
    problems.push({ code: "CMP023", place, found: `${rate} is not a rate: expected a share in 0…1` });
  }
  if (!chipTopologies.includes(topology)) {
    const found = `"${topology}" is not a topology: expected ${chipTopologies.join(" or ")}`;
    problems.push({ code: "CMP023", place, found });
  }
  return problems;
}
