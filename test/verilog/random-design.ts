/** Random designs that use every operator of the IR at the widths where Verilog and C++ change their ways. */
import type { Design, Expr, IrType, ModuleIr, Signal, Statement } from "../../hdlgen/ir.ts";
import type { Random } from "../support/random.ts";
import * as ir from "./small-design.ts";

export const widths = [1, 2, 8, 32, 33, 64] as const;

/** Every operator at every width, one output each: nothing left to chance. */
export function everyOperator(): Design {
  const inputs: Signal[] = [];
  const outputs: Record<string, Expr> = {};
  for (const width of widths) {
    for (const type of [ir.uint(width), ir.sint(width)]) {
      const kind = type.kind === "sint" ? "s" : "u";
      const [a, b, c] = ["a", "b", "c"].map((name) => ir.signal(`${kind}${width}_${name}`, type, "input"));
      if (a === undefined || b === undefined || c === undefined) throw new Error("three operands");
      inputs.push(a, b, c);
      const [x, y, z] = [ir.ref(a), ir.ref(b), ir.ref(c)];
      const signed = kind === "s";
      const put = (name: string, value: Expr) => {
        outputs[`${kind}${width}_${name}`] = value;
      };
      for (const op of ["add", "sub", "mul", "and", "or", "xor"] as const) put(op, ir.binary(op, x, y));
      put("nested_sub", ir.binary("sub", x, ir.binary("sub", y, z)));
      put("not", ir.not(x));
      put("eq", ir.eq(x, y));
      put("ne", { op: "ne", width: 1, a: x, b: y });
      put("eq_const", ir.eq(x, ir.constant(1, width)));
      for (const compareSigned of [true, false]) {
        const name = compareSigned ? "signed" : "unsigned";
        put(`lt_${name}`, ir.lt(x, y, compareSigned));
        put(`le_${name}`, ir.le(x, y, compareSigned));
        put(`ge_${name}`, ir.not(ir.lt(x, y, compareSigned)));
        put(`lt_const_${name}`, ir.lt(x, ir.constant(1, width), compareSigned));
        put(`gt_const_${name}`, ir.lt(ir.constant(-1, width), x, compareSigned));
      }
      for (const op of ["reduceAnd", "reduceOr", "reduceXor"] as const) put(op.toLowerCase(), { op, width: 1, a: x });
      for (const op of ["shl", "shr", "asr"] as const) {
        put(op, ir.shift(op, x, y));
        put(`${op}_const`, ir.shift(op, x, ir.constant(1, 1)));
        put(`${op}_far`, ir.shift(op, x, ir.constant(width, 7)));
        // Beside an unsigned neighbour `>>>` must stay arithmetic.
        put(`${op}_plus`, ir.binary("add", ir.shift(op, x, y), ir.cat(z)));
      }
      put("mux", ir.mux(ir.slice(z, 0, 0), x, ir.shift("asr", y, z)));
      put("top_bit", ir.slice(ir.binary("add", x, y), width - 1, width - 1));
      put("cat", width <= 32 ? ir.cat(x, y) : ir.cat(ir.slice(x, 30, 0), ir.slice(y, width - 1, width - 33)));
      if (width < 64) {
        put("widened", ir.extend(ir.binary("xor", x, y), 64, signed));
        put("exact_sum", ir.binary("add", ir.extend(x, width + 1, signed), ir.extend(y, width + 1, signed)));
        put(
          "product",
          ir.binary(
            "mul",
            ir.extend(x, Math.min(64, 2 * width), signed),
            ir.extend(y, Math.min(64, 2 * width), signed),
          ),
        );
      }
    }
  }
  return ir.designOf(ir.combinational("every_operator", inputs, outputs));
}

interface Pool {
  readonly leaves: readonly Signal[];
  readonly shared: Expr[];
  readonly random: Random;
}

/** A random expression of `width` bits; some operands are values that were made before, so that there is sharing. */
export function randomExpr(pool: Pool, width: number, depth: number): Expr {
  const { random } = pool;
  const reuse = pool.shared.filter((expr) => expr.width === width);
  if (reuse.length > 0 && random.chance(0.25)) return random.pick(reuse);
  const expr = depth <= 0 ? leaf(pool, width) : compound(pool, width, depth - 1);
  if (random.chance(0.4)) pool.shared.push(expr);
  return expr;
}

