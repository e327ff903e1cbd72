/**
 * Writes FST, the format of GTKWave that Surfer reads as well: a header, blocks of value changes, and behind them the
 * widths and names. Each block holds the changes of a stretch of time, signal by signal and packed with zlib, so that
 * a recording can be written while it grows.
 */
import { deflateSync, gzipSync } from "node:zlib";
import { firstValue, type Line, linesOf } from "../lines.ts";
import { type Ticks, ticksOf } from "../ticks.ts";
import { type TimedStretch, timelineOf } from "../timeline.ts";
import { variablesOf, type WaveNames } from "../variables.ts";
import type { TimeUnit, WaveSignal } from "../wave.ts";
import type { WholeFile } from "../whole-file.ts";
import { Bytes } from "./bytes.ts";
import { appendChain, type ChainValue } from "./chain.ts";
import { fstHierarchy } from "./hierarchy.ts";

/** Kinds of blocks. */
const block = { header: 0, geometry: 3, hierarchy: 4, changes: 8 } as const;
const headerLength = 329;
const versionLength = 128;
const dateLength = 119;
const packing = 4;
/** Shorter chains do not get smaller by packing. */
const worthPacking = 32;

/** What an FST file is about, before there are any values. */
export interface FstHead extends WaveNames {
  readonly timeUnit: TimeUnit;
  readonly clocks: readonly { readonly paths: readonly string[]; readonly period: number }[];
}

/** A stretch of samples: a whole wave, or what came after the last stretch. */
export interface FstStretch extends TimedStretch {
  readonly signals: readonly Pick<WaveSignal, "at" | "bits">[];
}

export class FstWriter {
  readonly #file: WholeFile;
  readonly #head: FstHead;
  readonly #ticks: Ticks;
  /** Of each handle: bits, and the value at the end of the last block. */
  readonly #widths: readonly number[];
  #values: ChainValue[] = [];
  readonly #block = new Bytes(1 << 16);
  readonly #chain = new Bytes(1 << 12);
  #blocks = 0;
  #first = 0;
  #last = 0;
  #pending: readonly (number | undefined)[] = [];

