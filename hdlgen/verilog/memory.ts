import { constant } from "../expr.ts";
import type { Expr, Memory, Signal } from "../ir.ts";
import { block, type ModuleContext, type Owner, rangeOf } from "./context.ts";
import { isConstant, structuralKey } from "./expr.ts";
import { hexDigits } from "./literal.ts";
import type { ModuleSettings } from "./print-module.ts";

/** Up to this many words are initialised in the text itself, more from a file. */
const longestInlineInit = 16;

type Read = Memory["reads"][number];
type Write = Memory["writes"][number];

/** The array alone; the registers that its reads fill are declared like any other. */
export function declareMemory({ name, type, depth, collision, style }: Memory): string[] {
  const attributes = [
    ...(collision === "dontCare" ? ["no_rw_check"] : []),
    ...(style === undefined ? [] : [`ram_style = "${style}"`]),
  ];
  const attribute = attributes.length === 0 ? [] : [`(* ${attributes.join(", ")} *)`];
  return [...attribute, `reg ${rangeOf(type)}${name} [0:${depth - 1}];`];
}

/** The `initial` block, and the file for `$readmemh` where the contents are long. */
export function initialiseMemory(
  memory: Memory,
  context: ModuleContext,
  { imageName, imageFolder }: Pick<ModuleSettings, "imageName" | "imageFolder">,
): { readonly lines: string[]; readonly file?: { readonly name: string; readonly text: string } } {
  const { name, type, init } = memory;
  if (init === undefined || init.length === 0) return { lines: [] };
  if (init.length <= longestInlineInit) {
    const words = init.map((word, address) => `${name}[${address}] = ${context.constant(type, word)};`);
    return { lines: ["initial begin", ...words.map((line) => `  ${line}`), "end"] };
  }
  const file = imageName(`${context.module.name}_${name}.hex`);
  const bounds = init.length < memory.depth ? `, 0, ${init.length - 1}` : "";
  return {
    lines: [`initial $readmemh(${JSON.stringify(`${imageFolder}${file}`)}, ${name}${bounds});`],
    file: { name: file, text: init.map((word) => `${hexDigits(word, type.width)}\n`).join("") },
  };
}

/** All ports of one memory that follow one clock in one block: the form that synthesis tools recognise. */
export function accessMemory(memory: Memory, context: ModuleContext): string[] {
  const { reads, writes } = memory;
  const clocks = new Set([...writes, ...reads].map(({ clock }) => clock));
  return [...clocks].flatMap((clock) => {
    const follows = (port: { readonly clock?: Signal }): boolean => port.clock === clock;
    const ports = { ...memory, reads: reads.filter(follows), writes: writes.filter(follows) };
    return accessPorts(ports, context.clockName(clock), context);
  });
}

function accessPorts(memory: Memory, clock: string, context: ModuleContext): string[] {
  const loop = memory.writes.some((write) => write.mask !== undefined && maskParts(write.mask, context) === undefined)
    ? context.names.fresh(`${memory.name}_bit`)
    : "";
  const writes = memory.writes.flatMap((write) => printWrite(memory, write, loop, context));
  const reads = memory.reads.flatMap((read) => printRead(memory, read, loop, context));
  const collisions = memory.reads.map((read) => collisionOf(memory, read, context));
  const undefinedReads = memory.reads.flatMap((read, i) => undefinedRead(memory, read, collisions[i] ?? "", context));
  const randomised = memory.reads.flatMap((read, i) => randomise(read, collisions[i] ?? "", context));
  const body = [...writes, ...reads];
  const undefinedBody = underFormalOrSimulation(
    undefinedReads.flatMap(({ statement }) => statement),
    randomised.length === 0
      ? []
      : [
          "// A word read while it is written is undefined in hardware, hence random in simulation.",
          ...randomised.flatMap(({ statement }) => statement),
        ],
  );
  const spare = underFormalOrSimulation(
    undefinedReads.map(({ declaration }) => declaration),
    randomised.flatMap(({ declaration }) => (declaration === undefined ? [] : [declaration])),
  );
  return [
    ...(body.some((line) => line.includes(`for (${loop} = 0`)) ? [`integer ${loop};`] : []),
    ...spare,
    ...(undefinedBody.length === 0
      ? block(`always @(posedge ${clock})`, body)
      : [
          `always @(posedge ${clock}) begin`,
          ...[...body, ...undefinedBody].map((line) => (line.startsWith("`") ? line : `  ${line}`)),
          "end",
        ]),
  ];
}

function printWrite(memory: Memory, write: Write, loop: string, context: ModuleContext): string[] {
  const owner = { name: `${memory.name}_write`, site: write.site };
  const print = (): string[] => {
    const word = `${memory.name}[${indexText(memory, write.address, owner, context)}]`;
    return store(word, memory, write, loop, context);
  };
  return guarded(write.enable, print, owner, context);
}

