/** What a netlist for the iCE40 is made of, in the three kinds that cost area. */
export function countCells(cells: Readonly<Record<string, number>>): {
  readonly lut4: number;
  readonly carry: number;
  readonly flipFlops: number;
} {
  const count = (kind: RegExp) =>
    Object.entries(cells).reduce((sum, [cell, number]) => sum + (kind.test(cell) ? number : 0), 0);
  return { lut4: count(/^SB_LUT4$/), carry: count(/^SB_CARRY$/), flipFlops: count(/^SB_DFF/) };
}
