/**
 * DP16KD, the 18-kilobit block RAM of ECP5 with two ports and an output register that synthesis does not infer.
 *
 * Documented in Lattice FPGA-TN-02204 (memory usage guide: widths, write modes, address alignment, output register, reset);
 * `ecp5/brams.txt` and `ecp5/brams_map.v` of yosys (byte enables on the low address bits, layout of INITVAL).
 */
import { clock, domain } from "../clock.ts";
import { fail } from "../errors.ts";
import { formal } from "../formal.ts";
import { ram } from "../memory.ts";
import { blackBox, module } from "../module.ts";
import { input, output } from "../ports.ts";
import { nodes, regs, when } from "../structure.ts";
import { bool, constant, uint } from "../types.ts";
import { type Bool, cat, hi, lo, type UInt } from "../values.ts";

type Width = 1 | 2 | 4 | 9 | 18;

export interface Dp16KdPort {
  /** Data bits. The address is a bit address: a word of 18 begins at every 16th, of 9 at every 8th, of 4 at every 4th. */
  readonly width: Width;
  /** What the output does in a cycle that writes: keeps its value (the default), shows the new word, or the old one. */
  readonly writeMode?: "NORMAL" | "WRITETHROUGH" | "READBEFOREWRITE";
  /** A register behind the output: one cycle more, and the data 0.96 ns after the clock instead of 5.83 ns. */
  readonly outputRegister?: "none" | "used";
  /** The value of the chip-select inputs that selects this port. Default 0. */
  readonly select?: number;
}

export interface Dp16KdSettings {
  readonly a: Dp16KdPort;
  readonly b: Dp16KdPort;
  /**
   * `one`: both clock inputs are the same clock. `two`: they are not; then the model lets port A alone write, and has no
   * READBEFOREWRITE and no partial WRITETHROUGH.
   */
  readonly clocks: "one" | "two";
  /** Contents after configuration, in words of 18 bits, at most 1024; the rest is 0. */
  readonly init?: readonly number[];
}

const ports = (_: Dp16KdSettings) => ({
  CLKA: input(clock),
  CLKB: input(clock),
  /** The two low bits are byte enables where the width is 18. */
  ADA: input(uint(14)),
  DIA: input(uint(18)),
  CEA: input(bool),
  OCEA: input(bool),
  WEA: input(bool),
  RSTA: input(bool),
  CSA: input(uint(3)),
  ADB: input(uint(14)),
  DIB: input(uint(18)),
  CEB: input(bool),
  OCEB: input(bool),
  WEB: input(bool),
  RSTB: input(bool),
  CSB: input(uint(3)),
  DOA: output(uint(18)),
  DOB: output(uint(18)),
});

interface Side {
  readonly name: "a" | "b";
  readonly port: Dp16KdPort;
  readonly address: UInt;
  readonly data: UInt;
  readonly enable: Bool;
  readonly outputEnable: Bool;
  readonly write: Bool;
  readonly reset: Bool;
  readonly select: UInt;
}

/** The lowest bit in the 18-bit row of each word of this width: the ninth bit of a byte is for widths 9 and 18 alone. */
function positions(width: Width): readonly number[] {
  if (width === 18) return [0];
  if (width === 9) return [0, 9];
  return Array.from({ length: 16 / width }, (_, i) => Math.floor((i * width) / 8) * 9 + ((i * width) % 8));
}

/** The bits of the row that an access writes, lowest first, as one condition each. */
function rowMask({ port: { width }, address }: Side): UInt {
  const wordOfBit = new Map<number, number>();
  positions(width).forEach((low, word) => {
    for (let i = 0; i < width; i++) wordOfBit.set(low + i, word);
  });
  const bits = Array.from({ length: 18 }, (_, bit) => {
    if (width === 18) return address.bit(bit < 9 ? 0 : 1);
    const word = wordOfBit.get(bit);
    return word === undefined ? lo : address.slice(3, Math.log2(16 / wordsPerRow(width))).eq(word);
  });
  return cat(...bits.reverse());
}

const wordsPerRow = (width: Width): number => positions(width).length;

/** The data, at every place of the row where a word can be. */
function rowData({ port: { width }, data }: Side): UInt {
  const bits: Bool[] = Array.from({ length: 18 }, () => lo);
  for (const low of positions(width)) for (let i = 0; i < width; i++) bits[low + i] = data.bit(i);
  return cat(...bits.reverse());
}