/** `if (enable)`, unless it always holds; nothing, and no use of any signal, where it never does. */
function guarded(enable: Expr, print: () => string[], owner: Owner, context: ModuleContext): string[] {
  const simple = context.simplified(enable);
  if (isConstant(simple, 0n)) return [];
  const statements = print();
  if (statements.length === 0 || isConstant(simple, 1n)) return statements;
  return block(`if (${context.alone(simple, owner)})`, statements);
}

/** The data of a write into its word, as far as the mask lets it. */
function store(word: string, memory: Memory, write: Write, loop: string, context: ModuleContext): string[] {
  return storeParts({ target: word, memory, write, loop, when: constant(1n, 1) }, context);
}

/**
 * The data of a write into what a read of the same word returns. The condition is repeated for every part of a mask:
 * nested conditions are not recognised as write-first.
 */
function bypass(memory: Memory, read: Read, write: Write, loop: string, context: ModuleContext): string[] {
  return storeParts({ target: read.data.name, memory, write, loop, when: collides(memory, read, write) }, context);
}

interface Store {
  readonly target: string;
  readonly memory: Memory;
  readonly write: Write;
  /** Name of the loop variable, for masks that are no set of lanes. */
  readonly loop: string;
  readonly when: Expr;
}

function storeParts({ target, memory, write, loop, when }: Store, context: ModuleContext): string[] {
  const owner = { name: `${memory.name}_write`, site: write.site };
  const dataOwner = { ...owner, name: `${owner.name}_data` };
  const { mask } = write;
  if (mask === undefined) {
    const print = (): string[] => context.assignment(`${target} <=`, memory.type, write.data, dataOwner);
    return guarded(when, print, owner, context);
  }
  if (isConstant(context.simplified(when), 0n)) return [];
  const parts = maskParts(mask, context);
  if (parts?.every((part) => isConstant(part.enable, 0n))) return [];
  const data = context.named(write.data, dataOwner);
  if (parts === undefined) {
    const bits = context.alone(context.named(mask, { ...owner, name: `${owner.name}_mask` }), owner);
    const dataName = context.alone(data, owner);
    const condition = isConstant(when, 1n) ? "" : ` && (${context.alone(when, owner)})`;
    return [
      `for (${loop} = 0; ${loop} < ${memory.type.width}; ${loop} = ${loop} + 1) begin`,
      `  if (${bits}[${loop}]${condition}) ${target}[${loop}] <= ${dataName}[${loop}];`,
      "end",
    ];
  }
  return parts.flatMap(({ high, low, enable }) => {
    if (isConstant(enable, 0n)) return [];
    const range = memory.type.width === 1 ? "" : high === low ? `[${high}]` : `[${high}:${low}]`;
    const part: Expr = { op: "slice", width: high - low + 1, a: data, low };
    const print = (): string[] => [`${target}${range} <= ${context.alone(part, owner)};`];
    return guarded(allOf([when, enable]), print, owner, context);
  });
}

interface MaskPart {
  readonly high: number;
  readonly low: number;
  readonly enable: Expr;
}

/** A mask made of repeated bits is a set of byte (or nibble) enables; undefined when it is anything else. */
function maskParts(mask: Expr, context: ModuleContext): MaskPart[] | undefined {
  const simple = context.simplified(mask);
  const parts: MaskPart[] = [];
  let high = simple.width - 1;
  for (const part of simple.op === "cat" ? simple.parts : [simple]) {
    const low = high - part.width + 1;
    const enables =
      part.op === "extend" && part.signed && part.a.width === 1
        ? [{ high, low, enable: part.a }]
        : part.width === 1
          ? [{ high, low, enable: part }]
          : part.op === "const"
            ? Array.from({ length: part.width }, (_, bit) => ({
                high: high - bit,
                low: high - bit,
                enable: constant(part.value >> BigInt(part.width - 1 - bit), 1),
              }))
            : undefined;
    if (enables === undefined) return undefined;
    for (const next of enables) {
      const last = parts.at(-1);
      if (last !== undefined && structuralKey(last.enable) === structuralKey(next.enable)) {
        parts[parts.length - 1] = { ...last, low: next.low };
      } else parts.push(next);
    }
    high = low - 1;
  }
  // The lowest part first, as byte lanes are counted.
  return parts.reverse();
}

function printRead(memory: Memory, read: Read, loop: string, context: ModuleContext): string[] {
  const owner = { name: read.data.name, site: read.site };
  const enable = context.simplified(read.enable);
  // A read that never happens still needs a driver.
  if (isConstant(enable, 0n)) return [`${read.data.name} <= ${read.data.name};`];
  const word = `${memory.name}[${indexText(memory, read.address, owner, context)}]`;
  const bypasses =
    memory.collision === "writeFirst"
      ? memory.writes.flatMap((write) => bypass(memory, read, write, loop, context))
      : [];
  return guarded(enable, () => [`${read.data.name} <= ${word};`, ...bypasses], owner, context);
}

function collides(memory: Memory, read: Read, write: Write): Expr {
  return allOf([write.enable, sameAddress(memory, read, write)]);
}

