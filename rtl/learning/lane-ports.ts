import { type CoreShape, type Fabric, type LearningShape, sliceBits } from "../../config/index.ts";
import { array, bool, input, output, sint, uint } from "../../hdlgen/index.ts";

export interface LaneParameters {
  readonly shape: CoreShape;
  readonly fabric: Fabric;
}

export function learningOf(shape: CoreShape): LearningShape {
  if (shape.learning === undefined) throw new Error("a lane unit in a core that does not learn");
  return shape.learning;
}

/** N bits of history in slices, low slice first. */
export const historyOf = ({ historyBits }: Pick<LearningShape, "historyBits">) =>
  array(uint(sliceBits), historyBits / sliceBits);

/** Bits of an age, 0…N. */
export const ageBits = ({ historyBits }: Pick<LearningShape, "historyBits">): number => Math.log2(historyBits) + 1;

/** Bits of a write address: the low bits of the learning addresses, up to the registers. */
export const laneAddressBits = 9;

/**
 * What a shape has no use for is there and ignored: `record` but of the pairings "presynaptic" and "all", `posts` of SDSP, `minus`
 * but of a teacher, `up` and `down` but of SDSP, `factor` and `normalising` without normalisation, and so on.
 */
export function lanePorts({ shape }: LaneParameters) {
  const learning = learningOf(shape);
  const history = historyOf(learning);
  const age = uint(ageBits(learning));
  const word = uint(shape.weightBits);
  return {
    start: input(bool),
    now: input(uint(16)),
    record: input(history),
    pendingAge: input(age),
    arrivalAge: input(age),
    arrival: input(bool),
    slow: input(bool),
    normalising: input(bool),
    factor: input(sint(8)),
    axon: input(uint(16)),
    neuron: input(uint(16)),
    weight: input(word),
    second: input(word),
    posts: input(history),
    minus: input(history),
    up: input(bool),
    down: input(bool),
    tickBegins: input(bool),
    write: input(bool),
    writeAddress: input(uint(laneAddressBits)),
    writeData: input(uint(16)),
    done: output(bool),
    newWeight: output(word),
    newSecond: output(word),
  };
}
