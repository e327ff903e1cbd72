import type { Quantization } from "./file-schema.ts";
import { toLsb, weightRange, weightScaleOf } from "./lsb.ts";
import { forNeuron, type Network, type Population, type Projection } from "./network.ts";
import type { Problems } from "./problems.ts";

/** Ranges of docs/decisions/0001, in LSB, of a network whose names and shapes are known to be right. */
export function checkRanges(
  network: Network,
  pathOfProjection: (projection: Projection) => string,
  problems: Problems,
) {
  const { weightBits, weightSign, weightScale } = network.quantization;
  if (weightScale === "auto" && weightBits === 1 && weightSign === "signed") {
    const found = '"auto" has no positive code to scale to with signed 1-bit weights (-1..0)';
    const mend = 'give weightScale as a number, or weightSign "unsigned" (0..1)';
    problems.add("NET026", "quantization", "quantization.weightScale", found, mend);
  }
  const scale = weightScaleOf(network);
  for (const projection of network.projections) {
    checkWeights(projection, network.quantization, scale, pathOfProjection(projection), problems);
  }
  for (const [index, population] of network.populations.entries()) {
    checkNeurons(population, network.quantization.membraneBits, scale, `populations[${index}].neuron`, problems);
  }
}

function checkWeights(
  { from, to, weights }: Projection,
  quantization: Quantization,
  scale: number,
  path: string,
  problems: Problems,
) {
  const { weightBits, weightSign } = quantization;
  const { low, high } = weightRange(quantization);
  let misfits = 0;
  let negative = 0;
  let first = "";
  for (const [pair, value] of weights.values.entries()) {
    const lsb = toLsb(value, scale);
    if (lsb >= low && lsb <= high) continue;
    misfits += 1;
    if (lsb < 0) negative += 1;
    if (misfits > 1) continue;
    const at = `[${Math.floor(pair / weights.columns)}][${pair % weights.columns}]`;
    first = `weight ${value}${inLsb(lsb, scale)} at ${at} does not fit ${weightBits}-bit ${weightSign} (${low}..${high})`;
  }
  if (misfits === 0) return;
  const more = misfits > 1 ? `, nor do ${misfits - 1} more` : "";
  const wider = 'use more weightBits, a larger weightScale, or weightScale "auto"';
  const mend = weightSign === "unsigned" && negative > 0 ? 'use weightSign "signed" for negative weights' : wider;
  problems.add("NET014", `projection "${from}→${to}"`, `${path}.weights`, `${first}${more}`, mend);
}

function inLsb(lsb: number, scale: number): string {
  return scale === 1 ? "" : ` (${lsb} LSB of ${scale})`;
}

interface Range {
  readonly low: number;
  readonly high: number;
}

function checkNeurons(population: Population, membraneBits: number, scale: number, path: string, problems: Problems) {
  const { neuron, size } = population;
  const limit = 2 ** (membraneBits - 1);
  const place = `population "${population.name}"`;
  const thresholdLsb = (index: number): number => toLsb(forNeuron(neuron.threshold, index), scale);

  const check = (
    code: string,
    field: string,
    values: number | readonly number[],
    unit: "scaled" | "plain",
    range: (index: number) => Range,
    mend: string,
  ): void => {
    if (typeof values !== "number" && values.length !== size) {
      const found = `${field} has ${values.length} values, expected ${size}`;
      problems.add("NET022", place, `${path}.${field}`, found, "one number for all neurons, or one per neuron");
      return;
    }
    for (let index = 0; index < size; index++) {
      const value = forNeuron(values, index);
      const lsb = unit === "scaled" ? toLsb(value, scale) : value;
      const { low, high } = range(index);
      if (lsb >= low && lsb <= high) continue;
      const at = typeof values === "number" ? "" : ` at [${index}]`;
      const note = unit === "scaled" ? inLsb(lsb, scale) : "";
      problems.add(code, place, `${path}.${field}`, `${field} ${value}${note}${at} is outside ${low}..${high}`, mend);
      return;
    }
  };

  const widen = "use more membraneBits, or a larger weightScale";
  check("NET020", "threshold", neuron.threshold, "scaled", () => ({ low: 1, high: limit - 1 }), widen);
  check("NET025", "bias", neuron.bias, "scaled", () => ({ low: -limit, high: limit - 1 }), widen);
  const ticks = () => ({ low: 0, high: 2 ** 31 - 1 });
  check("NET024", "refractory", neuron.refractory, "plain", ticks, "a number of ticks");
  if (neuron.firstTick !== undefined) {
    check("NET024", "firstTick", neuron.firstTick, "plain", ticks, "a number of ticks");
  }
  if (neuron.reset.kind === "zero") {
    const range = (index: number) => ({ low: -limit, high: thresholdLsb(index) - 1 });
    check("NET021", "reset.value", neuron.reset.value, "scaled", range, "reset below the threshold");
  } else if (neuron.reset.value !== undefined) {
    const range = (index: number) => ({ low: 0, high: thresholdLsb(index) });
    check("NET021", "reset.value", neuron.reset.value, "scaled", range, "subtract at most the threshold");
  }
  const { leak } = neuron;
  if (leak.kind === "linear") {
    check("NET023", "leak.amount", leak.amount, "scaled", () => ({ low: 0, high: limit - 1 }), widen);
  } else if (leak.kind === "shift") {
    const mend = "a shift is at most the membrane's width less one";
    check("NET023", "leak.shift", leak.shift, "plain", () => ({ low: 0, high: membraneBits - 1 }), mend);
  } else if (leak.kind === "decay") {
    const any = { low: 0, high: Number.POSITIVE_INFINITY };
    check("NET023", "leak.timeConstantMs", leak.timeConstantMs, "plain", () => any, "");
  }
}
