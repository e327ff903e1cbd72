import { type LearningRegister, type LearningShape, learningRegisters } from "../../config/index.ts";
import {
  bool,
  cat,
  constant,
  formal,
  input,
  instance,
  module,
  nodes,
  output,
  regs,
  type UInt,
  uint,
  wires,
} from "../../hdlgen/index.ts";
import { flagLater } from "../core/later.ts";
import { memoryFor } from "../core/memory-choice.ts";
import { addressBits, WordMemory } from "../core/sliced-memory.ts";
import { type LaneParameters, laneAddressBits, learningOf } from "./lane-ports.ts";

/** A quarter each: causal changes, acausal changes, registers, levels of the last ticks. */
const quarterBits = ({ historyBits }: LearningShape): number => Math.log2(historyBits);

/** Ticks whose level is kept, at least S + 1. */
const levelTicksLog2 = 5;

const depthOf = (learning: LearningShape): number => 4 * 2 ** quarterBits(learning);

export const laneMemoryLatency = ({ shape, fabric }: LaneParameters): number =>
  memoryFor(fabric, "history", depthOf(learningOf(shape))).latency;

/** A post may change a weight later, and takes the level of its own tick then. */
const keepsLevels = ({ modulated, kind }: LearningShape): boolean => modulated && kind === "pairs";

/** Addresses within the memory of a lane unit. */
export function laneAddresses(learning: LearningShape) {
  const bits = quarterBits(learning);
  const inQuarter = (quarter: number, at: UInt): UInt => cat(constant(uint(2), quarter), at.extend(bits));
  const register = (name: LearningRegister): UInt =>
    constant(uint(bits + 2), 2 * 2 ** bits + learningRegisters.indexOf(name));
  return {
    width: bits + 2,
    causal: (delta: UInt): UInt => inQuarter(0, delta),
    acausal: (age: UInt): UInt => inQuarter(1, age),
    register,
    level: (tick: UInt): UInt => (keepsLevels(learning) ? inQuarter(3, tick.trunc(levelTicksLog2)) : register("level")),
  };
}

/**
 * What a lane unit is loaded with, in one block RAM: both tables, the registers, and the level of each of the last ticks.
 *
 * Ports       address → word, `laneMemoryLatency` cycles later. write: by the low bits of the learning addresses; changes for
 *             ages of N and more are ignored. tickBegins: the level is kept as that of `now`
 * Hazards     nothing may be read within the latency + 2 cycles from `tickBegins` on
 * Cost        1 EBR up to N = 64, 2 for N = 128; 1 DP16KD
 */
export const LaneMemory = module(
  "lane_memory",
  ({ shape }: LaneParameters) => ({
    address: input(uint(addressBits(depthOf(learningOf(shape))))),
    tickBegins: input(bool),
    now: input(uint(16)),
    write: input(bool),
    writeAddress: input(uint(laneAddressBits)),
    writeData: input(uint(16)),
    word: output(uint(16)),
  }),
  ({ address, tickBegins, now, write, writeAddress, writeData }, parameters) => {
    const learning = learningOf(parameters.shape);
    const depth = depthOf(learning);
    const choice = memoryFor(parameters.fabric, "history", depth);
    const bits = quarterBits(learning);
    const at = laneAddresses(learning);
    const { word } = wires({ word: uint(16) });
    const { writesBus } = nodes({
      writesBus: bits === 7 ? write : write.and(writeAddress.slice(6, bits).any().not()),
    });
    const busAddress = cat(writeAddress.slice(8, 7), writeAddress.trunc(bits));
    let access = { address, write: writesBus, writeAddress: busAddress, writeData };
    if (keepsLevels(learning)) {
      const { level } = regs({ level: uint(16) });
      level.next = word;
      const { levelComes } = nodes({
        levelComes: flagLater(tickBegins, "levelRead", choice.latency + 1)(choice.latency + 1),
      });
      access = {
        address: tickBegins.mux(at.register("level"), address),
        write: writesBus.or(levelComes),
        writeAddress: levelComes.mux(at.level(now), busAddress),
        writeData: levelComes.mux(level, writeData),
      };
      formal.assert(writesBus.and(levelComes).not(), "the bus writes while a level is kept");
    }
    word.value = instance("memory", WordMemory({ bits: 16, depth, ...choice }), access).word;
    return { word };
  },
);
