/** Save files of GTKWave: which signals it shows, and how their values are to be read. */
import { dirname, relative, resolve } from "node:path";
import type { IrType } from "../../hdlgen/ir.ts";
import { ticksOf } from "./ticks.ts";
import { rangeOf, type VariableScope, variablesOf } from "./variables.ts";
import type { Wave } from "./wave.ts";
import { writeWhole } from "./whole-file.ts";

export interface GtkwOptions {
  /** The VCD or FST file of the wave. The save file names it relative to itself. */
  readonly dump: string;
}

/** Flags of GTKWave's traces. */
const flag = { decimal: 0x4, binary: 0x8, right: 0x20, signed: 0x400, blank: 0x200, fixedPoint: 0x4000_0000 } as const;
const enumFlag = 2 ** 32;
/** Without zoom a tick is so wide. */
const pixelsPerTick = 150;
/** Of the waves in a window of the size that is asked for. */
const pixels = 600;

/**
 * Writes a save file that shows all signals of a wave, scope by scope, as their types say: `gtkwave run.gtkw`. Throws
 * SIM142.
 */
export function toGtkw(wave: Wave, path: string, { dump }: GtkwOptions): void {
  writeWhole(path, (file) => file.append(gtkwText(wave, path, dump)));
}

function gtkwText(wave: Wave, path: string, dump: string): string {
  const file = relative(dirname(resolve(path)), resolve(dump));
  const isVcd = file.endsWith(".vcd");
  const top = variablesOf(wave);
  const ticks = ticksOf({ timeUnit: wave.timeUnit, periods: wave.clocks.map(({ period }) => period) });
  const start = ticks.of(wave.starts[0] ?? 0);
  return [
    `[dumpfile] "${file}"`,
    `[timestart] ${Math.floor(start)}`,
    "[size] 1280 720",
    // No marker is set.
    `*${zoomFor(ticks.of(wave.end) - start)}${" -1".repeat(27)}`,
    "[sst_expanded] 1",
    `[treeopen] ${top.name}.`,
    ...scopeLines(top, top.name, isVcd),
    "",
  ].join("\n");
}

function scopeLines(scope: VariableScope, name: string, isVcd: boolean): string[] {
  const title = scope.path === "" ? [] : [`@${flag.blank.toString(16)}`, `-${scope.path}`];
  const lines = scope.variables.flatMap((variable) => {
    const { type } = variable;
    // VCD has the labels in a text beside the signal.
    if (isVcd && type.labels !== undefined) return [`@${flag.right.toString(16)}`, `${name}.${variable.name}$label`];
    const point = type.fracBits !== undefined && type.fracBits > 0 ? [`[fpshift_count] ${type.fracBits}`] : [];
    return [`@${flagsOf(type).toString(16)}`, ...point, `${name}.${variable.name}${rangeOf(type).trim()}`];
  });
  return [...title, ...lines, ...scope.scopes.flatMap((each) => scopeLines(each, `${name}.${each.name}`, isVcd))];
}

function flagsOf({ kind, width, labels, fracBits = 0 }: IrType): number {
  if (labels !== undefined) return flag.right + flag.binary + enumFlag;
  if (width === 1) return flag.right + flag.binary;
  const number = flag.right + (kind === "sint" ? flag.signed : flag.decimal);
  return fracBits > 0 ? number + flag.fixedPoint : number;
}

/** The power of two that makes so many ticks seen at once. */
const zoomFor = (ticks: number): number => -Math.max(0, Math.ceil(Math.log2((ticks * pixelsPerTick) / pixels)));
