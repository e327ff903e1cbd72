import { describe, expect, it } from "vitest";
import {
  array,
  type Bool,
  bool,
  bundle,
  constant,
  type Enum,
  elaborate,
  enumeration,
  fix,
  input,
  type Module,
  module,
  nodes,
  output,
  pipeline,
  pipelined,
  printVerilog,
  ram,
  regs,
  sint,
  stream,
  type UInt,
  uint,
} from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { Random } from "../support/random.ts";
import { applyStep, randomSteps, type Step, valueAt } from "../support/random-datapath.ts";
import { lint } from "../support/verilator-lint.ts";

// biome-ignore lint/suspicious/noExplicitAny: a module of any ports
type AnyModule = Module<any>;

/** Names of the registers of a module, in the order of their declaration. */
const registersOf = (module: AnyModule): string[] =>
  elaborate(module).top.registers.map(({ signal }) => `${signal.name}:${signal.type.width}`);

const macPorts = (_: object) => ({
  valid: input(bool),
  a: input(uint(8)),
  b: input(uint(8)),
  c: input(uint(16)),
  done: output(bool),
  sum: output(uint(17)),
});

describe("pipeline: what is carried", () => {
  it("a value that is used later goes through one register per stage, named after value and stage", () => {
    const Mac = module("mac", macPorts, ({ valid, a, b, c }) => {
      const mac = pipeline("mac", { valid, inputs: { a, b, c } })
        .stage("multiply", ({ a, b }) => ({ product: a.mul(b) }))
        .stage("hold", ({ product }) => ({ half: product.shr(1) }))
        .stage("add", ({ product, c }) => ({ sum: product.add(c) }))
        .end(({ sum }) => ({ sum }));
      expect(mac.latency).toBe(3);
      expect(mac.at).toEqual({ multiply: 0, hold: 1, add: 2 });
      return { done: mac.valid, ...mac.outputs };
    });
    expect(registersOf(Mac({}))).toEqual([
      ...["mac_multiply_valid:1", "mac_hold_valid:1", "mac_add_valid:1"],
      ...["product:16", "c_multiply:16", "product_hold:16", "c_hold:16", "sum:17"],
    ]);
    // Made and never read: the name stays.
    expect(elaborate(Mac({})).top.nodes.map(({ signal }) => signal.name)).toEqual(["half"]);
  });

  it("valid bits have a reset, payload has none, and a stage may ask for one", () => {
    const Mac = module("mac", macPorts, ({ valid, a, b, c }) => {
      const mac = pipeline("mac", { valid, inputs: { a, b, c } })
        .stage("compare", ({ a, b }, { valid }) => ({ hit: a.eq(b).and(valid), a1: a }), { reset: { hit: true } })
        .stage("widen", ({ hit, a1, c }) => ({ sum: hit.mux(a1, 0).add(c) }))
        .end(({ sum }) => ({ sum }));
      return { done: mac.valid, ...mac.outputs };
    });
    const withReset = elaborate(Mac({})).top.registers.filter(({ reset }) => reset !== undefined);
    expect(withReset.map(({ signal, reset }) => [signal.name, reset?.value])).toEqual([
      ["mac_compare_valid", 0n],
      ["hit", 1n],
      ["mac_widen_valid", 0n],
    ]);
  });

  it("of a record, the fields that are control are named by a record", () => {
    const M = module("m", macPorts, ({ valid, a, c }) => {
      const path = pipeline("path", { inputs: { a, c } })
        .stage("only", ({ a, c }) => ({ seen: { hit: valid, sum: c.add(a) } }), { reset: { seen: { hit: true } } })
        .end(({ seen }) => ({ done: seen.hit, sum: seen.sum }));
      return path.outputs;
    });
    const found = elaborate(M({})).top.registers.map(({ signal, reset }) => [signal.name, reset?.value]);
    expect(found).toEqual([
      ["seen_hit", 1n],
      ["seen_sum", undefined],
    ]);
  });

  it("a signal that is not the pipeline's may be read by several stages", () => {
    const M = module("m", macPorts, ({ valid, a, c }) => {
      const path = pipeline("path", { inputs: { a, c } })
        .stage("first", ({ c }) => ({ now: valid, wide: c.extend(17) }))
        .stage("second", ({ now, wide, a }) => ({ sum: valid.and(now).mux(wide.addw(a), wide) }))
        .end(({ sum }) => ({ sum, done: valid }));
      return path.outputs;
    });
    expect(registersOf(M({}))).toEqual(["now:1", "wide:17", "a_first:8", "sum:17"]);
  });

  it("inputs can be control too: they are reset at every boundary that they reach", () => {
    const M = module("m", macPorts, ({ valid, a, c }) => {
      const path = pipeline("path", { inputs: { go: valid, a, c }, reset: { go: false, a: 5 } })
        .stage("first", ({ c }) => ({ wide: c.extend(17) }))
        .stage("second", ({ wide, a }) => ({ sum: wide.addw(a) }))
        .end(({ go, sum }) => ({ done: go, sum }));
      return path.outputs;
    });
    const found = elaborate(M({})).top.registers.map(({ signal, reset }) => [signal.name, reset?.value]);
    expect(found).toEqual([
      ["a_first", 5n],
      ["go_first", 0n],
      ["go_second", 0n],
      ["wide", undefined],
      ["sum", undefined],
    ]);
  });

  it("one signal under two names is carried once, constants not at all, of bundles only the fields that are read", () => {
    const M = module(
      "m",
      (_: object) => ({ word: input(bundle({ x: uint(4), y: uint(5), z: uint(6) })), out: output(uint(8)) }),
      ({ word }) => {
        const path = pipeline("path", { inputs: { word, again: word.x, one: constant(uint(3), 1) } })
          .stage("first", ({ again }) => ({ twin: again }))
          .stage("second", () => ({ two: constant(uint(2), 2) }))
          .stage("third", ({ word, again, twin, one, two }) => ({
            out: word.x.addw(again).addw(twin).addw(one).addw(two).extend(8).addw(word.z),
          }))
          .end(({ out }) => ({ out }));
        return path.outputs;
      },
    );
    expect(registersOf(M({}))).toEqual([
      ...["again_first:4", "word_z_first:6", "again_second:4", "word_z_second:6", "out:8"],
    ]);
    expect(elaborate(M({})).top.nodes.map(({ signal }) => signal.name)).toEqual(["twin", "two"]);
  });

  it("a result that has its name already stays as it is, and its register is named after the stage", () => {
    const M = module(
      "m",
      (_: object) => ({ a: input(sint(8)), out: output(sint(9)) }),
      ({ a }) => {
        const path = pipeline("path", { inputs: { a } })
          .stage("double", ({ a }) => nodes({ twice: a.shl(1) }))
          .end(({ twice }) => ({ out: twice }));
        return path.outputs;
      },
    );
    expect(registersOf(M({}))).toEqual(["twice_double:9"]);
    expect(Object.values(printVerilog(elaborate(M({}))))[0]).toContain("twice_double <= twice;");
  });

  it("no stages: outputs are the inputs, latency 0", () => {
    const Wires = module("m", macPorts, ({ valid, a, c }) => {
      const path = pipeline("path", { valid, inputs: { a, c } }).end(({ a, c }) => ({ sum: a.add(c) }));
      expect(path.latency).toBe(0);
      return { done: path.valid, ...path.outputs };
    });
    expect(registersOf(Wires({}))).toEqual([]);
  });
});