function leaf({ leaves, random }: Pool, width: number): Expr {
  const exact = leaves.filter((signal) => signal.type.width === width);
  const wider = leaves.filter((signal) => signal.type.width > width);
  const narrower = leaves.filter((signal) => signal.type.width < width);
  const choices: (() => Expr)[] = [() => ir.constant(randomBits(random, width), width)];
  if (exact.length > 0) choices.push(...Array.from({ length: 4 }, () => () => ir.ref(random.pick(exact))));
  if (wider.length > 0) {
    choices.push(() => {
      const signal = random.pick(wider);
      const low = random.integer(0, signal.type.width - width);
      return ir.slice(ir.ref(signal), low + width - 1, low);
    });
  }
  if (narrower.length > 0) choices.push(() => ir.extend(ir.ref(random.pick(narrower)), width, random.chance(0.5)));
  return random.pick(choices)();
}

function compound(pool: Pool, width: number, depth: number): Expr {
  const { random } = pool;
  const other = () => random.pick(widths);
  const make = (bits: number) => randomExpr(pool, bits, depth);
  const choices: (() => Expr)[] = [
    ...(["add", "sub", "mul", "and", "or", "xor"] as const).map((op) => () => ir.binary(op, make(width), make(width))),
    () => ir.not(make(width)),
    ...(["shl", "shr", "asr"] as const).map((op) => () => ir.shift(op, make(width), make(other()))),
    () => ir.shift("asr", make(width), make(2)),
    () => ir.mux(make(1), make(width), make(width)),
  ];
  if (width === 1) {
    choices.push(
      () => withTwo(make, other(), (a, b) => ir.eq(a, b)),
      () => withTwo(make, other(), (a, b) => ({ op: "ne", width: 1, a, b })),
      () => withTwo(make, other(), (a, b) => ir.lt(a, b, random.chance(0.5))),
      () => withTwo(make, other(), (a, b) => ir.le(a, b, random.chance(0.5))),
      () => ({ op: random.pick(["reduceAnd", "reduceOr", "reduceXor"] as const), width: 1, a: make(other()) }),
    );
  }
  if (width < 64) {
    choices.push(() => {
      const from = random.integer(width, 64);
      const low = random.integer(0, from - width);
      return ir.slice(make(from), low + width - 1, low);
    });
  }
  if (width > 1) {
    choices.push(
      () => ir.extend(make(random.integer(1, width)), width, random.chance(0.5)),
      () => {
        const low = random.integer(1, width - 1);
        return ir.cat(make(width - low), make(low));
      },
    );
  }
  return random.pick(choices)();
}

function withTwo(make: (width: number) => Expr, width: number, join: (a: Expr, b: Expr) => Expr): Expr {
  return join(make(width), make(width));
}

export function randomBits(random: Random, width: number): bigint {
  const bits = (BigInt(random.next()) << 32n) | BigInt(random.next());
  return random.chance(0.2) ? BigInt.asUintN(width, random.pick([0n, 1n, -1n])) : BigInt.asUintN(width, bits);
}

function randomType(random: Random, width: number): IrType {
  return width > 1 && random.chance(0.4) ? ir.sint(width) : ir.uint(width);
}

