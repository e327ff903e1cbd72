/** Writes VCD, the text that every viewer reads. */
import type { IrType } from "../../hdlgen/ir.ts";
import { formatValue } from "../typed-value.ts";
import { escapedLabel } from "./fst/hierarchy.ts";
import { firstValue, forEachChange, type Line, linesOf } from "./lines.ts";
import { ticksOf } from "./ticks.ts";
import { timelineOf } from "./timeline.ts";
import { type NamedVariable, rangeOf, typeNameOf, type VariableScope, variablesOf } from "./variables.ts";
import type { Wave } from "./wave.ts";
import { writeWhole } from "./whole-file.ts";

export interface VcdOptions {
  /**
   * VCD knows no labels. By default each enumeration has a second variable beside it, `state$label`, that shows its
   * labels as text, as GTKWave and Surfer can; `"none"` for readers that do not know text.
   */
  readonly labels?: "text" | "none";
}

/** Writes a wave as VCD, whole or not at all. Throws SIM142. */
export function toVcd(wave: Wave, path: string, options: VcdOptions = {}): void {
  writeWhole(path, (file) => {
    for (const part of vcdParts(wave, options)) file.append(part);
  });
}

/** The same as text. */
export function vcdText(wave: Wave, options: VcdOptions = {}): string {
  return [...vcdParts(wave, options)].join("");
}

const partLength = 1 << 16;

function* vcdParts(wave: Wave, { labels = "text" }: VcdOptions): Generator<string> {
  const ticks = ticksOf({ timeUnit: wave.timeUnit, periods: wave.clocks.map(({ period }) => period) });
  const timeline = timelineOf(wave, ticks);
  const writers = [
    ...wave.clocks.map((_, handle) => new ValueWriter(handle, { kind: "clock", width: 1 })),
    ...wave.signals.map(({ type }, i) => new ValueWriter(wave.clocks.length + i, type)),
  ];
  const names = new Declarations(writers, labels);
  names.scope(variablesOf(wave), "");
  yield ["$version spikeforge $end", `$timescale 1${ticks.unit} $end`, ...names.lines, "$enddefinitions $end", ""].join(
    "\n",
  );

  const lines = linesOf(timeline, wave.signals);
  const changes = sortedChanges(lines, timeline.ticks.length);
  let part = [
    `#${timeline.ticks[0] ?? 0}`,
    "$dumpvars",
    ...lines.map((line, i) => writers[i]?.text(firstValue(line))),
    "$end",
    "",
  ].join("\n");
  for (let instant = 0; instant < timeline.ticks.length; instant++) {
    const from = changes.begins[instant] ?? 0;
    const to = changes.begins[instant + 1] ?? 0;
    // The end is named, so that viewers show the last values for as long as they hold.
    if (from === to && instant < timeline.ticks.length - 1) continue;
    if (instant > 0) part += `#${timeline.ticks[instant]}\n`;
    for (let i = from; i < to; i++) part += `${writers[changes.lines[i] ?? 0]?.text(changes.values[i] ?? 0)}\n`;
    if (part.length < partLength) continue;
    yield part;
    part = "";
  }
  yield part;
}

interface SortedChanges {
  /** Where the changes of each instant begin; one more than there are instants. */
  readonly begins: Uint32Array;
  readonly lines: Uint32Array;
  readonly values: readonly (number | bigint)[];
}

/** The changes of all lines by instant: counted, then put in their places. */
function sortedChanges(lines: readonly Line[], instants: number): SortedChanges {
  const begins = new Uint32Array(instants + 1);
  for (const line of lines) {
    forEachChange(line, (instant) => {
      begins[instant + 1] = (begins[instant + 1] ?? 0) + 1;
    });
  }
  for (let instant = 0; instant < instants; instant++)
    begins[instant + 1] = (begins[instant + 1] ?? 0) + (begins[instant] ?? 0);
  const next = begins.slice();
  const count = begins[instants] ?? 0;
  const sorted = { begins, lines: new Uint32Array(count), values: new Array<number | bigint>(count).fill(0) };
  lines.forEach((line, index) => {
    forEachChange(line, (instant, value) => {
      const place = next[instant] ?? 0;
      next[instant] = place + 1;
      sorted.lines[place] = index;
      sorted.values[place] = value;
    });
  });
  return sorted;
}

/** Writes the values of one variable, and of its labels. */
class ValueWriter {
  readonly id: string;
  readonly #type: IrType;
  #labelId: string | undefined;

  constructor(handle: number, type: IrType) {
    this.id = idOf(handle);
    this.#type = type;
  }

  /** The identifier of the text that shows the labels. */
  showLabels(handle: number): string {
    this.#labelId ??= idOf(handle);
    return this.#labelId;
  }

  text(value: number | bigint): string {
    const bits = value.toString(2);
    const change = this.#type.width === 1 ? `${bits}${this.id}` : `b${bits} ${this.id}`;
    if (this.#labelId === undefined) return change;
    return `${change}\ns${escapedLabel(formatValue(this.#type, value))} ${this.#labelId}`;
  }
}

class Declarations {
  readonly lines: string[] = [];
  readonly #writers: readonly ValueWriter[];
  readonly #labels: "text" | "none";
  #handles: number;

  constructor(writers: readonly ValueWriter[], labels: "text" | "none") {
    this.#writers = writers;
    this.#labels = labels;
    this.#handles = writers.length;
  }

  scope(scope: VariableScope, indent: string): void {
    const { lines } = this;
    lines.push(`${indent}$scope module ${scope.name} $end`);
    for (const variable of scope.variables) this.#variable(variable, `${indent}  `);
    for (const each of scope.scopes) this.scope(each, `${indent}  `);
    lines.push(`${indent}$upscope $end`);
  }

  #variable({ name, kind, type, handle }: NamedVariable, indent: string): void {
    const writer = this.#writers[handle];
    if (writer === undefined) throw new Error(`no values of ${name}`);
    const typeName = typeNameOf(type);
    if (typeName !== undefined) this.lines.push(`${indent}$attrbegin misc 02 ${typeName} 0 $end`);
    const verilogType = kind === "register" || kind === "word" ? "reg" : "wire";
    this.lines.push(`${indent}$var ${verilogType} ${type.width} ${writer.id} ${name}${rangeOf(type)} $end`);
    if (type.labels === undefined || this.#labels === "none") return;
    this.lines.push(`${indent}$var string 1 ${writer.showLabels(this.#handles++)} ${name}$label $end`);
  }
}

/** Identifiers are digits to the base of all printable characters. */
function idOf(handle: number): string {
  const digit = String.fromCharCode(33 + (handle % 94));
  return handle < 94 ? digit : digit + idOf(Math.floor(handle / 94) - 1);
}
