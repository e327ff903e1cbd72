/** What of yosys' JSON says how cells are connected. */
interface Netlist {
  readonly modules: Readonly<Record<string, NetlistModule>>;
}

interface NetlistModule {
  readonly ports: Readonly<Record<string, { readonly direction: string; readonly bits: readonly Bit[] }>>;
  readonly cells: Readonly<Record<string, Cell>>;
}

interface Cell {
  readonly type: string;
  readonly port_directions: Readonly<Record<string, string>>;
  readonly connections: Record<string, readonly Bit[]>;
}

/** The number of a net, or a constant. */
type Bit = number | string;

/**
 * A netlist for ECP5 without the carries that nobody reads. Yosys leaves a net at the end of each carry chain, and nextpnr
 * spends two LUTs on leading it out.
 */
export function withoutUnusedCarries(json: Uint8Array): Uint8Array {
  const netlist = JSON.parse(new TextDecoder().decode(json)) as Netlist;
  for (const { ports, cells } of Object.values(netlist.modules)) {
    const read = new Set<Bit>();
    for (const { direction, bits } of Object.values(ports))
      if (direction !== "input") for (const bit of bits) read.add(bit);
    for (const { connections, port_directions: directions } of Object.values(cells)) {
      for (const [port, bits] of Object.entries(connections)) {
        if (directions[port] !== "output") for (const bit of bits) read.add(bit);
      }
    }
    for (const { type, connections } of Object.values(cells)) {
      const [carry] = connections.COUT ?? [];
      if (type === "CCU2C" && carry !== undefined && !read.has(carry)) connections.COUT = ["x"];
    }
  }
  return new TextEncoder().encode(JSON.stringify(netlist));
}
