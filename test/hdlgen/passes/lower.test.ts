import { describe, expect, it } from "vitest";
import type { Expr, ModuleIr, Register, Signal, Statement } from "../../../hdlgen/ir.ts";
import { lowerBody, type PathStep } from "../../../hdlgen/passes/lower.ts";

const site = { location: "/lower.ts:1:1" };

const signal = (name: string, width: number, role: Signal["role"]): Signal => ({
  name,
  type: { kind: "uint", width },
  role,
  site,
});
const ref = (of: Signal): Expr => ({ op: "ref", width: of.type.width, signal: of });
const constant = (width: number, value: number): Expr => ({ op: "const", width, value: BigInt(value) });
const assign = (target: Signal, value: number): Statement => ({
  kind: "assign",
  target,
  value: constant(target.type.width, value),
  site,
});
function choose(cond: Signal, whenTrue: readonly Statement[], whenFalse: readonly Statement[] = []): Statement {
  // biome-ignore lint/suspicious/noThenProperty: the IR's name for it
  return { kind: "if", cond: ref(cond), then: whenTrue, else: whenFalse, site };
}
function select(subject: Signal, cases: Readonly<Record<number, readonly Statement[]>>): Statement {
  const entries = Object.entries(cases).map(([value, body]) => ({ value: BigInt(value), label: `case${value}`, body }));
  return { kind: "switch", subject: ref(subject), cases: entries, site };
}

const [a, b] = [signal("a", 1, "input"), signal("b", 1, "input")];
const state = signal("state", 2, "input");
const r = signal("r", 4, "register");
const w = signal("w", 4, "wire");

function lower(body: readonly Statement[], register: Register = { signal: r }) {
  const module: ModuleIr = {
    name: "m",
    baseName: "m",
    parameters: "",
    ports: [],
    clocked: true,
    nodes: [],
    wires: [w],
    registers: [register],
    memories: [],
    instances: [],
    body,
    outputs: [],
    properties: [],
    site,
  };
  const { registers, wires } = lowerBody(module);
  const wire = wires.get(w);
  return { next: text(registers.get(r)), wire: text(wire?.value), undriven: wire?.undriven?.map(stepText) };
}

function text(expr: Expr | undefined): string | undefined {
  switch (expr?.op) {
    case undefined:
      return undefined;
    case "const":
      return String(expr.value);
    case "ref":
      return expr.signal.name;
    case "eq":
      return `${text(expr.a)}==${text(expr.b)}`;
    case "mux":
      return `(${text(expr.cond)} ? ${text(expr.whenTrue)} : ${text(expr.whenFalse)})`;
    default:
      throw new Error(`no text for ${expr?.op}`);
  }
}

const stepText = (step: PathStep) =>
  step.kind === "if" ? `${text(step.cond)} ${step.branch}` : `${text(step.subject)} ${step.label ?? "none"}`;

describe("lowering", () => {
  it("a register that no statement reaches keeps its value", () => {
    expect(lower([]).next).toBe("r");
    expect(lower([choose(a, [assign(r, 1)])]).next).toBe("(a ? 1 : r)");
  });

  it("the last assignment that is reached wins", () => {
    expect(lower([assign(r, 1), assign(r, 2)]).next).toBe("2");
    expect(lower([assign(r, 1), choose(a, [assign(r, 2)])]).next).toBe("(a ? 2 : 1)");
    expect(lower([choose(a, [assign(r, 2)]), assign(r, 1)]).next).toBe("1");
    expect(lower([choose(a, [assign(r, 1), choose(b, [assign(r, 2)])], [assign(r, 3)])]).next).toBe(
      "(a ? (b ? 2 : 1) : 3)",
    );
  });

  it("reset wins over every assignment, and is cut to the register's width", () => {
    const reset = { value: -1n, when: ref(b) };
    expect(lower([assign(r, 1)], { signal: r, reset }).next).toBe("(b ? 15 : 1)");
    expect(lower([], { signal: r, reset }).next).toBe("(b ? 15 : r)");
  });

  it("a switch runs its one case; a value without a case runs none", () => {
    expect(lower([select(state, { 0: [assign(r, 1)], 2: [assign(r, 3)] })]).next).toBe(
      "(state==0 ? 1 : (state==2 ? 3 : r))",
    );
  });

  it("a switch over all values takes the last case without a comparison", () => {
    const all = select(a, { 0: [assign(r, 1)], 1: [assign(r, 2)] });
    expect(lower([all]).next).toBe("(a==0 ? 1 : 2)");
  });

  it("cases that leave the target alone keep what was assigned before", () => {
    expect(lower([assign(r, 7), select(state, { 0: [], 1: [assign(r, 1)] })]).next).toBe(
      "(state==0 ? 7 : (state==1 ? 1 : 7))",
    );
  });

  it("a wire that is driven on every path is not reported", () => {
    expect(lower([choose(a, [assign(w, 1)], [assign(w, 2)])])).toMatchObject({
      wire: "(a ? 1 : 2)",
      undriven: undefined,
    });
    expect(lower([assign(w, 0), choose(a, [assign(w, 1)])]).undriven).toBeUndefined();
    expect(lower([select(a, { 0: [assign(w, 1)], 1: [assign(w, 2)] })]).undriven).toBeUndefined();
  });

  it("a wire that is not driven is reported with the path that leaves it so", () => {
    expect(lower([])).toMatchObject({ wire: undefined, undriven: [] });
    expect(lower([choose(a, [assign(w, 1)])])).toMatchObject({ wire: "1", undriven: ["a else"] });
    expect(lower([choose(a, [choose(b, [assign(w, 1)])], [assign(w, 2)])]).undriven).toEqual(["a then", "b else"]);
    expect(lower([choose(a, [assign(w, 1)]), choose(b, [assign(w, 2)])]).undriven).toEqual(["b else", "a else"]);
    expect(lower([select(state, { 0: [assign(w, 1)], 1: [], 2: [assign(w, 1)] })]).undriven).toEqual(["state case1"]);
    expect(lower([select(state, { 0: [assign(w, 1)] })]).undriven).toEqual(["state none"]);
    const deepBeforeShallow = choose(a, [choose(b, [assign(w, 1)])]);
    expect(lower([deepBeforeShallow]).undriven).toEqual(["a else"]);
  });

  it("an assignment to what is neither register nor wire of the module is a defect", () => {
    expect(() => lower([assign(signal("x", 4, "node"), 1)])).toThrow(
      "m.x is assigned but is neither a register nor a wire of its module",
    );
  });
});