/** A datapath of random steps, four inputs of which the last arrives late, in stages of some steps each. */
interface Plan {
  readonly steps: readonly Step[];
  /** Steps before each stage's end, and stages before the late input. */
  readonly ends: readonly number[];
  readonly lateStage: number;
  readonly earlyStage: number;
}

const widths = [1, 9, 12, 6];

function randomPlan(random: Random): Plan {
  const stages = random.integer(1, 6);
  const steps = randomSteps(random, widths.length, random.integer(stages, 18));
  const cuts = Array.from({ length: stages - 1 }, () => random.integer(0, steps.length)).sort((a, b) => a - b);
  const ends = [...cuts, steps.length];
  // The late input exists from its stage on: steps before do not take it.
  const lateStage = random.integer(0, stages - 1);
  const before = lateStage === 0 ? 0 : (ends[lateStage - 1] ?? 0);
  const early = steps.map((step, i) =>
    i < before ? { ...step, from: step.from.map((at) => (at === 3 ? 2 : at)) as [number, number, number] } : step,
  );
  return { steps: early, ends, lateStage, earlyStage: random.integer(0, stages - 1) };
}

const digest = (values: readonly UInt[]): UInt =>
  values.slice(-3).reduce((sum, value) => sum.extend(32).xor(value.extend(32).shl(5).trunc(32)), valueAt(values, 1));