function sameAddress(memory: Memory, read: Read, write: Write): Expr {
  const [a, b] = [index(memory, read.address), index(memory, write.address)];
  // One address for both: a single port.
  return structuralKey(a) === structuralKey(b) ? constant(1n, 1) : { op: "eq", width: 1, a, b };
}

/** Conjunction, every term once. */
function allOf(terms: readonly Expr[]): Expr {
  const flat = terms.flatMap((term): Expr[] => (term.op === "and" && term.width === 1 ? [term.a, term.b] : [term]));
  const different = new Map(flat.filter((term) => !isConstant(term, 1n)).map((term) => [structuralKey(term), term]));
  const [first, ...others] = different.values();
  return others.reduce((a, b): Expr => ({ op: "and", width: 1, a, b }), first ?? constant(1n, 1));
}

/** Lines for provers and lines for simulators; synthesis sees neither. */
function underFormalOrSimulation(formal: readonly string[], simulation: readonly string[]): string[] {
  if (formal.length === 0 && simulation.length === 0) return [];
  if (simulation.length === 0) return ["`ifdef FORMAL", ...formal, "`endif"];
  return ["`ifdef FORMAL", ...formal, "`elsif SYNTHESIS", "`else", ...simulation, "`endif"];
}

/** When a read meets a write whose word it may not see; empty where it cannot. */
function collisionOf(memory: Memory, read: Read, context: ModuleContext): string {
  const [first, ...others] = memory.writes.map((write) => collides(memory, read, write));
  if (first === undefined || memory.collision !== "dontCare") return "";
  const any = others.reduce((a, b): Expr => ({ op: "or", width: 1, a, b }), first);
  return context.alone(allOf([read.enable, any]), { name: read.data.name, site: read.site });
}

/** For provers: a read that collides, or lies beyond the depth, gives any value, another one each time. */
function undefinedRead(
  memory: Memory,
  read: Read,
  collision: string,
  context: ModuleContext,
): { readonly declaration: string; readonly statement: string[] }[] {
  const owner = { name: read.data.name, site: read.site };
  const address = index(memory, read.address);
  const top = constant(BigInt(memory.depth - 1), address.width);
  const beyond: Expr = { op: "lt", width: 1, signed: false, a: top, b: address };
  // Simulators never see it: what only this reads counts as unused.
  const exceeds = 2 ** address.width > memory.depth ? context.condition(allOf([read.enable, beyond]), owner).holds : "";
  const conditions = [collision, exceeds].filter((text) => text !== "");
  if (conditions.length === 0) return [];
  const name = context.names.fresh(`${read.data.name}_any`);
  const condition = conditions.length === 1 ? conditions[0] : conditions.map((text) => `(${text})`).join(" || ");
  return [
    {
      declaration: `(* anyseq *) wire ${rangeOf({ kind: "uint", width: read.data.type.width })}${name};`,
      statement: block(`if (${condition})`, [`${read.data.name} <= ${name};`]),
    },
  ];
}

function randomise(
  read: Read,
  collision: string,
  context: ModuleContext,
): { readonly declaration?: string; readonly statement: string[] }[] {
  if (collision === "") return [];
  const { width } = read.data.type;
  const drawn = width <= 32 ? 32 : 64;
  const random = width <= 32 ? "$random" : "{$random, $random}";
  const spare = drawn - width;
  const name = spare === 0 ? "" : context.names.fresh(`${read.data.name}_random_unused`);
  const target = spare === 0 ? read.data.name : `{${name}, ${read.data.name}}`;
  const statement = block(`if (${collision})`, [`${target} <= ${random};`]);
  if (spare === 0) return [{ statement }];
  return [{ declaration: `reg ${rangeOf({ kind: "uint", width: spare })}${name};`, statement }];
}

/**
 * What stands between the brackets of the array. Icarus Verilog computes an index with more bits than it has, so that
 * `words[a - 1]` does not wrap there: anything but selected and joined bits gets a name.
 */
function indexText(memory: Memory, address: Expr, owner: Owner, context: ModuleContext): string {
  const simple = context.simplified(index(memory, address));
  const isPlain = simple.op === "slice" ? simple.a.op === "ref" : ["const", "ref", "cat", "extend"].includes(simple.op);
  const placed = isPlain ? simple : context.named(simple, { ...owner, name: `${owner.name}_address` });
  const text = context.alone(placed, owner);
  // The bits of a signed value are a negative index, which is outside of the array.
  return placed.op === "ref" && placed.signal.type.kind === "sint" ? `$unsigned(${text})` : text;
}

/** An address as wide as the array wants it. */
function index({ depth, name }: Memory, address: Expr): Expr {
  const width = Math.max(1, (depth - 1).toString(2).length);
  if (address.width > width) throw new Error(`memory ${name}: address of ${address.width} bits for ${depth} words`);
  return address.width === width ? address : { op: "extend", width, a: address, signed: false };
}
