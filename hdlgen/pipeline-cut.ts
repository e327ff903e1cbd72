/** Takes an expression graph apart into stages, with a register for every bit that is needed in a later one. */
import type { ModuleBuilder } from "./builder.ts";
import { fail } from "./errors.ts";
import * as ir from "./expr.ts";
import { operands, reference } from "./expr.ts";
import type { Expr, IrType, Signal } from "./ir.ts";
import type { PipelineRegisters } from "./pipeline-registers.ts";
import { type Schedule, schedule } from "./pipeline-schedule.ts";
import { forEachBase, forEachPart, isBase, type Span, whole } from "./pipeline-wiring.ts";
import type { Site } from "./site.ts";
import { Bool, type Leaf, SInt, UInt } from "./values.ts";
import { withOperands } from "./verilog/expr.ts";

/** An output: its name, and what it shows. */
export interface Root {
  readonly name: string;
  readonly leaf: Leaf;
}

export interface CutRequest {
  readonly builder: ModuleBuilder;
  readonly place: string;
  readonly site: Site;
  readonly stages: number;
  /** What stands for the inputs inside, and the inputs. */
  readonly given: ReadonlyMap<Signal, Leaf>;
  readonly nodes: readonly { readonly signal: Signal; readonly value: Expr }[];
  readonly roots: readonly Root[];
  readonly registers: PipelineRegisters;
}

/** What registers of an expression are called, and what they hold. */
interface Title {
  readonly name: string;
  readonly leaf: Leaf;
  /** It is one of several unnamed parts of what has that name; the parts that become registers are numbered. */
  readonly parts?: { made: number };
}

export class Cut {
  readonly period: number;
  readonly #request: CutRequest;
  readonly #canonical = new Map<Expr, Expr>();
  readonly #interned = new Map<string, Expr>();
  readonly #ids = new Map<Expr, number>();
  readonly #definition = new Map<Signal, Expr>();
  /** Names that the user gave to an expression, first one first. */
  readonly #nodesOf = new Map<Expr, Signal[]>();
  readonly #titles = new Map<Expr, Title>();
  readonly #partNumbers = new Map<Expr, number>();
  readonly #schedule: Schedule;
  /** Bits of an operator or input that are needed behind each boundary after it. */
  readonly #spans = new Map<Expr, Span[]>();
  readonly #standing = new Map<Expr, Expr[]>();
  readonly #here = new Map<Expr, Expr>();
  readonly #placedNodes = new Map<Signal, Expr>();
  readonly #roots: readonly Expr[];