/** `sum` at the end and `early` at one stage, combinational and pipelined. */
const Planned = module(
  "planned",
  ({ flow }: { plan: Plan; flow: "free" | "enable" | "stream" }) => ({
    valid: input(bool),
    go: input(bool),
    ready: output(bool),
    in0: input(uint(1)),
    in1: input(uint(9)),
    in2: input(uint(12)),
    /** The late input of the item that is in the late stage. */
    late: input(uint(6)),
    /** The late input of the item that enters, for the combinational side. */
    in3: input(uint(6)),
    moving: output(bool),
    done: output(bool),
    sum: output(uint(32)),
    direct: output(uint(32)),
    directEarly: output(uint(32)),
    ...(flow === "stream" ? {} : { early: output(uint(32)) }),
  }),
  (io, { plan, flow }) => {
    const { steps, ends, lateStage, earlyStage } = plan;
    const all: UInt[] = [io.in0, io.in1, io.in2, io.in3];
    let directEarly: UInt = constant(uint(32), 0);
    const made = (stage: number) => (stage === 0 ? 0 : (ends[stage - 1] ?? 0));
    steps.forEach((step, i) => {
      all.push(applyStep({ ...step, isNamed: false }, all, `d${i}`));
    });
    directEarly = digest(all.slice(0, 4 + made(earlyStage)).filter((_, i) => i !== 3));

    type Loose = { readonly [key: string]: UInt };
    const options = { valid: io.valid, inputs: { v0: io.in0, v1: io.in1, v2: io.in2 } as Loose };
    const started =
      flow === "stream"
        ? pipeline("path", { ...options, ready: io.go })
        : flow === "enable"
          ? pipeline("path", { ...options, enable: io.go })
          : pipeline("path", options);
    // The number of stages is data here, so that types cannot follow.
    let chain = started as unknown as LooseChain;
    ends.forEach((end, stage) => {
      const from = made(stage);
      if (stage === lateStage) chain = chain.arriving({ v3: io.late });
      if (stage === earlyStage && flow !== "stream") {
        chain = chain.leaving((values) => ({
          early: digest([0, 1, 2, ...count(4, 4 + from)].map((i) => read(values, `v${i}`))),
        }));
      }
      chain = chain.stage(`s${stage}`, (values) => {
        // Only what a step takes is read; the getters do the rest.
        const own = new Map<number, UInt>();
        const at = (i: number): UInt => own.get(i) ?? read(values, `v${i}`);
        const fresh: Record<string, UInt> = {};
        for (let i = from; i < end; i++) {
          const step = steps[i];
          if (step === undefined) throw new Error("step");
          const taken = step.from.map(at);
          const value = applyStep({ ...step, from: [0, 1, 2] }, taken, `named${i}`);
          own.set(4 + i, value);
          fresh[`v${4 + i}`] = value;
        }
        return fresh;
      });
    });
    const end = chain.end((values) => ({ sum: digest(count(0, 4 + steps.length).map((i) => read(values, `v${i}`))) }));
    expect(end.latency).toBe(ends.length);
    return {
      ready: end.ready ?? true,
      moving: end.enable,
      done: end.valid,
      direct: digest(all),
      directEarly,
      ...end.outputs,
    } as never;
  },
);

