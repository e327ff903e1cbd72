/**
 * Every path from one clock domain into another goes through a synchroniser.
 *
 * What is inferred: a register, and the data of a memory's read port, is launched by its clock; what is combinational
 * by all that reach it. An input of a module is launched by whatever its parent connects; the inputs of the top belong
 * to the one domain that samples them, unless they are declared (`input(type, { domain })`). Clock ports of a module
 * are different domains inside it; a parent that connects them to one clock has one domain.
 *
 * What is rejected: a register, memory port, reset or declared output that depends on another domain and is no stage of
 * a synchroniser; logic in front of a synchroniser; the same bit synchronised twice into one domain; a memory in two
 * domains that promises what a read returns. Properties may read every domain: they are no hardware.
 */
import type { Diagnostic } from "../../diagnostics/index.ts";
import type { ModuleIr, Signal } from "../ir.ts";
import { type Site, shortLocation } from "../site.ts";
import { DomainFlow, type Sampler } from "./domain-flow.ts";
import {
  type Domain,
  type Names,
  noClock,
  type OutputSummary,
  type Root,
  type Sample,
  type Summary,
} from "./domain-summary.ts";

/** HDL151 and HDL153 to HDL158 for modules without combinational loops. `top` is absent for the model of a cell. */
export function checkClockDomains(modules: readonly ModuleIr[], top?: ModuleIr): Diagnostic[] {
  const isPlain = plainModules();
  if (modules.every(isPlain)) return [];
  const checks = new Map<ModuleIr, ModuleCheck>();
  const summaries = new Map<ModuleIr, Summary>();
  const summaryOf = (module: ModuleIr): Summary => {
    const known = summaries.get(module);
    if (known !== undefined) return known;
    const summary = module.blackBox === undefined ? checkOf(module).summary() : summaryOfCell(module, summaryOf);
    summaries.set(module, summary);
    return summary;
  };
  const checkOf = (module: ModuleIr): ModuleCheck => {
    const known = checks.get(module) ?? new ModuleCheck(new DomainFlow(module, summaryOf));
    checks.set(module, known);
    return known;
  };
  return modules
    .filter((module) => module.blackBox === undefined && !isPlain(module))
    .flatMap((module) => checkOf(module).problems(module === top ? "top" : "inner"));
}

/** Modules that have no other clock than their own, and nothing below that has. */
function plainModules(): (module: ModuleIr) => boolean {
  const known = new Map<ModuleIr, boolean>();
  const isOwn = ({ clock }: { readonly clock?: Signal }): boolean => clock === undefined;
  const isPlain = (module: ModuleIr): boolean => {
    const before = known.get(module);
    if (before !== undefined) return before;
    const { ports, registers, memories, instances } = module;
    const plain =
      module.clock === undefined &&
      ports.every(({ signal, domain }) => signal.type.kind !== "clock" && domain === undefined) &&
      registers.every((register) => isOwn(register) && register.crossing === undefined) &&
      memories.every(({ reads, writes }) => [...reads, ...writes].every(isOwn)) &&
      instances.every((instance) => isOwn(instance) && isPlain(instance.module));
    known.set(module, plain);
    return plain;
  };
  return isPlain;
}

class ModuleCheck {
  readonly #flow: DomainFlow;
  readonly #module: ModuleIr;

  constructor(flow: DomainFlow) {
    this.#flow = flow;
    this.#module = flow.module;
  }

  summary(): Summary {
    const flow = this.#flow;
    const clockOutputs = new Map<string, Domain>();
    const outputs = new Map<string, OutputSummary>();
    for (const { signal, value } of this.#module.outputs) {
      if (value.op === "ref" && signal.type.kind === "clock") {
        clockOutputs.set(signal.name, flow.domainOf(value.signal));
        continue;
      }
      const sources = flow.sourcesOf([value]);
      const root = flow.rootOf(value);
      outputs.set(signal.name, {
        launches: sources.filter(isDomain).map((domain) => ({ domain, path: () => flow.pathTo([value], domain) })),
        inputs: new Map(
          sources.filter(isSignal).map((input) => [input.name, () => flow.pathTo([value], input).through]),
        ),
        ...(root === undefined ? {} : { root }),
      });
    }
    return { own: flow.own, clockInputs: flow.clockInputs, clockOutputs, outputs, samples: this.#samples() };
  }

  problems(role: "top" | "inner"): Diagnostic[] {
    const domains = role === "top" ? this.#domainsOfInputs() : undefined;
    return [
      ...(role === "top" ? this.#sharedInputs() : []),
      ...this.#flow.samplers.flatMap((sampler) => this.#crossings(sampler, domains)),
      ...this.#repeated(),
      ...this.#memories(),
    ];
  }

  /** What takes each input, once per domain and kind. */
  #samples(): Map<string, Sample[]> {
    const samples = new Map<string, Sample[]>(
      this.#module.ports.flatMap(({ direction, signal, domain }): [string, Sample[]][] => {
        if (direction === "output" || domain === undefined || domain === "async") return [];
        const declared = {
          domain: this.#flow.domainOf(domain),
          at: signal,
          through: noNames,
          crossing: false,
          direct: true,
        };
        return [[signal.name, [declared]]];
      }),
    );
    for (const sampler of this.#flow.samplers) {
      const { at, domain, crossing, values } = sampler;
      const direct = !crossing || this.#isDirect(sampler);
      for (const input of this.#flow.sourcesOf(values).filter(isSignal)) {
        const list = samples.get(input.name) ?? [];
        samples.set(input.name, list);
        const isSame = (other: Sample): boolean =>
          other.domain === domain && other.crossing === crossing && other.direct === direct;
        if (list.some(isSame)) continue;
        const through = () => [...this.#flow.pathTo(values, input).through, ...sampler.through()];
        list.push({ domain, at, through, crossing, direct });
      }
    }
    return samples;
  }