/** The word at a place of the row, in the low bits. */
function wordOf(row: UInt, place: UInt, width: Width): UInt {
  if (width === 18) return row;
  return positions(width).reduce<UInt>(
    (value, low, word) => place.eq(word).mux(row.slice(low + width - 1, low).extend(18), value),
    constant(uint(18), 0),
  );
}

const model = module("DP16KD", ports, (io, { a, b, clocks, init }) => {
  const sides: readonly Side[] = [
    {
      ...{ name: "a", port: a, address: io.ADA, data: io.DIA, enable: io.CEA, outputEnable: io.OCEA },
      ...{ write: io.WEA, reset: io.RSTA, select: io.CSA },
    },
    {
      ...{ name: "b", port: b, address: io.ADB, data: io.DIB, enable: io.CEB, outputEnable: io.OCEB },
      ...{ write: io.WEB, reset: io.RSTB, select: io.CSB },
    },
  ];
  const isOne = clocks === "one";
  const rows = ram("rows", uint(18), {
    depth: 1024,
    // Between two clocks nothing can be promised; in one, ports that meet are told apart below.
    collision: isOne ? "readFirst" : "dontCare",
    init: Array.from({ length: 1024 }, (_, i) => init?.[i] ?? 0),
  });
  const accesses = sides.map((side) => {
    const { name } = side;
    const active = side.enable.and(side.select.eq(side.port.select ?? 0));
    return nodes({
      [`writes_${name}`]: active.and(side.write).and(side.reset.not()),
      [`reads_${name}`]:
        side.port.writeMode === undefined || side.port.writeMode === "NORMAL" ? active.and(side.write.not()) : active,
    });
  });
  const [writesA = lo, writesB = lo] = [accesses[0]?.writes_a, accesses[1]?.writes_b];
  const [readsA = lo, readsB = lo] = [accesses[0]?.reads_a, accesses[1]?.reads_b];
  const [sideA, sideB] = sides;
  if (sideA === undefined || sideB === undefined) throw new Error("two sides");
  const one = portOf(
    sideA,
    { rows, writes: writesA, reads: readsA },
    isOne ? { side: sideB, writes: writesB } : undefined,
  );
  const other = portOf(
    sideB,
    { rows, writes: writesB, reads: readsB },
    isOne ? { side: sideA, writes: writesA } : undefined,
  );
  return {
    DOA: domain({ clock: io.CLKA }, one),
    DOB: domain({ clock: isOne ? io.CLKA : io.CLKB }, other),
  };
});

/** What declares one port, in the clock domain that it follows. */
function portOf(
  side: Side,
  { rows, writes, reads }: { rows: ReturnType<typeof ram<UInt>>; writes: Bool; reads: Bool },
  other: { readonly side: Side; readonly writes: Bool } | undefined,
): () => UInt {
  const { name, port, address, reset } = side;
  const { width, writeMode = "NORMAL" } = port;
  const row = address.slice(13, 4);
  const perRow = wordsPerRow(width);
  const place = perRow === 1 ? constant(uint(1), 0) : address.slice(3, 4 - Math.log2(perRow));
  return () => {
    // Nothing is known of a memory that two clocks write.
    if (name === "a" || other !== undefined) rows.write(row, rowData(side), { enable: writes, mask: rowMask(side) });
    else formal.assert(writes.not(), "port B of a DP16KD with two clocks writes, which its model does not");
    const read = rows.read(row, { enable: reads, name: `row_${name}` });
    const held = regs({ [`place_${name}`]: uint(place.width) })[`place_${name}`];
    const cleared = regs({ [`cleared_${name}`]: { type: bool, powerUp: true } })[`cleared_${name}`];
    if (held === undefined || cleared === undefined) throw new Error(name);
    when(reads, () => {
      held.next = place;
    });
    when(reset, () => {
      cleared.next = true;
    }).elsewhen(reads, () => {
      cleared.next = false;
    });
    const own = writeMode === "WRITETHROUGH" ? through(side, read, reads, writes) : read;
    const seen = other === undefined ? own : disturbed(side, own, reads, other);
    const value = cleared.mux(constant(uint(18), 0), wordOf(seen, held, width));
    if (port.outputRegister !== "used") return value;
    const registered = regs({ [`output_${name}`]: { type: uint(18), powerUp: 0 } })[`output_${name}`];
    if (registered === undefined) throw new Error(name);
    when(reset, () => {
      registered.next = 0;
    }).elsewhen(side.outputEnable, () => {
      registered.next = value;
    });
    return registered;
  };
}