/** A clocked module: nodes, wires, registers with and without reset, `if` and `switch`, and one memory read-first. */
export function randomDesign(random: Random, name = "random_design"): Design {
  const reset = ir.signal("rst", ir.bool, "reset");
  const inputs = widths.flatMap((width) => [
    ir.signal(`in_${width}`, ir.uint(width), "input"),
    ir.signal(`sin_${width}`, ir.sint(width), "input"),
  ]);
  const registers = Array.from({ length: random.integer(2, 6) }, (_, i) =>
    ir.signal(`r${i}`, randomType(random, random.pick(widths)), "register"),
  );
  const data = ir.signal("memory_q", ir.uint(8), "memoryRead");
  const leaves: Signal[] = [...inputs, ...registers, data];
  const pool: Pool = { leaves, shared: [], random };
  const nodes = Array.from({ length: random.integer(1, 5) }, (_, i) => {
    const type = randomType(random, random.pick(widths));
    const node = { signal: ir.signal(`n${i}`, type), value: randomExpr(pool, type.width, 3) };
    leaves.push(node.signal);
    return node;
  });
  const wires = Array.from({ length: random.integer(1, 3) }, (_, i) =>
    ir.signal(`w${i}`, randomType(random, random.pick(widths)), "wire"),
  );
  const assign = (target: Signal, depth: number): Statement => ({
    kind: "assign",
    target,
    value: randomExpr(pool, target.type.width, depth),
    site: ir.site,
  });
  const body: Statement[] = [];
  // A wire is seen by what comes after it only, so that no loop can arise.
  for (const wire of wires) {
    body.push(assign(wire, 2));
    if (random.chance(0.7)) body.push(randomIf(pool, () => assign(wire, 2), random));
    leaves.push(wire);
  }
  for (const register of registers) {
    if (random.chance(0.5)) body.push(assign(register, 2));
    body.push(randomIf(pool, () => assign(random.pick([register, ...registers]), 2), random));
    if (random.chance(0.4)) body.push(randomSwitch(pool, () => assign(register, 1), random));
  }
  const outputs = widths.map((width) => ({
    signal: ir.signal(`out_${width}`, randomType(random, width), "output"),
    value: randomExpr(pool, width, 3),
  }));
  const shown = registers.map((register, i) => ({
    signal: ir.signal(`show_${i}`, register.type, "output"),
    value: ir.ref(register),
  }));
  const readEnable = inputs.find((input) => input.type.width === 1) ?? reset;
  const top: ModuleIr = ir.moduleOf(name, {
    clocked: true,
    reset,
    ports: [
      ...inputs.map((signal) => ({ direction: "input" as const, signal })),
      ...[...outputs, ...shown].map(({ signal }) => ({ direction: "output" as const, signal })),
    ],
    nodes,
    wires,
    registers: registers.map((signal, i) => ({
      signal,
      ...(i === 0 || random.chance(0.6)
        ? { reset: { value: randomBits(random, signal.type.width), when: ir.ref(reset) } }
        : { powerUp: randomBits(random, signal.type.width) }),
    })),
    memories: [
      {
        name: "memory",
        type: ir.uint(8),
        depth: 4,
        collision: random.pick(["readFirst", "writeFirst"] as const),
        init: [1n, 2n, 3n, 255n],
        reads: [{ address: randomExpr(pool, 2, 1), enable: ir.ref(readEnable), data, site: ir.site }],
        writes: [
          {
            address: randomExpr(pool, 2, 1),
            data: randomExpr(pool, 8, 2),
            enable: randomExpr(pool, 1, 1),
            ...(random.chance(0.5) ? { mask: randomExpr(pool, 8, 1) } : {}),
            site: ir.site,
          },
        ],
        site: ir.site,
      },
    ],
    body,
    outputs: [...outputs, ...shown],
  });
  return ir.designOf(top);
}

function randomIf(pool: Pool, assign: () => Statement, random: Random): Statement {
  const branch = (): Statement[] => {
    const statements = [assign()];
    if (random.chance(0.3)) statements.push(randomIf(pool, assign, random));
    return statements;
  };
  const otherwise = random.chance(0.5) ? branch() : [];
  // biome-ignore lint/suspicious/noThenProperty: the IR's name for it
  return { kind: "if", cond: randomExpr(pool, 1, 2), then: branch(), else: otherwise, site: ir.site };
}

function randomSwitch(pool: Pool, assign: () => Statement, random: Random): Statement {
  const values = [0n, 1n, 2n, 3n].filter(() => random.chance(0.7));
  const cases = values.map((value) => ({ value, label: `${value}`, body: [assign()] }));
  return { kind: "switch", subject: randomExpr(pool, 2, 1), cases, site: ir.site };
}

/** Random modules side by side below one top with common inputs: one compilation for all of them. */
export function randomFamily(random: Random, size: number): Design {
  const children = Array.from({ length: size }, (_, i) => randomDesign(random, `member_${i}`).top);
  const [first] = children;
  if (first?.reset === undefined) throw new Error("a family has members, and they have a reset");
  const { reset } = first;
  const inputs = first.ports.filter((port) => port.direction === "input").map((port) => port.signal);
  const instances = children.map((module, i) => ({
    name: `m${i}`,
    module,
    inputs: inputs.map((signal) => ({ port: signal.name, value: ir.ref(signal) })),
    outputs: module.outputs.map(({ signal }) => ({
      port: signal.name,
      signal: ir.signal(`m${i}_${signal.name}`, signal.type, "instanceOutput"),
    })),
    reset: ir.ref(reset),
    site: ir.site,
  }));
  const outputs = instances.flatMap(({ outputs: wires }) =>
    wires.map(({ signal }) => ({
      signal: ir.signal(`${signal.name}_out`, signal.type, "output"),
      value: ir.ref(signal),
    })),
  );
  const top = ir.moduleOf("family", {
    clocked: true,
    reset,
    ports: [
      ...inputs.map((signal) => ({ direction: "input" as const, signal })),
      ...outputs.map(({ signal }) => ({ direction: "output" as const, signal })),
    ],
    instances,
    outputs,
  });
  return ir.designOf(...children, top);
}
