/** Verilog of the netlist that goes into place and route. */
import type { Tool } from "../../tools/index.ts";

interface Netlist {
  readonly modules: Readonly<Record<string, { readonly cells: Readonly<Record<string, NetlistCell>> }>>;
}

interface NetlistCell {
  readonly type: string;
  readonly port_directions: Readonly<Record<string, string>>;
  readonly connections: Record<string, readonly (number | string)[]>;
}

export interface NetlistText {
  readonly verilog: string;
  /** Cells by type. */
  readonly cells: Readonly<Record<string, number>>;
}

/** Yosys writes the Verilog of a netlist that it wrote as JSON. */
export async function netlistText(
  json: Uint8Array,
  top: string,
  yosys: Tool,
  signal?: AbortSignal,
): Promise<NetlistText> {
  const netlist = JSON.parse(new TextDecoder().decode(json)) as Netlist;
  const cells: Record<string, number> = {};
  for (const cell of Object.values(netlist.modules[top]?.cells ?? {})) {
    cells[cell.type] = (cells[cell.type] ?? 0) + 1;
    for (const [port, bits] of Object.entries(cell.connections)) {
      // An output that leads nowhere is given a constant, which in Verilog would drive against it.
      const leadsNowhere = cell.port_directions[port] === "output" && bits.every((bit) => typeof bit === "string");
      if (leadsNowhere) delete cell.connections[port];
    }
  }
  const { files } = await yosys.run({
    args: ["-q", "-p", "read_json netlist.json; write_verilog -noattr netlist.v"],
    files: { "netlist.json": JSON.stringify(netlist) },
    outputs: ["netlist.v"],
    signal,
  });
  const sorted = Object.fromEntries(Object.entries(cells).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { verilog: new TextDecoder().decode(files["netlist.v"]), cells: sorted };
}
