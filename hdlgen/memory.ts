/** Memories: synchronous reads, explicit write ports, and a stated answer to reading what is being written. */
import { currentBuilder, type OpenMemory } from "./builder.ts";
import { fail } from "./errors.ts";
import * as ir from "./expr.ts";
import { reference } from "./expr.ts";
import type { Collision, Expr } from "./ir.ts";
import { verilogName } from "./names.ts";
import { captureSite } from "./site.ts";
import { pack, type Type, unpack } from "./types.ts";
import { type Bool, boolOf, type In, type UInt } from "./values.ts";

export interface MemoryOptions {
  readonly depth: number;
  /**
   * What a read returns when its address is written in the same cycle. `dontCare` is the cheapest on every FPGA, and
   * simulators return random data then, so that a design that relies on it fails its tests.
   */
  readonly collision: Collision;
  /** Contents after configuration, lowest address first. Absent: unknown. */
  readonly init?: readonly unknown[];
}

export interface ReadOptions {
  /** The output keeps its value in cycles without it. Default: always. */
  readonly enable?: Bool;
  /** Name of the output register; default `<memory>_q`, then `<memory>_q2`, … */
  readonly name?: string;
}

export interface WriteOptions {
  readonly enable: Bool;
  /** Bits to write, of the data's packed width; default: all. */
  readonly mask?: UInt;
}

export interface Ram<T> {
  /** The word at `address`, one cycle later. */
  read(address: UInt, options?: ReadOptions): T;
  write(address: UInt, data: In<T>, options: WriteOptions): void;
}

/** Declares a memory of `depth` words; bundles are packed, first field most significant. */
export function ram<T>(name: string, type: Type<T>, options: MemoryOptions): Ram<T> {
  const builder = currentBuilder("ram");
  const memoryName = verilogName([name]);
  const place = `${builder.name}.${memoryName}`;
  const site = captureSite();
  builder.claim(memoryName, site);
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
    ...(init === undefined ? {} : { init }),
    reads: [],
    writes: [],
    site,
  };
  builder.memories.push(memory);
  const addressBits = Math.max(1, Math.ceil(Math.log2(options.depth)));
  const addressOf = (address: UInt): Expr => {
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
      if (mask !== undefined && mask.width !== type.width) {
        fail("HDL143", place, `mask of ${mask.width} bits for ${type.width}-bit words`);
      }
      memory.writes.push({
        address: addressOf(address),
        data: pack(type, data, place),
        enable: boolOf(enable).expr,
        ...(mask === undefined ? {} : { mask: mask.expr }),
        ...builder.clocked(),
        site: captureSite(),
      });
    },
  };
}

function packedBits<T>(type: Type<T>, word: unknown, place: string): bigint {
  return type.encode(word, place).reduce((bits, leaf, i) => {
    const width = type.leaves[i]?.type.width ?? 0;
    return (bits << BigInt(width)) | (leaf & ir.maskOf(width));
  }, 0n);
}
