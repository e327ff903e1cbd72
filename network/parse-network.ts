import { SpikeforgeError } from "../diagnostics/index.ts";
import { checkAdaptation } from "./check-adaptation.ts";
import { checkLearning } from "./check-learning.ts";
import { checkRanges } from "./check-network.ts";
import { networkFileSchema, type ParsedNetworkFile, type WeightEncoding } from "./file-schema.ts";
import type { NamedSize, Network, Plasticity, Projection, Teacher, WeightMatrix } from "./network.ts";
import { Problems } from "./problems.ts";
import { addSchemaProblems } from "./schema-problems.ts";
import { decodeWeights } from "./weights.ts";

/**
 * Reads a network file: its text, or the object that JSON.parse made of it. `fileName` is what errors call it.
 * Throws a SpikeforgeError with everything that is wrong (NET001…NET071).
 */
export function parseNetwork(source: string | object, fileName: string): Network {
  const data = typeof source === "string" ? parseJson(source, fileName) : source;
  checkFormat(data, fileName);
  const problems = new Problems(fileName);
  const parsed = networkFileSchema.safeParse(data);
  if (!parsed.success) {
    addSchemaProblems(parsed.error.issues, data, problems);
    problems.throwIfAny();
    throw new Error("the schema refused a network without saying why");
  }
  const network = resolve(parsed.data, problems);
  problems.throwIfAny();
  return network;
}

