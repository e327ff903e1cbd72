import type { NetlistCell } from "./synthesised-cells.ts";

type Net = number | string | undefined;
const net = ({ connections }: NetlistCell, port: string): Net => connections[port]?.[0];

/**
 * Logic cells of an iCE40 netlist, as nextpnr packs it: a LUT with the flip-flop that it alone feeds, a carry with the LUT
 * that adds the same two bits; others by themselves. A carry that begins with a signal, or ends in one, takes one more.
 */
export function packedIce40(cells: readonly NetlistCell[]): number {
  const ofType = (kind: RegExp) => cells.filter(({ type }) => kind.test(type));
  const luts = ofType(/^SB_LUT4$/);
  const carries = ofType(/^SB_CARRY$/);
  const flipFlops = ofType(/^SB_DFF/);
  const users = new Map<Net, number>();
  for (const { connections } of cells) {
    for (const [port, bits] of Object.entries(connections)) {
      if (port === "O" || port === "Q" || port === "CO") continue;
      for (const bit of bits) users.set(bit, (users.get(bit) ?? 0) + 1);
    }
  }
  const lutOutputs = new Set(luts.map((lut) => net(lut, "O")));
  const alone = flipFlops.filter((cell) => !lutOutputs.has(net(cell, "D")) || users.get(net(cell, "D")) !== 1);
  const adders = new Set(luts.map((lut) => `${net(lut, "I1")} ${net(lut, "I2")}`));
  const carryOutputs = new Set(carries.map((carry) => net(carry, "CO")));
  const carryInputs = new Set(carries.map((carry) => net(carry, "CI")));
  const addersOf = new Map(luts.map((lut) => [net(lut, "I3"), lut]));
  const isConstant = (bit: Net): boolean => typeof bit === "string" || bit === undefined;
  const unshared = carries.filter((carry) => !adders.has(`${net(carry, "I0")} ${net(carry, "I1")}`));
  const begun = carries.filter((carry) => {
    const input = net(carry, "CI");
    return !isConstant(input) && !carryOutputs.has(input);
  });
  const ended = carries.filter((carry) => {
    const output = net(carry, "CO");
    const used = users.get(output) ?? 0;
    const inChain = (carryInputs.has(output) ? 1 : 0) + (addersOf.has(output) ? 1 : 0);
    return used > inChain;
  });
  return luts.length + alone.length + unshared.length + begun.length + ended.length;
}
