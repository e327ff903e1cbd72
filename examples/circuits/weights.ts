/** Weight matrices by rule. */

/** Rows per source element, columns per target neuron. */
export function weightsBy(
  rows: number,
  columns: number,
  weight: (row: number, column: number) => number,
): readonly (readonly number[])[] {
  return Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, column) => weight(row, column)));
}

/** Everybody to everybody. */
export const allToAll = (rows: number, columns: number, weight: number) => weightsBy(rows, columns, () => weight);

/** Element i to neuron i. */
export const oneToOne = (size: number, weight: number) => ({
  synapses: Array.from({ length: size }, (_, i): [number, number, number] => [i, i, weight]),
});
