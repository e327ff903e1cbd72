/** One slice of a memory: at most 16 bits by `depth` words, of every kind. */
import {
  type Contents,
  type Dp16kdBlock,
  type Dp16kdShape,
  dp16kdBankWords,
  dp16kdBlocks,
  dp16kdShapeFor,
  fewestBlockWords,
  placeholderRows,
  placeholderWords,
  rowsOfWords,
} from "../../config/index.ts";
import {
  type Bool,
  bool,
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
const cellDepth = dp16kdBankWords;

/** Contents of a memory after configuration: those of its name. */
export interface Carried {
  /** As in `CarriedMemory`. */
  readonly name: string;
  readonly contents: Contents;
}

/** For a memory that carries contents, if any are carried. */
export const carriedAs = (name: string, contents: Contents | undefined): { readonly carried?: Carried } =>
  contents === undefined ? {} : { carried: { name, contents } };

/**
 * The register of a write enable. Where contents are carried, nothing may be written before the first reset: it is low after
 * configuration, too.
 */
export const writeEnable = (carried: Carried | undefined) =>
  ({ type: bool, reset: false, ...(carried === undefined ? {} : { powerUp: false }) }) as const;

export interface SliceChoice extends MemoryChoice {
  readonly depth: number;
  /** Absent: unknown until it is written. Only block RAM can carry contents, of other kinds this says nothing. */
  readonly carried?: Carried;
}

/** The word at `address`, `latency` cycles later; as wide as `writeData`. */
export function memorySlice(name: string, choice: SliceChoice, access: SliceAccess) {
  const { kind, latency } = choice;
  const behind = latency - memoryLatency(kind);
  if (behind < 0) throw new Error(`a memory of kind ${kind} cannot answer after ${latency} cycles`);
  return registeredWord(unregistered(name, choice, access), name, behind);
}

function unregistered(name: string, choice: SliceChoice, access: SliceAccess): UInt {
  const { kind, depth } = choice;
  switch (kind) {
    case "spram":
      return banked(name, kind, depth, access, spram);
    case "dp16kd":
      return dp16kd(name, choice, access);
    case "block":
    case "distributed":
      return inferred(name, kind, choice, access);
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
  cell: (name: string, access: SliceAccess, bank: number) => UInt,
): UInt {
  if (depth <= cellDepth) return cell(name, access, 0);
  const low = Math.log2(cellDepth);
  const within = (address: UInt): UInt => address.trunc(low);
  const bankOf = (address: UInt): UInt => address.slice(address.width - 1, low);
  const words = Array.from({ length: Math.ceil(depth / cellDepth) }, (_, bank) =>
    cell(
      `${name}Bank${bank}`,
      {
        address: within(access.address),
        write: access.write.and(bankOf(access.writeAddress).eq(bank)),
        writeAddress: within(access.writeAddress),
        writeData: access.writeData,
      },
      bank,
    ),
  );
  const seen = later(bankOf(access.address), `${name}Seen`, memoryLatency(kind));
  return oneHotMux(seen.toOneHot(words.length), words);
}

function inferred(name: string, style: "block" | "distributed", choice: SliceChoice, access: SliceAccess): UInt {
  const { address, write, writeAddress, writeData } = access;
  const init = style === "block" ? blockContents(choice, writeData.width) : undefined;
  const depth = init?.length ?? choice.depth;
  // Left to itself, synthesis makes flip-flops of a few words, which cost more than they are worth.
  const memory = ram(name, uint(writeData.width), { depth, collision: "dontCare", style, init });
  memory.write(writeAddress, writeData, { enable: write });
  return memory.read(address);
}

/** What a block RAM of synthesis' making carries, of as many words as it then has. */
export function blockContents({ depth, carried }: SliceChoice, bits: number): readonly number[] | undefined {
  if (carried === undefined) return undefined;
  const { name, contents } = carried;
  const words = Math.max(depth, fewestBlockWords);
  if (contents === "placeholder") return placeholderWords({ name, bits, depth: words });
  const given = wordsOf(name, contents);
  return Array.from({ length: words }, (_, i) => given[i] ?? 0);
}

function wordsOf(name: string, contents: Exclude<Contents, "placeholder">): readonly number[] {
  const words = contents[name];
  if (words === undefined) throw new Error(`no contents for the memory ${name}`);
  return words;
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

function dp16kd(name: string, { depth, carried }: SliceChoice, access: SliceAccess): UInt {
  const { width } = access.writeData;
  const shape = dp16kdShapeFor(depth);
  const blocks = dp16kdBlocks({ name: carried?.name ?? name, bits: width, depth });
  return banked(name, "dp16kd", depth, access, (bankName, own, bank) => {
    const parts = blocks
      .filter(({ first }) => first === bank * cellDepth)
      .map((block) => {
        const partName = width <= shape.bits ? bankName : `${bankName}Bit${block.low}`;
        const writeData = own.writeData.slice(block.low + block.bits - 1, block.low);
        return dp16kdBlock(partName, shape, carriedRows(block, carried), { ...own, writeData });
      });
    return cat(...parts.reverse());
  });
}

function carriedRows(block: Dp16kdBlock, carried: Carried | undefined): readonly number[] | undefined {
  if (carried === undefined) return undefined;
  const { name, contents } = carried;
  return contents === "placeholder" ? placeholderRows(block) : rowsOfWords(block, wordsOf(name, contents));
}

/** Port A writes, port B reads through the output register. */
function dp16kdBlock(
  name: string,
  { port }: Dp16kdShape,
  rows: readonly number[] | undefined,
  { address, write, writeAddress, writeData }: SliceAccess,
): UInt {
  const settings: Dp16KdSettings = {
    a: { width: port },
    b: { width: port, outputRegister: "used" },
    clocks: "one",
    ...(rows === undefined ? {} : { init: rows }),
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
