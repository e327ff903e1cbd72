import { reference } from "../expr.ts";
import type { Expr, IrType, ModuleIr, Signal } from "../ir.ts";
import type { Site } from "../site.ts";
import type { ClockedBlock, CombinationalBlock } from "./blocks.ts";
import { Hoister, type Temporary } from "./hoist.ts";
import { Localparams } from "./localparams.ts";
import { type Names, namesOf } from "./names.ts";
import { type RenderOptions, renderAlone, renderFor, renderUnsigned } from "./render.ts";
import { createSimplifier } from "./simplify.ts";
import { countUsers, statementExprs, structuralExprs, Usage } from "./usage.ts";
import { lineLimit } from "./wrap.ts";

/** What the sections of one module share while it is printed. */
export class ModuleContext {
  readonly module: ModuleIr;
  /** Name of the clock input. */
  readonly clock: string;
  readonly names: Names;
  readonly localparams: Localparams;
  readonly usage = new Usage();
  readonly temporaries: Temporary[] = [];
  readonly #simplify: (expr: Expr) => Expr;
  readonly #hoister: Hoister;
  readonly #render: RenderOptions;
  readonly #comment: (site: Site) => string;

  constructor(
    module: ModuleIr,
    blocks: readonly (ClockedBlock | CombinationalBlock)[],
    settings: { readonly clock: string; readonly comment: (site: Site) => string },
  ) {
    this.module = module;
    this.clock = settings.clock;
    this.#comment = settings.comment;
    this.names = namesOf(module, settings.clock);
    this.localparams = new Localparams(module, this.names);
    this.#render = { labelOf: this.localparams.labelOf };
    const printed = [
      ...structuralExprs(module),
      ...blocks.flatMap((block) => [
        ...("reset" in block && block.reset !== undefined ? [block.reset] : []),
        ...statementExprs(block.body),
      ]),
    ];
    const usersBefore = countUsers(printed);
    const nodes = new Map(module.nodes.map(({ signal, value }) => [signal, value]));
    this.#simplify = createSimplifier(
      (expr) => usersBefore(expr) > 1,
      (signal) => nodes.get(signal),
    );
    const users = countUsers(printed.map(this.#simplify));
    this.#hoister = new Hoister(this.names, (expr) => users(expr) > 1);
  }

  /** `prefix value;` */
  assignment(prefix: string, type: IrType, value: Expr, owner: Owner): string[] {
    const placed = this.#hoister.place(this.#simplify(value), owner.name, owner.site);
    this.usage.add(placed);
    return [this.#line(prefix, type, placed, owner.site)];
  }

  /** Like `assignment` for a named node; later uses of this very value read the node. */
  definition(prefix: string, signal: Signal, value: Expr): string[] {
    const simple = this.#simplify(value);
    const placed = this.#hoister.define(simple, signal);
    this.#hoister.bind(simple, signal);
    this.usage.add(placed);
    return [this.#line(prefix, signal.type, placed, signal.site)];
  }

  /** The text of an expression that stands alone: a condition, an index, a connection. */
  alone(expr: Expr, owner: Owner): string {
    return this.#text(this.#hoister.place(this.#simplify(expr), owner.name, owner.site));
  }

  /** Like `alone`, for the subject of a case. */
  subject(expr: Expr, owner: Owner): string {
    const placed = this.#hoister.place(this.#simplify(expr), owner.name, owner.site);
    this.usage.add(placed);
    return renderUnsigned(placed, this.#render);
  }

  /** Like `alone` while that is short; otherwise the name of a wire of its own, called after `owner`. */
  short(expr: Expr, owner: Owner, limit: number): string {
    const placed = this.#hoister.place(this.#simplify(expr), owner.name, owner.site);
    const text = renderAlone(placed, this.#render);
    return this.#text(text.length <= limit ? placed : this.#hoister.named(placed, owner.name, owner.site));
  }

  /** A reference to a signal that carries `expr`, for what is to be selected from bit by bit. */
  named(expr: Expr, owner: Owner): Expr {
    const placed = this.#hoister.place(this.#simplify(expr), owner.name, owner.site);
    return placed.op === "ref" ? placed : this.#hoister.nameAny(placed, owner.name, owner.site);
  }

  /** A condition and its opposite, for properties. What only they read counts as unused: synthesis never sees them. */
  condition(expr: Expr, owner: Owner): { holds: string; fails: string } {
    const placed = this.#hoister.place(this.#simplify(expr), owner.name, owner.site);
    const opposite = this.#simplify({ op: "not", width: 1, a: placed });
    return { holds: renderAlone(placed, this.#render), fails: renderAlone(opposite, this.#render) };
  }

  /** What `print` reads counts as unused. */
  uncounted<T>(print: () => T): T {
    return this.usage.paused(print);
  }

  /** The value of a register or memory word as its declaration gives it. */
  constant(type: IrType, value: bigint): string {
    return renderFor(type, { op: "const", width: type.width, value: BigInt.asUintN(type.width, value) }, this.#render);
  }

  /** The name of a clock, which thereby is used; absent: the module's own. */
  clockName(clock: Signal | undefined): string {
    if (clock === undefined || clock === this.module.clock) {
      this.usage.markName(this.clock);
      return this.clock;
    }
    this.usage.add(reference(clock));
    return clock.name;
  }

  simplified(expr: Expr): Expr {
    return this.#simplify(expr);
  }

  /** Declarations of the temporaries that came up since the last call. */
  declareTemporaries(): string[] {
    return this.#hoister.take().map((temporary) => {
      const { signal, value } = temporary;
      this.temporaries.push(temporary);
      this.usage.add(value);
      return this.#line(`wire ${rangeOf(signal.type)}${signal.name} =`, signal.type, value, signal.site);
    });
  }

  comment(site: Site): string {
    return this.#comment(site);
  }

  #text(placed: Expr): string {
    this.usage.add(placed);
    return renderAlone(placed, this.#render);
  }

  #line(prefix: string, type: IrType, value: Expr, site: Site): string {
    return `${prefix} ${renderFor(type, value, this.#render)};${this.#comment(site)}`;
  }
}

/** What an expression belongs to: gives temporaries their names and lines their source. */
export interface Owner {
  readonly name: string;
  readonly site: Site;
}

/** `signed [7:0] `, with the space; empty for one unsigned bit. */
export function rangeOf(type: IrType): string {
  const range = type.width === 1 ? "" : `[${type.width - 1}:0] `;
  return `${type.kind === "sint" ? "signed " : ""}${range}`;
}

export function indent(lines: readonly string[], levels = 1): string[] {
  return lines.map((line) => (line === "" || line.startsWith("`") ? line : `${"  ".repeat(levels)}${line}`));
}

/** `head` with its statements: on one line when there is but one, short and simple; else in begin … end. */
export function block(head: string, body: readonly string[]): string[] {
  const [only] = body;
  if (
    only !== undefined &&
    body.length === 1 &&
    head.length + only.length < lineLimit - 8 &&
    !/^(if|case)\b/.test(only)
  ) {
    return [`${head} ${only}`];
  }
  return [`${head} begin`, ...indent(body), "end"];
}
