/** Pipelines by number: a combinational datapath, cut into as many stages as asked for. */
import { building, currentBuilder, ModuleBuilder } from "./builder.ts";
import { fail } from "./errors.ts";
import { reference } from "./expr.ts";
import type { Signal } from "./ir.ts";
import { verilogName } from "./names.ts";
import { Cut, type Root } from "./pipeline-cut.ts";
import { FlowControl, type FlowEnd, type PipelineFlow } from "./pipeline-flow.ts";
import { type Hardware, mapLeaves } from "./pipeline-values.ts";
import { captureSite, type Site } from "./site.ts";
import type { Leaf } from "./values.ts";

export type PipelinedEnd<Outputs, Flow> = FlowEnd<Outputs, Flow> & {
  /** The longest stage by the estimate of `pipeline-delay.ts`, in LUT levels. */
  readonly longestStage: number;
};

const mostStages = 64;

/**
 * A datapath without registers, spread over `stages` stages with a register behind each: the same values, that many
 * cycles later. The cuts make the longest stage as short as whole operators allow; every name given with `nodes` stays,
 * and a value `sum` that is needed in a later stage stands there in `sum_1`, `sum_2`, …
 *
 * Throws HDL164 for a number of stages that is not a whole one of 0…64, HDL165 for anything but pure expressions in
 * `compute`, HDL163 for reading a signal that is not among the inputs.
 */
export function pipelined<const Flow extends PipelineFlow, Inputs extends object, Outputs extends object>(
  name: string,
  options: Flow & { readonly stages: number; readonly inputs: Inputs & NoInfer<Hardware<Inputs>> },
  compute: (inputs: Inputs) => Outputs & NoInfer<Hardware<Outputs>>,
): PipelinedEnd<Outputs, Flow> {
  const builder = currentBuilder("pipelined");
  const site = captureSite();
  const own = verilogName([name], site);
  const place = `${builder.name}.${own}`;
  const { stages, inputs } = options;
  if (!Number.isInteger(stages) || stages < 0 || stages > mostStages) {
    fail("HDL164", place, `${stages} stages`, `ask for a whole number, 0 to ${mostStages}`);
  }
  const given = new Map<Signal, Leaf>();
  const stand = mapLeaves(inputs, place, site, (leaf, path) => {
    const signal = standIn(verilogName(path, site), leaf, site);
    given.set(signal, leaf);
    return reference(signal);
  });
  const inside = new ModuleBuilder(builder.name, builder.elaboration);
  const computed = building(inside, () => compute(stand as Inputs));
  refuseState(inside, place);
  const roots: Root[] = [];
  const outputs = mapLeaves(computed, place, site, (leaf, path) => {
    roots.push({ name: verilogName(path, site), leaf });
    return leaf.expr;
  });
  const flow = new FlowControl(builder, own, options);
  for (let boundary = 1; boundary <= stages; boundary++) flow.advance(`${own}_valid_${boundary}`, boundary, site);
  const cut = new Cut({ builder, place, site, stages, given, nodes: inside.nodes, roots, registers: flow.registers });
  let root = 0;
  const last = mapLeaves(outputs, place, site, () => cut.output(root++)) as object;
  return { ...flow.end(last, stages, site), longestStage: Math.round(cut.period * 10) / 10 } as unknown as PipelinedEnd<
    Outputs,
    Flow
  >;
}

/** What the computation reads in place of an input. */
function standIn(name: string, { irType }: Leaf, site: Site): Signal {
  return Object.freeze({ name, type: Object.freeze(irType), role: "input", site });
}

/** Only expressions and names for them can be moved between stages. */
function refuseState(inside: ModuleBuilder, place: string): void {
  const [register, memory, part, wire, property] = [
    inside.registers[0]?.signal,
    inside.memories[0],
    inside.instances[0],
    inside.wires[0],
    inside.properties[0],
  ];
  const found =
    (register && { what: `register ${register.name}`, site: register.site }) ??
    (memory && { what: `memory ${memory.name}`, site: memory.site }) ??
    (part && { what: `instance ${part.name}`, site: part.site }) ??
    (wire && { what: `wire ${wire.name}`, site: wire.site }) ??
    (property && { what: property.kind, site: property.site });
  if (found === undefined) return;
  fail(
    "HDL165",
    place,
    `${found.what} inside`,
    "use expressions and nodes only, or `pipeline` with named stages",
    found.site,
  );
}
