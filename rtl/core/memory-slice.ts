/** One slice of a memory: at most 16 bits by `depth` words, of every kind. */
import {
  type Bool,
  cat,
  currentClock,
  instance,
  oneHotMux,
  ram,
  regArray,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { Dp16Kd, type Dp16KdSettings, dp16kdPlain } from "../../hdlgen/targets/ecp5.ts";
import { Spram256Ka, spramAlwaysOn } from "../../hdlgen/targets/ice40.ts";
import { later, registeredWord } from "./later.ts";
import { type MemoryChoice, type MemoryKind, memoryLatency } from "./memory-choice.ts";

export interface SliceAccess {
  readonly address: UInt;
  readonly write: Bool;
  readonly writeAddress: UInt;
  readonly writeData: UInt;
}

/** Words of an SPRAM, and of the deepest DP16KD: what is deeper has a multiplexer behind it. */
const cellDepth = 16_384;

/** The word at `address`, `latency` cycles later; as wide as `writeData`. */
export function memorySlice(name: string, choice: MemoryChoice & { readonly depth: number }, access: SliceAccess) {
  const { kind, latency } = choice;
  const behind = latency - memoryLatency(kind);
  if (behind < 0) throw new Error(`a memory of kind ${kind} cannot answer after ${latency} cycles`);
  return registeredWord(unregistered(name, kind, choice.depth, access), name, behind);
}

function unregistered(name: string, kind: MemoryKind, depth: number, access: SliceAccess): UInt {
  switch (kind) {
    case "spram":
      return banked(name, kind, depth, access, spram);
    case "dp16kd":
      return banked(name, kind, depth, access, (bank, own) => dp16kd(bank, Math.min(depth, cellDepth), own));
    case "block":
    case "distributed":
      return inferred(name, kind, depth, access);
    case "registers":
      return registers(name, depth, access);
  }
}

function registers(name: string, depth: number, { address, write, writeAddress, writeData }: SliceAccess): UInt {
  const words = regArray(`${name}Cell`, depth, uint(writeData.width));
  words.forEach((word, place) => {
    when(write.and(writeAddress.eq(place)), () => {
      word.next = writeData;
    });
  });
  return registeredWord(chosen([...words], address), `${name}Cell`, 1);
}

/** One of the words, by halves: two LUTs choose among four. */
function chosen(words: readonly UInt[], address: UInt): UInt {
  const [first] = words;
  if (first === undefined) throw new Error("no words");
  if (words.length === 1) return first;
  const half = 2 ** (Math.ceil(Math.log2(words.length)) - 1);
  const [low, high] = [chosen(words.slice(0, half), address), chosen(words.slice(half), address)];
  return address.bit(Math.log2(half)).mux(high, low);
}

/** As many cells one behind the other as the depth takes; the address says which one is written, and, later, seen. */
function banked(
  name: string,
  kind: MemoryKind,
  depth: number,
  access: SliceAccess,
  cell: (name: string, access: SliceAccess) => UInt,
): UInt {
  if (depth <= cellDepth) return cell(name, access);
  const low = Math.log2(cellDepth);
  const within = (address: UInt): UInt => address.trunc(low);
  const bankOf = (address: UInt): UInt => address.slice(address.width - 1, low);
  const words = Array.from({ length: Math.ceil(depth / cellDepth) }, (_, bank) =>
    cell(`${name}Bank${bank}`, {
      address: within(access.address),
      write: access.write.and(bankOf(access.writeAddress).eq(bank)),
      writeAddress: within(access.writeAddress),
      writeData: access.writeData,
    }),
  );
  const seen = later(bankOf(access.address), `${name}Seen`, memoryLatency(kind));
  return oneHotMux(seen.toOneHot(words.length), words);
}

function inferred(name: string, style: "block" | "distributed", depth: number, access: SliceAccess): UInt {
  const { address, write, writeAddress, writeData } = access;
  // Left to itself, synthesis makes flip-flops of a few words, which cost more than they are worth.
  const memory = ram(name, uint(writeData.width), { depth, collision: "dontCare", style });
  memory.write(writeAddress, writeData, { enable: write });
  return memory.read(address);
}

function spram(name: string, { address, write, writeData }: SliceAccess): UInt {
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
