import { learningInLsb } from "./learning-in-lsb.ts";
import { toLsb, weightRange, weightScaleOf } from "./lsb.ts";
import type { Network, Projection, WeightMatrix } from "./network.ts";
import type { Problems } from "./problems.ts";

/** What learning needs of a network whose names and shapes are known to be right: NET060…NET069. */
export function checkLearning(
  network: Network,
  pathOfProjection: (projection: Projection) => string,
  problems: Problems,
): void {
  const plastic = network.projections.filter((projection) => projection.plastic !== undefined);
  const { learning } = network;
  checkTeachers(network, problems);
  if (learning === undefined) {
    for (const projection of plastic) {
      const found = "is plastic, but the network has no rule to learn by";
      const mend = "give the network learning, or leave plastic out";
      problems.add("NET060", placeOf(projection), `${pathOfProjection(projection)}.plastic`, found, mend);
    }
    return;
  }
  if (plastic.length === 0) {
    problems.add("NET060", "learning", "learning", "no projection is plastic", "set plastic on those that learn");
  }
  const { bounds } = learning;
  if (bounds === undefined && network.quantization.weightScale === "auto") {
    const found = 'weightScale "auto" goes by the weights at first, which learning changes';
    problems.add("NET062", "learning", "learning.bounds", found, "give the bounds of the weights, or weightScale");
  }
  const { low, high } = learningInLsb(network, learning, (code, field, found, mend) => {
    problems.add(code, "learning", `learning.${field}`, `${field.replace(/^rule\./, "")}: ${found}`, mend);
  });
  const scale = weightScaleOf(network);
  for (const projection of plastic) {
    const path = pathOfProjection(projection);
    const { weights } = projection;
    if (weights.exists?.includes(0) === true) {
      const found = "is sparse, but learns: a pair that is not listed has no synapse to change";
      problems.add("NET061", placeOf(projection), `${path}.weights`, found, "list all pairs, with weight 0 if need be");
    }
    checkValues("weight", weights, { low, high, scale }, "learning.bounds", projection, `${path}.weights`, problems);
    const { second } = projection.plastic ?? {};
    if (second === undefined) continue;
    const place = `${path}.plastic.second`;
    if (learning.second.kind === "none") {
      problems.add("NET060", placeOf(projection), place, "second values, but the rule has none", "leave them out");
    } else if (learning.second.kind === "longTerm") {
      checkValues("long-term weight", second, { low, high, scale }, "learning.bounds", projection, place, problems);
    } else {
      const range = { ...weightRange({ ...network.quantization, weightSign: "signed" }), scale: 1 };
      checkValues("eligibility", second, range, "weightBits", projection, place, problems);
    }
  }
}

interface ScaledRange {
  readonly low: number;
  readonly high: number;
  readonly scale: number;
}

/** NET062 for values outside of where learning keeps them. */
function checkValues(
  what: string,
  { values, columns }: WeightMatrix,
  { low, high, scale }: ScaledRange,
  origin: string,
  projection: Projection,
  path: string,
  problems: Problems,
): void {
  const outside = [...values.keys()].filter((pair) => {
    const lsb = toLsb(values[pair] ?? 0, scale);
    return lsb < low || lsb > high;
  });
  const [first] = outside;
  if (first === undefined) return;
  const at = `[${Math.floor(first / columns)}][${first % columns}]`;
  const more = outside.length > 1 ? `, so are ${outside.length - 1} more` : "";
  const found = `${what} ${values[first]} at ${at} is outside ${low}..${high} LSB of ${origin}${more}`;
  problems.add("NET062", placeOf(projection), path, found, "begin within the range that learning keeps to");
}

/** NET066: teachers that are not one to one, repeated, missing or of no use. */
function checkTeachers(
  { learning, teachers = [], inputs, populations, projections }: Network,
  problems: Problems,
): void {
  const isTaught = learning?.rule.kind === "pairs" && learning.rule.posts === "teacher";
  const sizeOf = (name: string) => [...inputs, ...populations].find((named) => named.name === name)?.size;
  const seen = new Set<string>();
  for (const [index, { from, to, delay }] of teachers.entries()) {
    const place = `teacher "${from}→${to}"`;
    const path = `teachers[${index}]`;
    if (!isTaught) {
      const found = 'teaches, but the network\'s rule has no posts of a "teacher"';
      problems.add("NET066", place, path, found, 'use a rule with posts "teacher", such as resume');
    }
    if (sizeOf(from) !== sizeOf(to)) {
      const found = `${sizeOf(from)} elements teach ${sizeOf(to)} neurons`;
      problems.add("NET066", place, path, found, "use as many: element i teaches neuron i");
    }
    const key = `${from} ${to} ${delay}`;
    if (seen.has(key)) problems.add("NET066", place, path, "is given a second time");
    seen.add(key);
  }
  if (!isTaught) return;
  for (const { plastic, to } of projections) {
    if (plastic === undefined || teachers.some((teacher) => teacher.to === to)) continue;
    const found = `nobody teaches "${to}", onto which a projection is plastic`;
    problems.add("NET066", "teachers", "teachers", found, "add a teacher of as many elements as it has neurons");
  }
}

function placeOf({ from, to }: Projection): string {
  return `projection "${from}→${to}"`;
}
