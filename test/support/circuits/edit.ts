/** Edits of a design, as if its source had been changed in one place and elaborated again. */
import type { Design, Expr } from "../../../hdlgen/ir.ts";
import type { Random } from "../random.ts";

/** A copy in which no object is one of the original; sites, which are no part of a circuit, are shared. */
export function copyOf(design: Design): Design {
  return copy(design, new Map()) as Design;
}

function copy(value: unknown, known: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const before = known.get(value);
  if (before !== undefined) return before;
  const made: object = Array.isArray(value) ? [] : {};
  known.set(value, made);
  for (const [key, part] of Object.entries(value)) Reflect.set(made, key, key === "site" ? part : copy(part, known));
  return made;
}

/** The copy with one operator or constant of one module changed; absent where the design has none to change. */
export function edited(design: Design, random: Random): Design | undefined {
  const result = copyOf(design);
  const candidates = result.modules.flatMap((module) => expressionsIn({ ...module, instances: [] }).filter(isEditable));
  const chosen = candidates[random.integer(0, candidates.length - 1)];
  if (chosen === undefined) return undefined;
  if (chosen.op === "const") Reflect.set(chosen, "value", BigInt.asUintN(chosen.width, chosen.value + 1n));
  else Reflect.set(chosen, "op", chosen.op === "add" ? "sub" : chosen.op === "and" ? "or" : "and");
  return result;
}

/** The copy in which a constant of the module, the same one each time, is `value`. */
export function withConstant(design: Design, moduleName: string, value: number): Design {
  const result = copyOf(design);
  const module = result.modules.find(({ name }) => name === moduleName);
  const shallow = { ...module, instances: module?.instances.map(({ inputs }) => inputs) };
  const constant = expressionsIn(shallow).find(({ op, width }) => op === "const" && width >= 8);
  if (constant === undefined) throw new Error(`${moduleName} has no constant of 8 bits or more`);
  Reflect.set(constant, "value", BigInt.asUintN(constant.width, BigInt(value)));
  return result;
}

function expressionsIn(root: unknown): Expr[] {
  const found: Expr[] = [];
  const seen = new Set<object>();
  const stack = [root];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (typeof at !== "object" || at === null || seen.has(at)) continue;
    seen.add(at);
    if ("op" in at) found.push(at as Expr);
    for (const [key, part] of Object.entries(at)) if (key !== "site" && part !== undefined) stack.push(part);
  }
  return found;
}

const isEditable = ({ op }: Expr): boolean => ["const", "add", "and", "or", "xor"].includes(op);
