/** Moves operators to later stages where their operands take fewer registers than their results. */
import { operands } from "./expr.ts";
import type { Expr } from "./ir.ts";
import { tolerance } from "./pipeline-delay.ts";
import { forEachBase, isBase, type Span, whole } from "./pipeline-wiring.ts";

export interface SinkRequest {
  /** Operands before what uses them. */
  readonly order: readonly Expr[];
  readonly delays: ReadonlyMap<Expr, number>;
  readonly outputs: readonly Expr[];
  readonly stages: number;
  readonly period: number;
  /** The stages to start from. */
  readonly early: ReadonlyMap<Expr, number>;
}

/** A reader of some bits; without `by` it stands behind the last stage. */
interface Use {
  readonly by?: Expr;
  readonly span: Span;
}

const passes = 4;

/** The stage of every expression, with fewer register bits than `early` needs and no longer period. */
export function sink(request: SinkRequest): ReadonlyMap<Expr, number> {
  const { order, stages } = request;
  const stageOf = new Map(request.early);
  const uses = usesOf(request);
  const useStage = ({ by }: Use): number => (by === undefined ? stages + 1 : (stageOf.get(by) ?? 1));
  /** Register bits behind one operator or input. */
  const cost = (base: Expr): number => {
    const from = stageOf.get(base) ?? 1;
    let bits = 0;
    const readers = (uses.get(base) ?? []).map((use) => ({ span: use.span, stage: useStage(use) }));
    const to = readers.reduce((most, { stage }) => Math.max(most, stage), from);
    for (let boundary = from; boundary < to; boundary++) {
      const beyond = readers.filter(({ stage }) => stage > boundary);
      const high = beyond.reduce((most, { span }) => Math.max(most, span.high), 0);
      bits += high - beyond.reduce((least, { span }) => Math.min(least, span.low), high);
    }
    return bits;
  };
  const movable = order.filter((expr) => isBase(expr) && expr.op !== "ref").toReversed();
  for (let pass = 0, moved = true; pass < passes && moved; pass++) {
    moved = false;
    for (const expr of movable) {
      const readers = uses.get(expr) ?? [];
      const from = stageOf.get(expr) ?? 1;
      const to = readers.reduce((least, use) => Math.min(least, useStage(use)), readers.length === 0 ? from : stages);
      const touched = [expr, ...basesOf(expr)];
      const costHere = (): number => touched.reduce((sum, base) => sum + cost(base), 0);
      let best = { stage: from, bits: costHere() };
      for (let stage = from + 1; stage <= to; stage++) {
        stageOf.set(expr, stage);
        const bits = costHere();
        if (bits < best.bits && meetsPeriod(request, stageOf)) best = { stage, bits };
      }
      stageOf.set(expr, best.stage);
      moved ||= best.stage !== from;
    }
  }
  return withWiring(order, stageOf);
}

function basesOf(expr: Expr): Set<Expr> {
  const bases = new Set<Expr>();
  for (const operand of operands(expr)) forEachBase(operand, whole(operand), (base) => bases.add(base));
  return bases;
}

function usesOf({ order, outputs }: SinkRequest): Map<Expr, Use[]> {
  const uses = new Map<Expr, Use[]>();
  const add = (base: Expr, use: Use): void => {
    uses.set(base, [...(uses.get(base) ?? []), use]);
  };
  for (const by of order) {
    if (!isBase(by)) continue;
    for (const operand of operands(by)) forEachBase(operand, whole(operand), (base, span) => add(base, { by, span }));
  }
  for (const output of outputs) forEachBase(output, whole(output), (base, span) => add(base, { span }));
  return uses;
}

function meetsPeriod({ order, delays, period }: SinkRequest, stageOf: ReadonlyMap<Expr, number>): boolean {
  const times = new Map<Expr, number>();
  const stages = withWiring(order, stageOf);
  for (const expr of order) {
    const stage = stages.get(expr) ?? 1;
    const starts = operands(expr).map((operand) => (stages.get(operand) === stage ? (times.get(operand) ?? 0) : 0));
    const time = Math.max(0, ...starts) + (delays.get(expr) ?? 0);
    if (time > period + tolerance) return false;
    times.set(expr, time);
  }
  return true;
}

/** Wiring follows its parts. */
function withWiring(order: readonly Expr[], stageOf: ReadonlyMap<Expr, number>): Map<Expr, number> {
  const all = new Map<Expr, number>();
  for (const expr of order) {
    const own = isBase(expr) ? stageOf.get(expr) : undefined;
    all.set(expr, own ?? operands(expr).reduce((most, operand) => Math.max(most, all.get(operand) ?? 1), 1));
  }
  return all;
}