  #isDirect({ direct, values }: Sampler): boolean {
    return direct && values.every((value) => this.#flow.rootOf(value) !== undefined);
  }

  /** Inputs of the top follow the clock that samples them without a synchroniser. */
  #domainsOfInputs(): Map<Signal, Domain> {
    const found = new Map<Signal, Domain>();
    for (const { domain, crossing, values } of this.#flow.samplers) {
      if (crossing) continue;
      for (const input of this.#flow.sourcesOf(values).filter(isSignal)) {
        if (!found.has(input)) found.set(input, domain);
      }
    }
    return found;
  }

  #sharedInputs(): Diagnostic[] {
    const first = new Map<Signal, Sampler>();
    const reported = new Set<Signal>();
    return this.#flow.samplers.flatMap((sampler) => {
      if (sampler.crossing) return [];
      return this.#flow
        .sourcesOf(sampler.values)
        .filter(isSignal)
        .flatMap((input) => {
          const before = first.get(input) ?? sampler;
          first.set(input, before);
          if (before.domain === sampler.domain || reported.has(input)) return [];
          reported.add(input);
          return [
            {
              code: "HDL158",
              place: `${this.#module.name}.${input.name}`,
              found: `an input sampled on ${before.domain.name}, by ${before.at.name}, and on ${sampler.domain.name}, by ${sampler.at.name}`,
              source: [at("sampled", before.at.site), at("and", sampler.at.site)],
              mend: `sample it in one domain, and take it to the other through ${
                input === this.#module.reset ? "resetSynchroniser" : "a synchroniser"
              }`,
            },
          ];
        });
    });
  }

  #crossings(sampler: Sampler, inputDomains: ReadonlyMap<Signal, Domain> | undefined): Diagnostic[] {
    const { domain, values, crossing } = sampler;
    return this.#flow.sourcesOf(values).flatMap((source): Diagnostic[] => {
      // What inputs of other modules follow is their parents' to judge, and #sharedInputs judges those of the top.
      if (isSignal(source) && (!crossing || inputDomains === undefined)) return [];
      // An input of the top that nothing but synchronisers take may come from anywhere.
      const launched = isDomain(source) ? source : (inputDomains?.get(source) ?? noClock);
      if (launched === domain || (crossing && this.#isDirect(sampler))) return [];
      const path = this.#flow.pathTo(values, source);
      const names = [path.from.name, ...path.through, ...sampler.through(), sampler.at.name];
      const route = names.filter((name, i) => name !== names[i - 1]).join(" -> ");
      const way = `from ${launched.name} to ${domain.name}`;
      return [
        {
          code: crossing ? "HDL153" : "HDL151",
          place: `${this.#module.name}.${sampler.at.name}`,
          found: crossing
            ? `${way} through logic in front of a synchroniser, which samples its glitches: ${route}`
            : `${way} without a synchroniser: ${route}`,
          source: [at(launched === noClock ? "declared" : "launched", path.from.site), at("sampled", sampler.at.site)],
          mend: crossing
            ? "synchronise a register, and do the logic before it or after the synchroniser"
            : "synchronise(…) takes one bit across, synchroniseGray(…) a Gray counter, an asynchronous FIFO words",
        },
      ];
    });
  }

  /** The same bits through two synchronisers arrive at different times. */
  #repeated(): Diagnostic[] {
    const taken: { readonly root: Root; readonly sampler: Sampler }[] = [];
    return this.#flow.samplers.flatMap((sampler): Diagnostic[] => {
      const { domain, crossing, direct, values } = sampler;
      const [value] = values;
      const root = value && this.#flow.rootOf(value);
      if (!crossing || !direct || root === undefined || root.kind === "constant") return [];
      if (this.#flow.sourcesOf(values).every((source) => source === domain)) return [];
      const before = taken.find((other) => other.sampler.domain === domain && overlap(other.root, root));
      taken.push({ root, sampler });
      if (before === undefined) return [];
      return [
        {
          code: "HDL154",
          place: `${this.#module.name}.${sampler.at.name}`,
          found: `${root.name} is synchronised into ${domain.name} a second time, after ${before.sampler.at.name}: the copies differ in some cycles`,
          source: [at("synchronised", sampler.at.site), at("and", before.sampler.at.site)],
          mend: "synchronise it once and use the result twice",
        },
      ];
    });
  }

  #memories(): Diagnostic[] {
    return this.#module.memories.flatMap(({ name, collision, reads, writes, site }): Diagnostic[] => {
      const domainsOf = (ports: readonly { readonly clock?: Signal }[]) =>
        new Set(ports.map(({ clock }) => this.#flow.domainOf(clock)));
      const [written, all] = [domainsOf(writes), domainsOf([...writes, ...reads])];
      const names = [...all].map((domain) => domain.name).join(" and ");
      const problem = (found: string, mend: string): Diagnostic[] => [
        { code: "HDL155", place: `${this.#module.name}.${name}`, found, source: [at("declared", site)], mend },
      ];
      if (written.size > 1) return problem(`written on ${names}`, "write it in one domain");
      if (all.size < 2 || collision === "dontCare") return [];
      const mend = 'make it "dontCare", and never read what is being written';
      return problem(`"${collision}" cannot be kept between ${names}`, mend);
    });
  }
}

