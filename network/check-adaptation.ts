import type { ThresholdAdaptation } from "./file-schema.ts";
import { toLsb, weightScaleOf } from "./lsb.ts";
import { forNeuron, type Network, type Population } from "./network.ts";
import type { Problems } from "./problems.ts";

type Adapting = Population & { readonly neuron: { readonly adaptation: ThresholdAdaptation } };

const longestPeriod = 2 ** 15;

/** Thresholds that adapt, of a network whose names are known to be right: NET070 for values, NET071 where populations differ. */
export function checkAdaptation(network: Network, problems: Problems): void {
  const [first, ...others] = adaptingPopulations(network);
  if (first === undefined) return;
  for (const population of [first, ...others]) checkValues(population, network, problems);
  for (const { name, neuron } of others) {
    for (const field of ["limit", "period", "shift"] as const) {
      const [own, shared] = [neuron.adaptation[field], first.neuron.adaptation[field]];
      if (own === shared) continue;
      const path = `${pathOf(network, name)}.${field}`;
      const found = `adaptation.${field} ${own}, but ${shared} in population "${first.name}"`;
      problems.add("NET071", placeOf(name), path, found, "one limit, period and shift for the whole network");
    }
  }
}

/** Populations whose thresholds adapt. */
export function adaptingPopulations({ populations }: Pick<Network, "populations">): Adapting[] {
  return populations.filter((population): population is Adapting => population.neuron.adaptation !== undefined);
}

function checkValues({ name, size, neuron }: Adapting, network: Network, problems: Problems): void {
  const { adaptation } = neuron;
  const path = pathOf(network, name);
  const scale = weightScaleOf(network);
  const inLsb = (value: number): string =>
    scale === 1 ? `${value}` : `${value} (${toLsb(value, scale)} LSB of ${scale})`;
  const report = (field: string, found: string, mend: string): void =>
    problems.add("NET070", placeOf(name), `${path}.${field}`, `adaptation.${field} ${found}`, mend);

  const thresholds = Array.from({ length: size }, (_, index) => toLsb(forNeuron(neuron.threshold, index), scale));
  const room = 2 ** (network.quantization.membraneBits - 1) - 1 - Math.max(...thresholds);
  const limit = toLsb(adaptation.limit, scale);
  if (!(limit >= 1 && limit <= room)) {
    const found = `${inLsb(adaptation.limit)} is outside 1..${room}: a raised threshold stays below the membrane's end`;
    report("limit", found, "use more membraneBits, a smaller limit, or a larger weightScale");
  }
  for (const field of ["increment", "initial"] as const) {
    const values = adaptation[field];
    if (typeof values !== "number" && values.length !== size) {
      const found = `adaptation.${field} has ${values.length} values, expected ${size}`;
      const mend = "one number for all neurons, or one per neuron";
      problems.add("NET022", placeOf(name), `${path}.${field}`, found, mend);
      continue;
    }
    const given = typeof values === "number" ? [values] : values;
    const at = (index: number): string => (typeof values === "number" ? "" : ` at [${index}]`);
    const outside = given.findIndex((value) => !(toLsb(value, scale) >= 0 && toLsb(value, scale) <= limit));
    if (outside >= 0) {
      const found = `${inLsb(given[outside] ?? 0)}${at(outside)} is outside 0..${limit}`;
      report(field, found, "from 0 to the limit");
    }
    const lost = given.findIndex((value) => value !== 0 && toLsb(value, scale) === 0);
    if (lost >= 0) {
      report(field, `${given[lost]}${at(lost)} is less than half an LSB of ${scale}`, "use a smaller weightScale");
    }
  }
  const { period, shift } = adaptation;
  if (!(period >= 1 && period <= longestPeriod && Number.isInteger(Math.log2(period)))) {
    report("period", `${period} is no power of two in 1..${longestPeriod}`, "take the power of two that is nearest");
  }
  if (!(shift >= 0 && shift <= 31)) report("shift", `${shift} is outside 0..31`, "a decay takes 2^-shift");
}

const placeOf = (name: string): string => `population "${name}"`;

const pathOf = ({ populations }: Network, name: string): string =>
  `populations[${populations.findIndex((population) => population.name === name)}].neuron.adaptation`;
