/** One slice of a memory: at most 16 bits by `depth` words, of every kind. */
import { type Bool, cat, currentClock, instance, ram, regs, type UInt, uint } from "../../hdlgen/index.ts";
import { Dp16Kd, type Dp16KdSettings, dp16kdPlain } from "../../hdlgen/targets/ecp5.ts";
import { Spram256Ka, spramAlwaysOn } from "../../hdlgen/targets/ice40.ts";
import { type MemoryChoice, type MemoryKind, memoryLatency } from "./memory-choice.ts";

export interface SliceAccess {
  readonly address: UInt;
  readonly write: Bool;
  readonly writeAddress: UInt;
  readonly writeData: UInt;
}

/** Words of the deepest memory of a kind that needs no multiplexer behind it. */
const deepest = { spram: 16_384, dp16kd: 16_384 } as const;

/** The word at `address`, `latency` cycles later; as wide as `writeData`. */
export function memorySlice(name: string, choice: MemoryChoice & { readonly depth: number }, access: SliceAccess) {
  const { kind, latency } = choice;
  const behind = latency - memoryLatency(kind);
  if (behind < 0) throw new Error(`a memory of kind ${kind} cannot answer after ${latency} cycles`);
  return registered(name, behind, unregistered(name, kind, choice.depth, access));
}

function unregistered(name: string, kind: MemoryKind, depth: number, access: SliceAccess): UInt {
  switch (kind) {
    case "spram":
      return spram(name, depth, access);
    case "dp16kd":
      return dp16kd(name, depth, access);
    case "block":
    case "distributed":
      return inferred(name, kind, depth, access);
  }
}

function registered(name: string, stages: number, word: UInt): UInt {
  let last = word;
  for (let stage = 1; stage <= stages; stage++) {
    const key = stages === 1 ? `${name}Word` : `${name}Word${stage}`;
    const register = regs({ [key]: uint(word.width) })[key];
    if (register === undefined) throw new Error(key);
    register.next = last;
    last = register;
  }
  return last;
}

function inferred(name: string, style: "block" | "distributed", depth: number, access: SliceAccess): UInt {
  const { address, write, writeAddress, writeData } = access;
  // Left to itself, synthesis makes flip-flops of a few words, which cost more than they are worth.
  const memory = ram(name, uint(writeData.width), { depth, collision: "dontCare", style });
  memory.write(writeAddress, writeData, { enable: write });
  return memory.read(address);
}

function spram(name: string, depth: number, { address, write, writeData }: SliceAccess): UInt {
  if (depth > deepest.spram) throw new Error(`${depth} words in an SPRAM`);
  const { DATAOUT } = instance(name, Spram256Ka({}), {
    ADDRESS: address.extend(14),
    DATAIN: writeData.extend(16),
    WREN: write,
    ...spramAlwaysOn,
  });
  return DATAOUT.trunc(writeData.width);
}

/** Bits of a DP16KD's word that a slice uses, by depth: 16 of 18, 8 of 9, then what a whole block has. */
const shapes = [
  { words: 1024, port: 18, bits: 16 },
  { words: 2048, port: 9, bits: 8 },
  { words: 4096, port: 4, bits: 4 },
  { words: 8192, port: 2, bits: 2 },
  { words: 16_384, port: 1, bits: 1 },
] as const;

function dp16kd(name: string, depth: number, access: SliceAccess): UInt {
  const shape = shapes.find(({ words }) => depth <= words);
  if (shape === undefined) throw new Error(`${depth} words in a DP16KD`);
  const { width } = access.writeData;
  if (width <= shape.bits) return dp16kdBlock(name, shape, access);
  const blocks: UInt[] = [];
  for (let low = 0; low < width; low += shape.bits) {
    const high = Math.min(width, low + shape.bits) - 1;
    const block = { ...access, writeData: access.writeData.slice(high, low) };
    blocks.unshift(dp16kdBlock(`${name}Bit${low}`, shape, block));
  }
  return cat(...blocks);
}

/** Port A writes, port B reads through the output register. */
function dp16kdBlock(
  name: string,
  { port }: (typeof shapes)[number],
  { address, write, writeAddress, writeData }: SliceAccess,
): UInt {
  const settings: Dp16KdSettings = {
    a: { width: port },
    b: { width: port, outputRegister: "used" },
    clocks: "one",
  };
  // A port of 18 bits has byte enables in its two low address bits.
  const shift = { 18: 4, 9: 3, 4: 2, 2: 1, 1: 0 }[port];
  const place = (at: UInt): UInt => at.extend(14 - shift).shl(shift);
  const { DOB } = instance(name, Dp16Kd(settings), {
    ...dp16kdPlain,
    ...{ CLKA: currentClock(), CLKB: currentClock() },
    ...{ ADA: port === 18 ? place(writeAddress).or(0b11) : place(writeAddress), DIA: writeData.extend(18), WEA: write },
    ...{ ADB: place(address), DIB: 0, WEB: false },
  });
  return DOB.trunc(writeData.width);
}
