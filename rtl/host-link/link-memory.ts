import { type Fabric, savesCells } from "../../config/index.ts";
import { type Bool, cat, currentClock, instance, lo, ram, type UInt, uint } from "../../hdlgen/index.ts";
import { Dp16Kd, dp16kdPlain } from "../../hdlgen/targets/ecp5.ts";
import { registeredWord } from "../core/later.ts";

/** The most words of a memory of the link. */
export const linkMemoryDepth = 256;

/**
 * Cycles from an address to its word. Fast designs cannot use the word in the cycle in which a block RAM reads it: it takes
 * 2.2 ns on ice40hx, 5.8 ns on ecp5.
 */
export const linkMemoryLatency = (fabric: Fabric): 1 | 2 => (savesCells(fabric) ? 1 : 2);

export interface LinkMemoryWrite {
  readonly address: UInt;
  readonly data: UInt;
  /** Of the two bytes. */
  readonly low: Bool;
  readonly high: Bool;
}

export interface LinkMemoryPorts {
  /** Contents after configuration; the rest is 0. */
  readonly init?: readonly number[];
  readonly write?: LinkMemoryWrite;
  readonly address: UInt;
}

/**
 * A block RAM of 256 words of 16 bits: the word at `address`, `linkMemoryLatency(fabric)` cycles later. What is read
 * while it is written is unknown.
 */
export function linkMemory(name: string, fabric: Fabric, ports: LinkMemoryPorts): UInt {
  switch (fabric) {
    case "ice40up":
    case "ice40small":
      return inferred(name, ports);
    case "ice40hx":
      return registeredWord(inferred(name, ports), name, 1);
    case "ecp5":
      return dp16kd(name, ports);
  }
}

function inferred(name: string, { init, write, address }: LinkMemoryPorts): UInt {
  const isHalved = write !== undefined && write.low !== write.high;
  const memory = ram(name, uint(16), {
    depth: linkMemoryDepth,
    collision: "dontCare",
    ...(isHalved ? { mask: "byte" } : {}),
    ...(init === undefined ? {} : { init: padded(init) }),
  });
  if (write !== undefined) {
    const { address: place, data, low, high } = write;
    const mask = isHalved ? { mask: high.asUInt().shl(1).or(low.asUInt()) } : {};
    memory.write(place, data, { enable: isHalved ? low.or(high) : low, ...mask });
  }
  return memory.read(address);
}

/** Port A writes, port B reads through the output register. The ninth bit of either byte is left out. */
function dp16kd(name: string, { init, write, address }: LinkMemoryPorts): UInt {
  const contents = init === undefined ? {} : { init: init.map((word) => (word >> 8) * 0x200 + (word & 0xff)) };
  const cell = Dp16Kd({ a: { width: 18 }, b: { width: 18, outputRegister: "used" }, clocks: "one", ...contents });
  const place = (at: UInt): UInt => at.extend(10);
  const { DOB } = instance(name, cell, {
    ...dp16kdPlain,
    ...{ CLKA: currentClock(), CLKB: currentClock() },
    ...(write === undefined
      ? { ADA: 0, DIA: 0, WEA: lo }
      : {
          // The two low address bits are enables of the bytes.
          ADA: cat(place(write.address), lo, lo, write.high, write.low),
          DIA: cat(lo, write.data.slice(15, 8), lo, write.data.trunc(8)),
          WEA: write.low === write.high ? write.low : write.low.or(write.high),
        }),
    ...{ ADB: cat(place(address), lo, lo, lo, lo), DIB: 0, WEB: false },
  });
  return cat(DOB.slice(16, 9), DOB.trunc(8));
}

const padded = (words: readonly number[]): number[] =>
  Array.from({ length: linkMemoryDepth }, (_, address) => words[address] ?? 0);