  constructor(file: WholeFile, head: FstHead) {
    this.#file = file;
    this.#head = head;
    this.#ticks = ticksOf({ timeUnit: head.timeUnit, periods: head.clocks.map(({ period }) => period) });
    this.#widths = [...head.clocks.map(() => 1), ...head.signals.map(({ type }) => type.width)];
    file.append(this.#header({ scopes: 0, variables: 0, end: 0 }));
  }

  /** Adds a block. Each stretch begins at the time at which the one before ends. */
  add(stretch: FstStretch): void {
    const timeline = timelineOf(stretch, this.#ticks, this.#pending);
    this.#pending = timeline.pending;
    const isFirst = this.#blocks === 0;
    const [start = 0] = timeline.ticks;
    if (isFirst) this.#first = start;
    const lines = linesOf(timeline, stretch.signals);
    const before = isFirst ? lines.map(firstOf) : this.#values;
    const { ticks } = timeline;
    this.#last = ticks[ticks.length - 1] ?? start;
    const frame = Buffer.from(before.map((value, i) => digitsOf(value, this.#widths[i] ?? 1)).join(""));
    const { chains, positions, memory } = this.#chains(lines);
    this.#blocks++;

    const out = this.#block;
    out.clear();
    out.u64(start);
    out.u64(this.#last);
    out.u64(memory);
    const packedFrame = smaller(frame);
    out.varint(frame.length);
    out.varint(packedFrame.length);
    out.varint(lines.length);
    out.bytes(packedFrame);
    out.varint(lines.length);
    out.u8("Z".charCodeAt(0));
    out.bytes(chains.view);
    out.bytes(positions.view);
    out.u64(positions.length);
    const times = new Bytes(2 * ticks.length + 16);
    let time = 0;
    for (const tick of ticks) {
      times.varint(tick - time);
      time = tick;
    }
    const packedTimes = smaller(times.view);
    out.bytes(packedTimes);
    out.u64(times.length);
    out.u64(packedTimes.length);
    out.u64(ticks.length);
    this.#append(block.changes, out.view);
  }

  /** Writes what stands at the end, and the header. */
  finish(): void {
    const widths = new Bytes(2 * this.#widths.length + 16);
    for (const width of this.#widths) widths.varint(width);
    const packedWidths = smaller(widths.view);
    const geometry = new Bytes(packedWidths.length + 16);
    geometry.u64(widths.length);
    geometry.u64(this.#widths.length);
    geometry.bytes(packedWidths);
    this.#append(block.geometry, geometry.view);

    const names = fstHierarchy(variablesOf(this.#head));
    const hierarchy = new Bytes(names.bytes.length);
    hierarchy.u64(names.bytes.length);
    hierarchy.bytes(gzipSync(names.bytes, { level: packing }));
    this.#append(block.hierarchy, hierarchy.view);
    this.#file.patch(0, this.#header({ ...names, end: this.#last }));
  }

  /** The chains of a block, each content once, and where each variable's is. */
  #chains(lines: readonly Line[]): { chains: Bytes; positions: Bytes; memory: number } {
    const chains = new Bytes(1 << 16);
    const positions = new Bytes(1 << 12);
    const known = new Map<string, number>();
    const chain = this.#chain;
    let [memory, unchanged, previous, previousTwin] = [0, 0, 0, -1];
    lines.forEach((line, handle) => {
      chain.clear();
      const width = this.#widths[handle] ?? 1;
      // Readers take the first values of all from the first chains, whatever stands before the block.
      const before = this.#blocks === 0 ? undefined : this.#values[handle];
      this.#values[handle] = appendChain(chain, line, width, before);
      if (chain.length === 0) {
        unchanged++;
        return;
      }
      if (unchanged > 0) positions.varint(2 * unchanged);
      unchanged = 0;
      memory += chain.length;
      const content = `${width} ${chain.view.toString("latin1")}`;
      const twin = known.get(content);
      if (twin !== undefined) {
        positions.signedVarint(twin === previousTwin ? 1 : -2 * (twin + 1) + 1);
        previousTwin = twin;
        return;
      }
      known.set(content, handle);
      // Positions count from the byte that says how chains are packed.
      const position = chains.length + 1;
      positions.signedVarint(2 * (position - previous) + 1);
      previous = position;
      const packed = chain.length > worthPacking ? smaller(chain.view) : chain.view;
      chains.varint(packed.length < chain.length ? chain.length : 0);
      chains.bytes(packed);
    });
    if (unchanged > 0) positions.varint(2 * unchanged);
    return { chains, positions, memory };
  }

  #append(kind: number, content: Uint8Array): void {
    const head = new Bytes(16);
    head.u8(kind);
    head.u64(content.length + 8);
    this.#file.append(head.view);
    this.#file.append(content);
  }

  #header({ scopes, variables, end }: { scopes: number; variables: number; end: number }): Uint8Array {
    const out = new Bytes(headerLength + 1);
    out.u8(block.header);
    out.u64(headerLength);
    out.u64(this.#first);
    out.u64(end);
    // Readers find out from e how numbers with a point are stored.
    const e = Buffer.alloc(8);
    e.writeDoubleLE(Math.E);
    out.bytes(e);
    for (const count of [0, scopes, variables, this.#widths.length, this.#blocks]) out.u64(count);
    out.u8(this.#ticks.exponent & 255);
    out.field("spikeforge", versionLength);
    // No date, so that the same recording is the same file.
    out.field("", dateLength);
    out.u8(0);
    out.u64(0);
    return out.view;
  }
}

function firstOf(line: Line): ChainValue {
  const bits = BigInt(firstValue(line));
  return { low: Number(bits & 0xffff_ffffn), high: Number(bits >> 32n) };
}

/** All bits as digits, as the values before a block are written. */
function digitsOf({ low, high }: ChainValue, width: number): string {
  const digits = low.toString(2).padStart(Math.min(32, width), "0");
  return width > 32 ? high.toString(2).padStart(width - 32, "0") + digits : digits;
}

/** Packed, where that is shorter. */
function smaller(bytes: Buffer): Uint8Array {
  const packed = deflateSync(bytes, { level: packing });
  return packed.length < bytes.length ? packed : bytes;
}
