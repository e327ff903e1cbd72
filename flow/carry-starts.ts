import type { Bit, NetlistCell, NetlistModule } from "./ecp5-netlist.ts";

/**
 * Takes the constants out that carry chains begin with. For each of them nextpnr puts a cell of two LUTs in front of the
 * chain, because the cell beside it drives the carry in. A bit of the chain whose LUT is 0 hands its own carry on, whatever
 * comes in: the lowest bit does so in place of the constant, its sum in a LUT of its own where one is read; or a bit in
 * front of it, where the last cell of the chain has room.
 *
 * In a CCU2C a bit's sum is LUT4 ^ carry in, its carry out LUT4 ? carry in : LUT2, with LUT2 of A and B in INIT[3:0].
 */
export function takeOutCarryStarts({ cells }: NetlistModule, read: ReadonlySet<Bit>): void {
  const byCarryIn = new Map<Bit, NetlistCell>();
  for (const cell of Object.values(cells)) {
    const [carry] = cell.connections.CIN ?? [];
    if (cell.type === "CCU2C" && typeof carry === "number") byCarryIn.set(carry, cell);
  }
  for (const [name, first] of Object.entries(cells)) {
    if (first.type !== "CCU2C") continue;
    const constant = bitValue(first.connections.CIN?.[0]);
    if (constant === undefined) continue;
    const chain = chainFrom(first, byCarryIn);
    const lowest = first.connections.S0?.[0];
    const readsLowest = typeof lowest === "number" && read.has(lowest);
    if (readsLowest && hasRoom(chain, read)) shiftUp(chain, constant);
    else {
      const own = ownCarry(first, constant);
      if (own === undefined) continue;
      if (readsLowest) cells[`${name}_LOWEST`] = sumInLut(first, constant);
      first.connections.S0 = ["x"];
      first.parameters.INIT0 = own;
      first.connections.C0 = ["1"];
      first.connections.D0 = ["1"];
    }
    first.connections.CIN = ["x"];
  }
}

const inputs = ["A", "B", "C", "D"] as const;
const halves = ["0", "1"] as const;

/** The cells of a chain, lowest first. */
function chainFrom(first: NetlistCell, byCarryIn: ReadonlyMap<Bit, NetlistCell>): NetlistCell[] {
  const chain = [first];
  for (let last = first; ; ) {
    const next = byCarryIn.get(last.connections.COUT?.[0] ?? "x");
    if (next === undefined) return chain;
    chain.push(next);
    last = next;
  }
}

/** The chain's last bit is not used: neither its sum nor its carry. */
function hasRoom(chain: readonly NetlistCell[], read: ReadonlySet<Bit>): boolean {
  const { COUT, S1 } = chain.at(-1)?.connections ?? {};
  const used = [COUT?.[0], S1?.[0]].some((net) => typeof net === "number" && read.has(net));
  return !used && chain.every(injectsNothing);
}

/** Every bit a place higher, the constant's carry in the lowest. */
function shiftUp(chain: readonly NetlistCell[], constant: 0 | 1): void {
  const places = chain.flatMap((cell) => halves.map((half) => ({ cell, half })));
  for (const [index, { cell, half }] of [...places.entries()].reverse()) {
    const below = places[index - 1];
    for (const port of inputs) {
      cell.connections[port + half] = below?.cell.connections[port + below.half] ?? ["1"];
    }
    const sum = below?.cell.connections[`S${below.half}`];
    if (sum === undefined) cell.connections[`S${half}`] = ["x"];
    else cell.connections[`S${half}`] = sum;
    cell.parameters[`INIT${half}`] =
      below?.cell.parameters[`INIT${below.half}`] ?? (constant === 1 ? handsOn1 : handsOn0);
  }
}

const handsOn0 = "0".repeat(16);
const handsOn1 = "0000000000001111";

/** INIT0 with which the lowest bit's carry out is what it is with a constant carry in; undefined where C or D take part. */
function ownCarry(first: NetlistCell, constant: 0 | 1): string | undefined {
  const table = tableOf(first);
  if (table === undefined || !injectsNothing(first)) return undefined;
  const carries = [0, 1, 2, 3].map((ab) => (table.full[ab] === 1 ? constant : table.low[ab]));
  return "0".repeat(12) + carries.reverse().join("");
}

/** S0 as a LUT, of A and B. */
function sumInLut(first: NetlistCell, constant: 0 | 1): NetlistCell {
  const { full } = tableOf(first) ?? { full: [] };
  const sums = full.map((bit) => bit ^ constant);
  const { A0 = [], B0 = [], S0 = [] } = first.connections;
  return {
    type: "LUT4",
    parameters: { INIT: [...sums].reverse().join("").repeat(4) },
    attributes: first.attributes,
    port_directions: { A: "input", B: "input", C: "input", D: "input", Z: "output" },
    connections: { A: A0, B: B0, C: ["0"], D: ["0"], Z: S0 },
  };
}

/** LUT4 and LUT2 of the lowest bit by A and B, B the higher one; undefined unless C and D are constants. */
function tableOf({
  connections,
  parameters,
}: NetlistCell): { full: readonly (0 | 1)[]; low: readonly (0 | 1)[] } | undefined {
  const [c, d] = [bitValue(connections.C0?.[0]), bitValue(connections.D0?.[0])];
  if (c === undefined || d === undefined) return undefined;
  const init = [...(parameters.INIT0 ?? "")].reverse().map((bit) => (bit === "1" ? 1 : 0));
  const from = (offset: number) => [0, 1, 2, 3].map((ab) => init[offset + ab] ?? 0);
  return { full: from(4 * c + 8 * d), low: from(0) };
}

const injectsNothing = ({ parameters }: NetlistCell): boolean =>
  parameters.INJECT1_0 === "NO" && parameters.INJECT1_1 === "NO";

const bitValue = (bit: Bit | undefined): 0 | 1 | undefined => (bit === "0" ? 0 : bit === "1" ? 1 : undefined);
