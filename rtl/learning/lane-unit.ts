import { bool, module, regs, uint } from "../../hdlgen/index.ts";
import { type LaneParameters, lanePorts } from "./lane-ports.ts";

export const LaneUnit = module(
  "lane_unit",
  (parameters: LaneParameters) => lanePorts(parameters),
  (io, { shape }) => {
    const word = uint(shape.weightBits);
    const { done, newWeight, newSecond } = regs({ done: [bool, false], newWeight: word, newSecond: word });
    done.next = io.start;
    newWeight.next = io.weight;
    newSecond.next = io.second;
    return { done, newWeight, newSecond };
  },
);
