/** Memories: synchronous reads, explicit write ports, and a stated answer to reading what is being written. */
import { currentBuilder, type OpenMemory } from "./builder.ts";
import { fail } from "./errors.ts";
import * as ir from "./expr.ts";
import { reference } from "./expr.ts";
import type { Collision, Expr, MemoryStyle } from "./ir.ts";
import { verilogName } from "./names.ts";
import { captureSite } from "./site.ts";
import { checkType, pack, type Type, unpack } from "./types.ts";
import { type Bool, boolOf, type Constant, type In, type UInt, uintOf } from "./values.ts";

export interface MemoryOptions<T> {
  readonly depth: number;
  /**
   * What a read returns when its address is written in the same cycle. `dontCare` is the cheapest on every FPGA, and
   * simulators return random data then, so that a design that relies on it fails its tests.
   */
  readonly collision: Collision;
  /** Contents after configuration, lowest address first. Absent: unknown. */
  readonly init?: readonly Constant<T>[] | undefined;
  /**
   * What one bit of a write mask covers: a bit, a byte, or any number of bits that divides the word. Default `"bit"`.
   * Write enables are free where they are no finer than the RAM's: 1 bit on iCE40 (in ×16 mode), 4 bits in its SPRAM, 9
   * bits on ECP5.
   */
  readonly mask?: "bit" | "byte" | number;
  /**
   * `block`, `huge` (the SPRAM of iCE40 UltraPlus), `distributed` (RAM in LUTs, ECP5) or `registers`. Default: whatever
   * synthesis finds best. `checkTarget` tells beforehand what a target does not have.
   */
  readonly style?: MemoryStyle;
}

export interface ReadOptions {
  /** The output keeps its value in cycles without it. Default: always. */
  readonly enable?: Bool;
  /** Name of the output register; default `<memory>_q`, then `<memory>_q2`, … */
  readonly name?: string;
}

export interface WriteOptions {
  readonly enable: Bool;
  /** What to write: one bit for every part of the word that `mask` of the memory says, lowest first; default: all. */
  readonly mask?: UInt;
}

export interface Ram<T> {
  /** The word at `address`, one cycle later. */
  read(address: UInt, options?: ReadOptions): T;
  write(address: UInt, data: In<T>, options: WriteOptions): void;
}

/** Declares a memory of `depth` words; bundles are packed, first field most significant. */
export function ram<T>(name: string, type: Type<T>, options: MemoryOptions<T>): Ram<T> {
  const builder = currentBuilder("ram");
  const memoryName = verilogName([name]);
  const place = `${builder.name}.${memoryName}`;
  const site = captureSite();
  builder.claim(memoryName, site);
  checkType(type, place);
  if (type.leaves.some((leaf) => leaf.type.kind === "clock")) {
    fail(
      "HDL152",
      place,
      "a memory of clocks: a clock is no data",
      "clocks are ports, and what `domain` and `instance` take",
    );
  }
  if (!Number.isInteger(options.depth) || options.depth < 2) {
    fail("HDL140", place, `depth ${options.depth}`, "a memory has at least 2 words");
  }
  const init = options.init?.map((word, i) => packedBits(type, word, `${place}[${i}]`));
  if (init !== undefined && init.length > options.depth) {
    fail("HDL141", place, `${init.length} initial words, depth ${options.depth}`, "give at most as many as there are");
  }
  const single = type.leaves.length === 1 ? type.leaves[0]?.type : undefined;
  const dataType = single ?? {
    kind: "uint" as const,
    width: ir.cat(type.leaves.map((l) => ir.constant(0n, l.type.width))).width,
  };
  const memory: OpenMemory = {
    name: memoryName,
    type: dataType,
    depth: options.depth,
    collision: options.collision,
    ...(options.style === undefined ? {} : { style: options.style }),
    ...(init === undefined ? {} : { init }),
    reads: [],
    writes: [],
    site,
  };
  builder.memories.push(memory);
  const maskedBits = options.mask === "bit" ? 1 : options.mask === "byte" ? 8 : (options.mask ?? 1);
  if (!Number.isInteger(maskedBits) || maskedBits < 1 || type.width % maskedBits !== 0) {
    fail(
      "HDL143",
      place,
      `mask for every ${maskedBits} bits of ${type.width}-bit words`,
      "take a divisor of the width",
    );
  }
  const addressBits = Math.max(1, Math.ceil(Math.log2(options.depth)));
  const addressOf = (given: UInt): Expr => {
    const address = uintOf(given, place);
    if (address.width > addressBits) {
      fail("HDL142", place, `${address.width}-bit address for ${options.depth} words`, `use .trunc(${addressBits})`);
    }
    return ir.extend(address.expr, addressBits, false);
  };
  return {
    read(address, { enable, name: dataName } = {}) {
      const count = memory.reads.length;
      const readSite = captureSite();
      const data = builder.signal(
        verilogName([dataName ?? `${memoryName}_q${count === 0 ? "" : count + 1}`]),
        dataType,
        "memoryRead",
        readSite,
      );
      memory.reads.push({
        address: addressOf(address),
        enable: enable === undefined ? ir.constant(1n, 1) : boolOf(enable).expr,
        data,
        ...builder.clocked(),
        site: readSite,
      });
      return unpack(type, reference(data));
    },
    write(address, data, { enable, mask }) {
      if (builder.isInBlock) {
        fail(
          "HDL144",
          place,
          "written inside `when`, which does not reach a memory",
          "put the condition into `enable`",
        );
      }
      const maskWidth = type.width / maskedBits;
      if (mask !== undefined && uintOf(mask, place).width !== maskWidth) {
        const parts = maskedBits === 1 ? "words" : `words in parts of ${maskedBits}`;
        fail("HDL143", place, `mask of ${mask.width} bits for ${type.width}-bit ${parts}`, `give ${maskWidth} bits`);
      }
      memory.writes.push({
        address: addressOf(address),
        data: pack(type, data, place),
        enable: boolOf(enable).expr,
        ...(mask === undefined ? {} : { mask: spread(mask.expr, maskedBits) }),
        ...builder.clocked(),
        site: captureSite(),
      });
    },
  };
}

/** Every bit of a mask as often as the data bits that it covers. */
function spread(mask: Expr, times: number): Expr {
  if (times === 1) return mask;
  const parts = Array.from({ length: mask.width }, (_, i) => ir.extend(ir.slice(mask, i, 1), times, true));
  return ir.cat(parts.reverse());
}

function packedBits<T>(type: Type<T>, word: unknown, place: string): bigint {
  return type.encode(word, place).reduce((bits, leaf, i) => {
    const width = type.leaves[i]?.type.width ?? 0;
    return (bits << BigInt(width)) | (leaf & ir.maskOf(width));
  }, 0n);
}
