import type { WeightEncoding } from "./file-schema.ts";
import type { WeightMatrix } from "./network.ts";

/** Weights that could not be decoded: which code of NET it is and what was found. */
export interface WeightProblem {
  readonly code: string;
  readonly found: string;
  readonly mend?: string;
}

/** The largest projection that fits a matrix in memory. */
const mostPairs = 2 ** 26;

/** Decodes the weights of a projection from `rows` source elements to `columns` neurons. */
export function decodeWeights(file: WeightEncoding, rows: number, columns: number): WeightMatrix | WeightProblem {
  if (rows * columns > mostPairs) {
    return { code: "NET017", found: `${rows} × ${columns} pairs are more than ${mostPairs}`, mend: "split it" };
  }
  switch (file.encoding) {
    case "dense":
      return decodeDense(file.rows, rows, columns);
    case "sparse":
      return decodeSparse(file.synapses, rows, columns);
    case "int8-base64":
      return decodeBinary(file.data, rows, columns, 1, (view, offset) => view.getInt8(offset));
    case "uint8-base64":
      return decodeBinary(file.data, rows, columns, 1, (view, offset) => view.getUint8(offset));
    case "float32-base64":
      return decodeBinary(file.data, rows, columns, 4, (view, offset) => view.getFloat32(offset, true));
  }
}

function decodeDense(given: readonly (readonly number[])[], rows: number, columns: number) {
  const mend = "one row per source element, one weight per target neuron in each";
  if (given.length !== rows)
    return { code: "NET013", found: `${given.length} rows of weights, expected ${rows}`, mend };
  const wrong = given.findIndex((row) => row.length !== columns);
  if (wrong >= 0) {
    const found = `row ${wrong} has ${given[wrong]?.length} weights, expected ${columns}`;
    return { code: "NET013", found, mend };
  }
  return { rows, columns, values: Float64Array.from(given.flat()) };
}

function decodeSparse(synapses: readonly (readonly [number, number, number])[], rows: number, columns: number) {
  const values = new Float64Array(rows * columns);
  const exists = new Uint8Array(rows * columns);
  for (const [index, [pre, post, weight]] of synapses.entries()) {
    if (pre < 0 || pre >= rows || post < 0 || post >= columns) {
      const found = `synapse ${index} is [${pre}, ${post}], outside ${rows} × ${columns}`;
      return { code: "NET015", found, mend: "each synapse is [pre index, post index, weight], indices from 0" };
    }
    const pair = pre * columns + post;
    if (exists[pair] === 1) {
      const found = `synapse ${index} connects [${pre}, ${post}] a second time`;
      return { code: "NET015", found, mend: "add the weights, or use a projection with another delay" };
    }
    values[pair] = weight;
    exists[pair] = 1;
  }
  return { rows, columns, values, exists };
}

function decodeBinary(
  data: string,
  rows: number,
  columns: number,
  bytesEach: number,
  read: (view: DataView, offset: number) => number,
): WeightMatrix | WeightProblem {
  if (data.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(data)) {
    return {
      code: "NET016",
      found: `${data.length} characters that are not base64`,
      mend: "standard alphabet, padded",
    };
  }
  const bytes = Buffer.from(data, "base64");
  const expected = rows * columns * bytesEach;
  if (bytes.length !== expected) {
    const found = `${bytes.length} bytes of weights, expected ${expected} (${rows} × ${columns} × ${bytesEach})`;
    return { code: "NET013", found, mend: "row-major, one row per source element" };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = Float64Array.from({ length: rows * columns }, (_, index) => read(view, index * bytesEach));
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const found = `weight ${values[bad]} at [${Math.floor(bad / columns)}][${bad % columns}] is not a number`;
    return { code: "NET016", found };
  }
  return { rows, columns, values };
}

/** The most compact encoding that keeps every weight exactly. */
export function encodeWeights({ rows, columns, values, exists }: WeightMatrix): WeightEncoding {
  if (exists !== undefined) {
    const synapses: [number, number, number][] = [];
    for (const [pair, value] of values.entries()) {
      if (exists[pair] === 1) synapses.push([Math.floor(pair / columns), pair % columns, value]);
    }
    return { encoding: "sparse", synapses };
  }
  const areWhole = (low: number, high: number): boolean =>
    values.every((value) => Number.isInteger(value) && value >= low && value <= high);
  if (areWhole(-128, 127)) {
    return { encoding: "int8-base64", data: Buffer.from(Int8Array.from(values).buffer).toString("base64") };
  }
  if (areWhole(0, 255)) {
    return { encoding: "uint8-base64", data: Buffer.from(Uint8Array.from(values)).toString("base64") };
  }
  if (values.every((value) => Object.is(Math.fround(value), value))) {
    const bytes = new DataView(new ArrayBuffer(4 * values.length));
    for (const [index, value] of values.entries()) bytes.setFloat32(4 * index, value, true);
    return { encoding: "float32-base64", data: Buffer.from(bytes.buffer).toString("base64") };
  }
  const row = (index: number): number[] => [...values.subarray(index * columns, (index + 1) * columns)];
  return { encoding: "dense", rows: Array.from({ length: rows }, (_, index) => row(index)) };
}
