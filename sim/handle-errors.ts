/** What handles and time refuse, in the same words on every engine. */
import { SpikeforgeError } from "../diagnostics/index.ts";
import type { IrType } from "../hdlgen/ir.ts";
import { nearestNames } from "./nearest.ts";

/** The bits of a value for a signal; SIM005 when it does not fit. */
export function bitsOf(name: string, type: IrType, value: bigint): bigint {
  const { kind, width } = type;
  const bits = BigInt.asUintN(width, value);
  if ((kind === "sint" ? BigInt.asIntN(width, value) : bits) !== value) throw doesNotFit(name, type, value);
  return bits;
}

export function doesNotFit(name: string, type: IrType, value: number | bigint): SpikeforgeError {
  const { kind, width, fracBits } = type;
  const high = 2n ** BigInt(kind === "sint" ? width - 1 : width) - 1n;
  const low = kind === "sint" ? -high - 1n : 0n;
  const text = kind === "bool" ? "a bool" : `${kind}(${width})`;
  const point = fracBits === undefined ? "" : `; as .real, multiples of ${2 ** -fracBits}`;
  return new SpikeforgeError({
    code: "SIM005",
    place: name,
    found: `${value} does not fit ${text}: whole numbers from ${low} to ${high} do${point}`,
  });
}

export function notWritable(name: string): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM006",
    place: name,
    found: "only input ports can be written",
    mend: "drive the inputs that lead here, or load a memory with memory(…).set",
  });
}

export function tooWide(name: string, width: number, use: "big" | "getBig"): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM004",
    place: name,
    found: `${width} bits do not fit ${use === "big" ? "a number" : "the numbers asked for"}`,
    mend: `use .${use}`,
  });
}

/** SIM007 for an address outside a memory. */
export function requireAddress(name: string, address: number, depth: number): void {
  if (Number.isInteger(address) && address >= 0 && address < depth) return;
  throw new SpikeforgeError({
    code: "SIM007",
    place: name,
    found: `address ${address} is outside the memory, which has ${depth} words`,
  });
}

export function stillZero(port: string, limit: number, cycle: number): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM011",
    place: port,
    found: `still 0 after ${limit} cycles, at cycle ${cycle}`,
    mend: "raise the limit, or look at what should have set it",
  });
}

export function closed(): SpikeforgeError {
  return new SpikeforgeError({ code: "SIM013", place: "simulation", found: "it has been closed" });
}

/** SIM014 for a number of clock edges that is none. */
export function requireCount(count: number, what: string): void {
  if (Number.isSafeInteger(count) && count >= 0) return;
  throw new SpikeforgeError({
    code: "SIM014",
    place: "simulation",
    found: `${what} is ${count}: a whole number of clock edges, 0 or more, is needed`,
  });
}

export function unknownPort(name: string, ports: Iterable<string>): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM001",
    place: name,
    found: "the top module has no such port",
    mend: `its ports are ${[...ports].join(", ")}`,
  });
}

const unknownNames = {
  register: { code: "SIM002", none: "the design has no registers" },
  memory: { code: "SIM003", none: "the design has no memories" },
  signal: { code: "SIM042", none: "the design has neither ports nor registers" },
} as const;

const suggestions = 3;

/** SIM002, SIM003 or SIM042, with the nearest of the names there are. */
export function unknownName(what: keyof typeof unknownNames, path: string, names: readonly string[]): SpikeforgeError {
  const { code, none } = unknownNames[what];
  const nearest = nearestNames(path, names, suggestions);
  return new SpikeforgeError({
    code,
    place: path,
    found: `no such ${what}`,
    mend: nearest.length === 0 ? none : `nearest: ${nearest.join(", ")}`,
  });
}

/** For a net of a simulation that shows only state. */
export function hiddenNet(path: string): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM040",
    place: path,
    found: "it is a wire, and this simulation shows ports, registers and memories only",
    mend: 'open the engine with visible: "nets"',
  });
}

export function foreignSnapshot(): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM041",
    place: "restore",
    found: "the snapshot was not taken from this simulation",
    mend: "restore snapshots only into the simulation that made them",
  });
}
