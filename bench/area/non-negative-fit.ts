/**
 * The weights, none of them negative, with which the columns of `rows` come closest to 1 in squares: coordinate descent. With
 * every row divided by its target, relative errors are what is made small.
 */
export function nonNegativeFit(rows: readonly (readonly number[])[]): number[] {
  const columns = rows[0]?.length ?? 0;
  const weights = new Array<number>(columns).fill(0);
  const residuals = rows.map(() => 1);
  for (let round = 0; round < 20_000; round++) {
    for (let column = 0; column < columns; column++) {
      const at = (row: number): number => rows[row]?.[column] ?? 0;
      const square = rows.reduce((sum, _, row) => sum + at(row) ** 2, 0);
      if (square === 0) continue;
      const slope = residuals.reduce((sum, residual, row) => sum + residual * at(row), 0);
      const before = weights[column] ?? 0;
      const after = Math.max(0, before + slope / square);
      weights[column] = after;
      residuals.forEach((residual, row) => {
        residuals[row] = residual - (after - before) * at(row);
      });
    }
  }
  return weights;
}