/** The row as read, with what this port wrote to it in the same cycle. */
function through(side: Side, read: UInt, reads: Bool, writes: Bool): UInt {
  const { name } = side;
  const { [`written_${name}`]: written, [`mask_${name}`]: mask } = regs({
    [`written_${name}`]: uint(18),
    [`mask_${name}`]: uint(18),
  });
  if (written === undefined || mask === undefined) throw new Error(name);
  when(reads, () => {
    written.next = rowData(side);
    mask.next = writes.mux(rowMask(side), 0);
  });
  return read.and(mask.not()).or(written.and(mask));
}

/** Bits that the other port writes in the same cycle are undefined: they are mixed with the bits of a shift register. */
function disturbed(side: Side, read: UInt, reads: Bool, other: { side: Side; writes: Bool }): UInt {
  const { name } = side;
  const { [`meets_${name}`]: meets, [`noise_${name}`]: noise } = regs({
    [`meets_${name}`]: { type: uint(18), powerUp: 0 },
    [`noise_${name}`]: { type: uint(18), powerUp: name === "a" ? 0x2_5a17 : 0x1_3c8b },
  });
  if (meets === undefined || noise === undefined) throw new Error(name);
  noise.next = cat(noise.slice(16, 0), noise.bit(17).xor(noise.bit(10)));
  const isSame = side.address.slice(13, 4).eq(other.side.address.slice(13, 4));
  when(reads, () => {
    meets.next = other.writes.and(isSame).mux(rowMask(other.side), 0);
  });
  return read.xor(meets.and(noise));
}

function parametersOf({ a, b, clocks, init }: Dp16KdSettings): Record<string, string> {
  const of = (name: "A" | "B", { width, writeMode = "NORMAL", outputRegister, select = 0 }: Dp16KdPort) => ({
    [`DATA_WIDTH_${name}`]: `${width}`,
    [`REGMODE_${name}`]: outputRegister === "used" ? '"OUTREG"' : '"NOREG"',
    [`WRITEMODE_${name}`]: `"${writeMode}"`,
    [`CSDECODE_${name}`]: `"0b${select.toString(2).padStart(3, "0")}"`,
  });
  for (const port of clocks === "two" ? [a, b] : []) {
    const isOpen = port.writeMode === "READBEFOREWRITE" || (port.writeMode === "WRITETHROUGH" && port.width === 18);
    if (isOpen) {
      const mend = 'take writeMode "NORMAL", or clocks: "one" where both ports have the same clock';
      fail("HDL148", "DP16KD", `${port.writeMode} with two clocks has no simulation model`, mend);
    }
  }
  const contents = Array.from({ length: init === undefined ? 0 : 64 }, (_, line) => {
    const words = Array.from({ length: 16 }, (__, i) => BigInt(init?.[line * 16 + i] ?? 0));
    const bits = words.reduce((sum, word, i) => sum | (BigInt.asUintN(18, word) << BigInt(20 * i)), 0n);
    const name = `INITVAL_${line.toString(16).toUpperCase().padStart(2, "0")}`;
    return [name, `320'h${bits.toString(16).padStart(80, "0")}`] as const;
  });
  return { ...of("A", a), ...of("B", b), RESETMODE: '"SYNC"', GSR: '"AUTO"', ...Object.fromEntries(contents) };
}

/**
 * 1,024 × 18 bits with two ports. A port reads one cycle after its address, two with the output register; `OCE` enables
 * that register, `RST` clears the output at the clock edge and blocks a write. Two writes to one address, or a read of what the
 * other port writes, are undefined; with one clock such a read shows noise in simulation.
 */
export const Dp16Kd = blackBox("DP16KD", ports, (settings) => ({
  parameters: parametersOf(settings),
  bitPorts: ["ADA", "DIA", "CSA", "DOA", "ADB", "DIB", "CSB", "DOB"],
  model: model(settings),
}));

/** Inputs of a port that is always enabled, never reset, selected by 0, with its output register running. */
export const dp16kdPlain = {
  ...{ CEA: hi, OCEA: hi, RSTA: lo, CSA: 0 },
  ...{ CEB: hi, OCEB: hi, RSTB: lo, CSB: 0 },
} as const;