const noNames: Names = () => [];
const overlap = (a: Root, b: Root): boolean =>
  a.kind === b.kind && a.name === b.name && a.low < b.low + b.width && b.low < a.low + a.width;
const at = (what: string, site: Site): string => `${what} at ${shortLocation(site)}`;
const isSignal = (source: Domain | Signal): source is Signal => "role" in source;
const isDomain = (source: Domain | Signal): source is Domain => !("role" in source);

/**
 * A cell by its model, under the cell's names. Without one: a cell on one clock is taken to be registered at all ports,
 * one without a clock to be combinational, and what comes out of any other to follow no clock.
 */
function summaryOfCell(cell: ModuleIr, summaryOf: (module: ModuleIr) => Summary): Summary {
  const { model } = cell.blackBox ?? {};
  const clockSource = cell.blackBox?.clockSource;
  if (model !== undefined && clockSource === undefined) return renamed(cell, model, summaryOf(model));
  const own: Domain = { name: "clk" };
  const isClock = ({ type }: Signal): boolean => type.kind === "clock";
  const names = (direction: "input" | "output"): Signal[] =>
    cell.ports.filter((port) => port.direction === direction).map(({ signal }) => signal);
  const clockInputs = new Map(
    names("input")
      .filter(isClock)
      .map(({ name }) => [name, { name }]),
  );
  const clockOutputs = new Map(
    names("output")
      .filter(isClock)
      .map(({ name }) => [name, { name }]),
  );
  const inputs = names("input").filter((signal) => !isClock(signal));
  const outputs = names("output").filter((signal) => !isClock(signal));
  const clocks = [...(cell.clocked ? [own] : []), ...clockInputs.values()];
  const [only] = clocks;
  const isCombinational = clocks.length === 0 && clockOutputs.size === 0;
  const domain = clocks.length === 1 && clockOutputs.size === 0 && only !== undefined ? only : noClock;
  return {
    own,
    clockInputs,
    clockOutputs,
    outputs: new Map(
      outputs.map((signal) => [
        signal.name,
        isCombinational
          ? { launches: [], inputs: new Map(inputs.map(({ name }) => [name, noNames])) }
          : {
              launches: [{ domain, path: () => ({ from: signal, through: [] }) }],
              inputs: new Map(),
              root: { kind: "register", name: signal.name, low: 0, width: signal.type.width } satisfies Root,
            },
      ]),
    ),
    samples: new Map(
      domain === noClock
        ? []
        : inputs.map((signal) => [
            signal.name,
            [{ domain, at: signal, through: noNames, crossing: false, direct: true }] satisfies Sample[],
          ]),
    ),
  };
}

/** A model has the ports of its cell by position. */
function renamed(cell: ModuleIr, model: ModuleIr, summary: Summary): Summary {
  const names = new Map(model.ports.map(({ signal }, i) => [signal.name, cell.ports[i]?.signal.name ?? signal.name]));
  const rename = <T>(map: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...map].map(([name, value]) => [names.get(name) ?? name, value]));
  const outputs = [...rename(summary.outputs)].map(([name, { root, ...output }]): [string, OutputSummary] => {
    const outer = root?.kind === "input" ? { ...root, name: names.get(root.name) ?? root.name } : root;
    return [name, { ...output, inputs: rename(output.inputs), ...(outer === undefined ? {} : { root: outer }) }];
  });
  return {
    own: summary.own,
    clockInputs: rename(summary.clockInputs),
    clockOutputs: rename(summary.clockOutputs),
    outputs: new Map(outputs),
    samples: rename(summary.samples),
  };
}