interface LooseChain {
  stage(name: string, make: (values: Record<string, UInt>) => Record<string, UInt>): LooseChain;
  arriving(values: Record<string, UInt>): LooseChain;
  leaving(make: (values: Record<string, UInt>) => Record<string, UInt>): LooseChain;
  end(make: (values: Record<string, UInt>) => Record<string, UInt>): {
    readonly latency: number;
    readonly valid: Bool;
    readonly enable: Bool;
    readonly ready?: Bool;
    readonly outputs: Record<string, UInt>;
  };
}

const count = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
function read(values: Record<string, UInt>, key: string): UInt {
  const value = values[key];
  if (value === undefined) throw new Error(key);
  return value;
}

interface Item {
  readonly valid: number;
  readonly late: number;
  readonly direct: bigint;
  readonly early: bigint;
}

/** Drives random items and checks what comes out against the combinational side, in the order and cycle that it must. */
function runPlan(seed: number, flow: "free" | "enable" | "stream"): void {
  const random = new Random(seed);
  const plan = randomPlan(random);
  const sim = openEmbedded(elaborate(Planned({ plan, flow })), { seed });
  const set = (name: string, value: number): void => {
    sim.port(name).value = value;
  };
  sim.reset();
  const latency = plan.ends.length;
  // Items by stage: the last element entered with the latest movement.
  const inside: Item[] = [];
  let offered: bigint | undefined;
  let taken = 0;
  const expected: bigint[] = [];
  for (let cycle = 0; cycle < 80; cycle++) {
    const where = `seed ${seed} ${flow}, cycle ${cycle}`;
    const late = random.integer(0, 63);
    const go = flow === "free" ? 1 : Number(random.chance(cycle < 40 ? 0.5 : 0.9));
    set("valid", Number(random.chance(0.6)));
    set("go", go);
    widths.slice(0, 3).forEach((width, i) => {
      set(`in${i}`, random.integer(0, 2 ** width - 1));
    });
    set("in3", late);
    const entering = {
      valid: sim.port("valid").value,
      late,
      direct: sim.port("direct").big,
      early: sim.port("direct_early").big,
    };
    const at = (stage: number): Item | undefined => (stage === 0 ? entering : inside.at(-stage));
    set("late", at(plan.lateStage)?.late ?? 0);
    const moving = flow === "stream" ? sim.port("moving").value : go;
    if (flow === "stream") {
      expect(sim.port("ready").value, where).toBe(moving);
      // Handshake: what is offered stays until it is taken.
      const valid = sim.port("done").value;
      const sum = sim.port("sum").big;
      if (offered !== undefined) expect([valid, sum], where).toEqual([1, offered]);
      offered = valid === 1 && go === 0 ? sum : undefined;
      if (valid === 1 && go === 1) {
        expect(sum, where).toBe(expected[taken]);
        taken++;
      }
    } else {
      const leaving = at(latency);
      expect(sim.port("done").value, where).toBe(leaving?.valid ?? 0);
      if (leaving?.valid === 1) expect(sim.port("sum").big, where).toBe(leaving.direct);
      const early = at(plan.earlyStage);
      if (early?.valid === 1) expect(sim.port("early").big, where).toBe(early.early);
    }
    if (moving === 1) {
      inside.push(entering);
      if (entering.valid === 1) expected.push(entering.direct);
    }
    sim.step();
  }
  if (flow === "stream") expect(taken, `seed ${seed}`).toBeGreaterThan(10);
}