  constructor(request: CutRequest) {
    this.#request = request;
    const { nodes, roots, stages } = request;
    const definitions = nodes.map(({ signal, value }) => {
      const expr = this.#canon(value);
      this.#definition.set(signal, expr);
      this.#nodesOf.set(expr, [...(this.#nodesOf.get(expr) ?? []), signal]);
      return expr;
    });
    this.#roots = roots.map(({ leaf }) => this.#canon(leaf.expr));
    this.#schedule = schedule(this.#roots, definitions, Math.max(1, stages));
    this.period = this.#schedule.period;
    definitions.forEach((expr, i) => {
      const signal = nodes[i]?.signal;
      if (signal !== undefined) this.#own(expr, { name: signal.name, leaf: leafOfType(signal.type, expr) });
    });
    const taken = new Set(nodes.map(({ signal }) => signal.name));
    this.#roots.forEach((expr, i) => {
      const root = roots[i];
      if (root === undefined) return;
      const behind = this.#behind(expr);
      const name = taken.has(root.name) ? `${root.name}_out` : root.name;
      this.#own(behind, { name, leaf: behind === expr ? root.leaf : new UInt(behind) });
    });
    for (const expr of this.#ids.keys()) {
      if (isBase(expr)) for (const operand of operands(expr)) this.#need(operand, this.#stageOf(expr));
    }
    for (const expr of this.#roots) this.#need(expr, stages + 1);
    for (const expr of definitions) if (!isBase(expr)) this.#need(expr, this.#stageOf(expr));
    for (const { signal } of nodes) this.#node(signal);
  }

  /** Output `index` behind the last stage. */
  output(index: number): Expr {
    const expr = this.#roots[index];
    if (expr === undefined) throw new Error(`output ${index}`);
    return this.#bits(expr, whole(expr), this.#request.stages + 1);
  }

  /** The same expression for equal ones, with the names inside replaced by what they stand for. */
  #canon(expr: Expr): Expr {
    const known = this.#canonical.get(expr);
    if (known !== undefined) return known;
    if (expr.op === "ref") {
      const { signal } = expr;
      const stands = this.#definition.get(signal);
      if (stands === undefined && !this.#request.given.has(signal)) {
        const { place } = this.#request;
        fail("HDL163", place, `${signal.name} is not among the inputs`, "give it to `inputs`, so that it is delayed");
      }
      if (stands !== undefined) {
        this.#canonical.set(expr, stands);
        return stands;
      }
    }
    const inner = withOperands(
      expr,
      operands(expr).map((operand) => this.#canon(operand)),
    );
    const key = this.#key(inner);
    const interned = this.#interned.get(key) ?? inner;
    if (!this.#ids.has(interned)) this.#ids.set(interned, this.#ids.size);
    this.#interned.set(key, interned);
    this.#canonical.set(expr, interned);
    return interned;
  }

  #key(expr: Expr): string {
    const parts = operands(expr).map((operand) => this.#ids.get(operand));
    if (expr.op === "const") return `${expr.width}'${expr.value}`;
    if (expr.op === "ref") return expr.signal.name;
    const low = "low" in expr ? expr.low : "";
    const signed = "signed" in expr ? expr.signed : "";
    return `${expr.op} ${expr.width} ${low} ${signed} ${parts.join(" ")}`;
  }

  #stageOf(expr: Expr): number {
    return this.#request.stages === 0 ? 1 : this.#schedule.stageOf(expr);
  }

  /** Says what registers of an expression, and of what it is made of, are called. */
  #own(root: Expr, title: Title): void {
    const parts = { made: 0 };
    const visit = (expr: Expr): void => {
      if (this.#titles.has(expr) || (expr !== root && this.#nodesOf.has(expr))) return;
      if (expr.op === "ref") {
        const leaf = this.#request.given.get(expr.signal);
        if (leaf !== undefined) this.#titles.set(expr, { name: expr.signal.name, leaf });
        return;
      }
      if (expr === root) this.#titles.set(expr, title);
      else if (isBase(expr)) this.#titles.set(expr, { name: title.name, leaf: new UInt(expr), parts });
      for (const operand of operands(expr)) visit(operand);
    };
    visit(root);
  }

  /** The operator behind an output that only selects or widens its bits: it can have the output's name. */
  #behind(output: Expr): Expr {
    const bases = new Set<Expr>();
    forEachBase(output, whole(output), (base) => bases.add(base));
    const [only] = bases;
    return only === undefined || bases.size > 1 || only.op === "ref" || this.#nodesOf.has(only) ? output : only;
  }

  /** Notes that bits of `expr` are read in `stage`. */
  #need(expr: Expr, stage: number): void {
    forEachBase(expr, whole(expr), (base, span) => {
      const spans = this.#spans.get(base) ?? [];
      this.#spans.set(base, spans);
      for (let i = 0; i < stage - this.#stageOf(base); i++) {
        const known = spans[i] ?? span;
        spans[i] = { low: Math.min(known.low, span.low), high: Math.max(known.high, span.high) };
      }
    });
  }

  /** Bits of `expr` as an expression of `stage`. */
  #bits(expr: Expr, span: Span, stage: number): Expr {
    const width = span.high - span.low;
    if (isBase(expr)) {
      const later = stage - this.#stageOf(expr);
      if (later === 0) return ir.slice(this.#computed(expr), span.low, width);
      const low = this.#spans.get(expr)?.[later - 1]?.low ?? 0;
      return ir.slice(this.#delayed(expr, later), span.low - low, width);
    }
    const [name] = this.#nodesOf.get(expr) ?? [];
    if (name !== undefined && this.#stageOf(expr) === stage) return ir.slice(this.#node(name), span.low, width);
    return this.#wiring(expr, span, stage);
  }

  #wiring(expr: Expr, span: Span, stage: number): Expr {
    const width = span.high - span.low;
    if (expr.op === "const") return ir.slice(expr, span.low, width);
    if (expr.op === "not") return ir.not(this.#bits(expr.a, span, stage));
    const parts: Expr[] = [];
    let end = 0;
    forEachPart(expr, span, (part, inner) => {
      parts.unshift(this.#bits(part, inner, stage));
      end += inner.high - inner.low;
    });
    if (parts.length === 0) return ir.constant(0n, width);
    const bits = ir.cat(parts);
    return end === width ? bits : ir.extend(bits, width, expr.op === "extend" && expr.signed);
  }

  /** An operator or input where it is made. */
  #computed(expr: Expr): Expr {
    const [name] = this.#nodesOf.get(expr) ?? [];
    return name === undefined ? this.#operator(expr) : this.#node(name);
  }

  #operator(expr: Expr): Expr {
    const known = this.#here.get(expr);
    if (known !== undefined) return known;
    const made =
      expr.op === "ref"
        ? (this.#request.given.get(expr.signal)?.expr ?? expr)
        : withOperands(
            expr,
            operands(expr).map((operand) => this.#bits(operand, whole(operand), this.#stageOf(expr))),
          );
    this.#here.set(expr, made);
    return made;
  }

  /** A register of `expr`, `later` stages after the one that makes it. */
  #delayed(expr: Expr, later: number): Expr {
    const standing = this.#standing.get(expr) ?? [];
    this.#standing.set(expr, standing);
    const known = standing[later];
    if (known !== undefined) return known;
    const span = this.#spans.get(expr)?.[later - 1];
    const title = this.#titles.get(expr);
    if (span === undefined || title === undefined) throw new Error("a register that nobody needs");
    const before = later === 1 ? this.#computed(expr) : this.#delayed(expr, later - 1);
    const low = later === 1 ? 0 : (this.#spans.get(expr)?.[later - 2]?.low ?? 0);
    const width = span.high - span.low;
    const bits = ir.slice(before, span.low - low, width);
    const boundary = this.#stageOf(expr) + later - 1;
    const register = this.#request.registers.add({
      name: this.#registerName(expr, title, boundary),
      boundary,
      value: width === expr.width ? title.leaf.over(bits) : new UInt(bits),
      site: this.#request.site,
    });
    standing[later] = register;
    return register;
  }

  #registerName(expr: Expr, { name, parts }: Title, boundary: number): string {
    if (parts === undefined) return `${name}_${boundary}`;
    const number = this.#partNumbers.get(expr) ?? ++parts.made;
    this.#partNumbers.set(expr, number);
    return `${name}_part${number}_${boundary}`;
  }

  /** Places a name that the user gave in the stage that computes its value. */
  #node(signal: Signal): Expr {
    const known = this.#placedNodes.get(signal);
    if (known !== undefined) return known;
    const expr = this.#definition.get(signal);
    if (expr === undefined) throw new Error(`node ${signal.name}`);
    const [first] = this.#nodesOf.get(expr) ?? [];
    const value =
      first !== undefined && first !== signal
        ? this.#node(first)
        : isBase(expr)
          ? this.#operator(expr)
          : this.#wiring(expr, whole(expr), this.#stageOf(expr));
    const { builder } = this.#request;
    const placed = builder.signal(signal.name, signal.type, "node", signal.site);
    builder.nodes.push({ signal: placed, value });
    this.#placedNodes.set(signal, reference(placed));
    return reference(placed);
  }
}

/** A register of a node shows the node's bits; labels and binary points stay with the node itself. */
function leafOfType({ kind }: IrType, expr: Expr): Leaf {
  return kind === "bool" ? new Bool(expr) : kind === "sint" ? new SInt(expr) : new UInt(expr);
}
