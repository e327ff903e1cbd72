import type { Bit, NetlistModule } from "./ecp5-netlist.ts";

/**
 * Leaves out carries that nobody reads. Yosys leaves a net at the end of each carry chain, and nextpnr spends two LUTs on
 * leading it out.
 */
export function leaveOutUnusedCarries({ cells }: NetlistModule, read: ReadonlySet<Bit>): void {
  for (const { type, connections } of Object.values(cells)) {
    const [carry] = connections.COUT ?? [];
    if (type === "CCU2C" && carry !== undefined && !read.has(carry)) connections.COUT = ["x"];
  }
}