describe("pipeline: aligned outputs equal the combinational datapath", () => {
  it("80 random datapaths in 1 to 6 stages, with bubbles, a late input and an early output", () => {
    for (let seed = 1; seed <= 80; seed++) runPlan(seed, "free");
  });

  it("40 random datapaths under a clock enable", () => {
    for (let seed = 201; seed <= 240; seed++) runPlan(seed, "enable");
  });

  it("40 random datapaths as streams: nothing lost, doubled or out of order, and offers stand still", () => {
    for (let seed = 301; seed <= 340; seed++) runPlan(seed, "stream");
  });

  it("a stream whose output is never blocked moves in every cycle", () => {
    const plan = randomPlan(new Random(7));
    const sim = openEmbedded(elaborate(Planned({ plan, flow: "stream" })), { seed: 7 });
    sim.reset();
    sim.port("valid").value = 1;
    sim.port("go").value = 1;
    for (let cycle = 0; cycle < 20; cycle++) {
      expect(sim.port("ready").value).toBe(1);
      expect(sim.port("done").value).toBe(Number(cycle >= plan.ends.length));
      sim.step();
    }
  });

  it("registers inside a stage's function are the user's own", () => {
    const M = module(
      "m",
      (_: object) => ({ a: input(uint(4)), out: output(uint(4)) }),
      ({ a }) => {
        const path = pipeline("path", { inputs: { a } })
          .stage("only", ({ a }) => {
            const { seen } = regs({ seen: uint(4) });
            seen.next = a;
            return { previous: seen };
          })
          .end(({ previous }) => ({ out: previous }));
        return path.outputs;
      },
    );
    const sim = openEmbedded(elaborate(M({})), { seed: 1 });
    const outs: number[] = [];
    for (let i = 0; i < 6; i++) {
      sim.port("a").value = i;
      outs.push(sim.port("out").value);
      sim.step();
    }
    expect(outs.slice(2)).toEqual([0, 1, 2, 3]);
  });
});

describe("pipeline: kinds of values", () => {
  const Kind = enumeration("kind", ["idle", "add", "drop"]);
  const ports = (_: { stages: number }) => ({
    kind: input(Kind),
    parts: input(array(uint(4), 3)),
    level: input(fix(3, 5)),
    kindOut: output(Kind),
    sum: output(uint(6)),
    levelOut: output(fix(4, 5)),
  });
  const sumOf = (kind: Enum<"kind", "idle" | "add" | "drop">, parts: Iterable<UInt>): UInt =>
    kind.is("add").mux(
      [...parts].reduce((sum, part) => sum.add(part).trunc(6), constant(uint(6), 0)),
      0,
    );
  const Named = module("named", ports, ({ kind, parts, level }) => {
    const path = pipeline("path", { inputs: { kind, parts, level } })
      .stage("first", ({ level }) => ({ more: level.add(level) }))
      .stage("second", ({ kind, parts }) => ({ sum: sumOf(kind, parts) }))
      .end(({ kind, sum, more }) => ({ kindOut: kind, sum, levelOut: more }));
    return path.outputs;
  });
  const Cut = module("cut", ports, ({ kind, parts, level }, { stages }) => {
    const inputs = { kind, parts, level };
    return pipelined("path", { stages, inputs }, ({ kind, parts, level }) => ({
      kindOut: kind,
      sum: sumOf(kind, parts),
      levelOut: level.add(level),
    })).outputs;
  });

  it.each<[string, AnyModule]>([
    ["named stages", Named({ stages: 2 })],
    ["two stages", Cut({ stages: 2 })],
  ])("enumerations, arrays and fixed-point numbers stay what they are: %s", (_, module) => {
    const sim = openEmbedded(elaborate(module), { seed: 3 });
    const random = new Random(3);
    const expected: [number, number, number][] = [];
    for (let cycle = 0; cycle < 50; cycle++) {
      const [kind, level] = [random.integer(0, 2), random.integer(-128, 127)];
      const parts = [0, 1, 2].map(() => random.integer(0, 15));
      sim.port("kind").value = kind;
      sim.port("level").value = level;
      parts.forEach((part, i) => {
        sim.port(`parts_${i}`).value = part;
      });
      const sum = kind === 1 ? parts.reduce((total, part) => total + part, 0) : 0;
      expected.push([kind, sum, 2 * level]);
      const found = [sim.port("kind_out").value, sim.port("sum").value, sim.port("level_out").value];
      if (cycle >= 2) expect(found).toEqual(expected[cycle - 2]);
      sim.step();
    }
    const labels = elaborate(module).top.registers.map(({ signal }) => signal.type.labels ?? []);
    expect(labels.filter((each) => each.length === 3).length).toBe(2);
  });
});