function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const found = `not JSON: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new SpikeforgeError({ code: "NET001", place: fileName, found }, { cause });
  }
}

/** Of a file of another kind or version, only that is reported. */
function checkFormat(data: unknown, fileName: string): void {
  const { format, version } = (typeof data === "object" && data !== null ? data : {}) as Record<string, unknown>;
  if (format !== "spikeforge-network") {
    const found = `format ${JSON.stringify(format)}, expected "spikeforge-network"`;
    throw new SpikeforgeError({ code: "NET002", place: fileName, found, mend: "give a spikeforge network file" });
  }
  if (version !== 1) {
    const found = `version ${JSON.stringify(version)} of the network file, expected 1`;
    throw new SpikeforgeError({ code: "NET003", place: fileName, found, mend: "use a spikeforge that knows it" });
  }
}

function resolve(file: ParsedNetworkFile, problems: Problems): Network {
  checkNames(file, problems);
  const paths = new Map<Projection, string>();
  const seen = new Map<string, number>();
  for (const [index, projection] of file.projections.entries()) {
    const path = `projections[${index}]`;
    const resolved = resolveProjection(file, projection, path, problems);
    if (resolved === undefined) continue;
    paths.set(resolved, path);
    const key = `${resolved.from} ${resolved.to} ${resolved.delay}`;
    const earlier = seen.get(key);
    if (earlier === undefined) seen.set(key, index);
    else {
      const found = `repeats projections[${earlier}]: same source, target and delay ${resolved.delay}`;
      const mend = "merge their weights into one projection, or give one another delay";
      problems.add("NET011", placeOf(projection), path, found, mend);
    }
  }
  for (const [index, name] of file.outputs.entries()) {
    if (!file.populations.some((population) => population.name === name)) {
      const mend = `populations: ${list(file.populations)}`;
      problems.add("NET010", "outputs", `outputs[${index}]`, `there is no population "${name}"`, mend);
    }
  }
  const teachers = resolveTeachers(file, problems);
  const { name, timestepMs, quantization, inputs, populations, outputs, learning } = file;
  const network = {
    name,
    timestepMs,
    quantization,
    inputs,
    populations,
    outputs,
    projections: [...paths.keys()],
    ...(learning === undefined ? {} : { learning }),
    ...(teachers === undefined ? {} : { teachers }),
  };
  const pathOf = (projection: Projection): string => paths.get(projection) ?? "projections";
  checkRanges(network, pathOf, problems);
  checkLearning(network, pathOf, problems);
  checkAdaptation(network, problems);
  return network;
}

function resolveTeachers(file: ParsedNetworkFile, problems: Problems): Teacher[] | undefined {
  return file.teachers?.flatMap((teacher, index) => {
    const place = `teacher "${teacher.from}→${teacher.to}"`;
    const ends = resolveEnds(file, teacher, place, `teachers[${index}]`, problems);
    return ends === undefined ? [] : [{ from: teacher.from, to: teacher.to, delay: ends.delay }];
  });
}

/** Inputs and populations share one space of names; an output is named once. */
function checkNames({ inputs, populations, outputs }: ParsedNetworkFile, problems: Problems): void {
  const unique = (paths: readonly (readonly [string, string])[]): void => {
    const seen = new Map<string, string>();
    for (const [name, path] of paths) {
      const earlier = seen.get(name);
      if (earlier === undefined) seen.set(name, path);
      else problems.add("NET005", `name "${name}"`, path, `is taken by ${earlier}`, "give each a name of its own");
    }
  };
  unique([
    ...inputs.map(({ name }, index) => [name, `inputs[${index}]`] as const),
    ...populations.map(({ name }, index) => [name, `populations[${index}]`] as const),
  ]);
  unique(outputs.map((name, index) => [name, `outputs[${index}]`] as const));
}

interface Ends {
  readonly source: NamedSize;
  readonly target: NamedSize;
  readonly delay: number;
}

/** The source and target that a projection or teacher names, and its delay; undefined if one of them does not exist. */
function resolveEnds(
  { inputs, populations }: ParsedNetworkFile,
  { from, to, delay: givenDelay }: { readonly from: string; readonly to: string; readonly delay?: number | undefined },
  place: string,
  path: string,
  problems: Problems,
): Ends | undefined {
  const input = inputs.find(({ name }) => name === from);
  const source = input ?? populations.find(({ name }) => name === from);
  const target = populations.find(({ name }) => name === to);
  if (source === undefined) {
    const mend = `inputs: ${list(inputs)}; populations: ${list(populations)}`;
    problems.add("NET010", place, `${path}.from`, `there is no input or population "${from}"`, mend);
  }
  if (target === undefined) {
    const isInput = inputs.some(({ name }) => name === to);
    const found = isInput ? `"${to}" is an input and cannot be projected to` : `there is no population "${to}"`;
    problems.add("NET010", place, `${path}.to`, found, `populations: ${list(populations)}`);
  }
  const delay = givenDelay ?? (input === undefined ? 1 : 0);
  if (source !== undefined && input === undefined && (delay < 1 || delay > 15)) {
    problems.add(
      "NET012",
      place,
      `${path}.delay`,
      `delay ${delay} is outside 1..15 ticks`,
      "chain populations for more",
    );
  } else if (input !== undefined && delay !== 0) {
    const mend = "leave it out: host events act in the tick they are sent for";
    problems.add("NET012", place, `${path}.delay`, `delay ${delay} of a projection from an input, expected 0`, mend);
  }
  return source === undefined || target === undefined ? undefined : { source, target, delay };
}

function resolveProjection(
  file: ParsedNetworkFile,
  projection: ParsedNetworkFile["projections"][number],
  path: string,
  problems: Problems,
): Projection | undefined {
  const { from, to, weights, plastic } = projection;
  const place = placeOf(projection);
  const ends = resolveEnds(file, projection, place, path, problems);
  if (ends === undefined) return undefined;
  const decode = (encoded: WeightEncoding, at: string): WeightMatrix | undefined => {
    const decoded = decodeWeights(encoded, ends.source.size, ends.target.size);
    if (!("code" in decoded)) return decoded;
    problems.add(decoded.code, place, at, decoded.found, decoded.mend);
    return undefined;
  };
  const matrix = decode(weights, `${path}.weights`);
  const second = plastic?.second === undefined ? undefined : decode(plastic.second, `${path}.plastic.second`);
  if (matrix === undefined) return undefined;
  const learns: Plasticity | undefined =
    plastic === undefined ? undefined : { learns: plastic.learns, ...(second === undefined ? {} : { second }) };
  return { from, to, delay: ends.delay, weights: matrix, ...(learns === undefined ? {} : { plastic: learns }) };
}

function placeOf({ from, to }: { readonly from: string; readonly to: string }): string {
  return `projection "${from}→${to}"`;
}

function list(named: readonly NamedSize[]): string {
  return named.length === 0 ? "none" : named.map(({ name }) => name).join(", ");
}
