/** What is done to yosys' netlist of an ECP5 before nextpnr reads it. */
import { takeOutCarryStarts } from "./carry-starts.ts";
import { leaveOutUnusedCarries } from "./unused-carries.ts";

/** The part of yosys' JSON that says how cells are connected. */
export interface Netlist {
  readonly modules: Readonly<Record<string, NetlistModule>>;
}

export interface NetlistModule {
  readonly ports: Readonly<Record<string, { readonly direction: string; readonly bits: readonly Bit[] }>>;
  readonly cells: Record<string, NetlistCell>;
}

export interface NetlistCell {
  readonly type: string;
  readonly parameters: Record<string, string>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly port_directions: Readonly<Record<string, string>>;
  readonly connections: Record<string, readonly Bit[]>;
}

/** The number of a net, or a constant: `0`, `1`, `x`. */
export type Bit = number | string;

/** A netlist whose carry chains take no LUTs besides their own. */
export function withPlainCarries(json: Uint8Array): Uint8Array {
  const netlist = JSON.parse(new TextDecoder().decode(json)) as Netlist;
  for (const module of Object.values(netlist.modules)) {
    const read = readNets(module);
    leaveOutUnusedCarries(module, read);
    takeOutCarryStarts(module, read);
  }
  return new TextEncoder().encode(JSON.stringify(netlist));
}

/** All that an output of the module or an input of a cell reads. */
function readNets({ ports, cells }: NetlistModule): ReadonlySet<Bit> {
  const read = new Set<Bit>();
  for (const { direction, bits } of Object.values(ports))
    if (direction !== "input") for (const bit of bits) read.add(bit);
  for (const { connections, port_directions: directions } of Object.values(cells)) {
    for (const [port, bits] of Object.entries(connections)) {
      if (directions[port] !== "output") for (const bit of bits) read.add(bit);
    }
  }
  return read;
}