describe("pipeline: memories", () => {
  it("a stage that reads a memory keeps its items together with their words, while the stream is blocked too", () => {
    const words = Array.from({ length: 16 }, (_, i) => (i * 37 + 11) % 256);
    const M = module(
      "m",
      (_: object) => ({ enq: stream.in(uint(4)), deq: stream.out(bundle({ index: uint(4), word: uint(8) })) }),
      ({ enq, deq }) => {
        const lookup = ram("lookup", uint(8), { depth: 16, collision: "dontCare", init: words });
        const path = pipeline("path", { valid: enq.valid, ready: deq.ready, inputs: { index: enq.payload } })
          .reading("fetch", ({ index }, { enable }) => ({ word: lookup.read(index, { enable }) }))
          .stage("pass", ({ word }) => ({ passed: word }))
          .end(({ index, passed }) => ({ index, word: passed }));
        return { enq: { ready: path.ready }, deq: { valid: path.valid, payload: path.outputs } };
      },
    );
    expect(registersOf(M({}))).toEqual([
      ...["path_ready:1", "path_fetch_valid:1", "path_pass_valid:1", "index_fetch:4", "index_pass:4", "passed:8"],
      ...["path_spare_index:4", "path_spare_word:8"],
    ]);
    const sim = openEmbedded(elaborate(M({})), { seed: 5 });
    const random = new Random(5);
    sim.reset();
    const sent: number[] = [];
    const found: number[] = [];
    for (let cycle = 0; cycle < 400; cycle++) {
      sim.port("enq_valid").value = 1;
      sim.port("enq_payload").value = sent.length % 16;
      sim.port("deq_ready").value = Number(random.chance(0.5));
      if (sim.port("deq_valid").value === 1 && sim.port("deq_ready").value === 1) {
        expect(sim.port("deq_payload_word").value).toBe(words[sim.port("deq_payload_index").value]);
        found.push(sim.port("deq_payload_index").value);
      }
      if (sim.port("enq_ready").value === 1) sent.push(sent.length % 16);
      sim.step();
    }
    expect(found.length).toBeGreaterThan(150);
    expect(found).toEqual(sent.slice(0, found.length));
  });
});

describe("pipeline: Verilog", () => {
  it("passes Verilator's lint, as a stream too", async () => {
    for (const flow of ["free", "enable", "stream"] as const) {
      for (let seed = 1; seed <= 3; seed++) {
        const plan = randomPlan(new Random(seed));
        expect(await lint(elaborate(Planned({ plan, flow })))).toBe("");
      }
    }
  });

  it("a multiply-add as a stream", () => {
    const Mac = module(
      "mac",
      (_: object) => ({
        enq: stream.in(bundle({ a: uint(8), b: uint(8), c: uint(16) })),
        deq: stream.out(uint(17)),
      }),
      ({ enq, deq }) => {
        const mac = pipeline("mac", { valid: enq.valid, ready: deq.ready, inputs: enq.payload })
          .stage("multiply", ({ a, b }) => ({ product: a.mul(b) }))
          .stage("add", ({ product, c }) => ({ sum: product.add(c) }))
          .end(({ sum }) => ({ sum }));
        return { enq: { ready: mac.ready }, deq: { valid: mac.valid, payload: mac.outputs.sum } };
      },
    );
    expect(registersOf(Mac({}))).toEqual([
      ...["mac_ready:1", "mac_multiply_valid:1", "mac_add_valid:1"],
      ...["product:16", "c_multiply:16", "sum:17", "mac_spare_sum:17"],
    ]);
  });
});
