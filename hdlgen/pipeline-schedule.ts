/** Which stage computes what: the shortest clock period with which an expression graph fits into so many stages. */
import { operands } from "./expr.ts";
import type { Expr } from "./ir.ts";
import { delayOf, tolerance } from "./pipeline-delay.ts";
import { sink } from "./pipeline-sink.ts";

export interface Schedule {
  /** The stage, from 1, in which an expression is computed; for wiring, where all of its parts are there. */
  stageOf(expr: Expr): number;
  /** The longest way through any stage, in units of `delayOf`. */
  readonly period: number;
}

/** When a value is there: in this stage, this long after the clock edge. */
interface Moment {
  readonly stage: number;
  readonly time: number;
}

/**
 * Takes the shortest period with which `stages` are enough, computes everything as early as it allows, and then later
 * again where that saves registers. Operators are not taken apart: the period is at least that of the slowest.
 * `outputs` are read behind the last stage; `names` only have to be somewhere.
 */
export function schedule(outputs: readonly Expr[], names: readonly Expr[], stages: number): Schedule {
  const order = postorder([...names, ...outputs]);
  const delays = new Map(order.map((expr) => [expr, delayOf(expr)]));
  const { moments, period } = shortest(order, delays, stages);
  const stageOf = sink({
    order,
    delays,
    outputs,
    stages,
    period,
    early: new Map([...moments].map(([expr, { stage }]) => [expr, stage])),
  });
  return { stageOf: (expr) => stageOf.get(expr) ?? 1, period };
}

function shortest(
  order: readonly Expr[],
  delays: ReadonlyMap<Expr, number>,
  stages: number,
): { moments: ReadonlyMap<Expr, Moment>; period: number } {
  const all = [...delays.values()];
  let short = all.reduce((most, delay) => Math.max(most, delay), 0);
  let long = all.reduce((sum, delay) => sum + delay, 0);
  let best = placed(order, delays, short);
  if (last(best) > stages) {
    best = placed(order, delays, long);
    // Delays are multiples of 1/10, so that this finds the period itself.
    while (long - short > 0.01) {
      const middle = (short + long) / 2;
      const moments = placed(order, delays, middle);
      if (last(moments) <= stages) [long, best] = [middle, moments];
      else short = middle;
    }
  }
  return { moments: best, period: [...best.values()].reduce((most, { time }) => Math.max(most, time), 0) };
}

const last = (moments: ReadonlyMap<Expr, Moment>): number =>
  [...moments.values()].reduce((most, { stage }) => Math.max(most, stage), 1);

function placed(order: readonly Expr[], delays: ReadonlyMap<Expr, number>, period: number): Map<Expr, Moment> {
  const moments = new Map<Expr, Moment>();
  for (const expr of order) {
    let stage = 1;
    let time = 0;
    for (const operand of operands(expr)) {
      const moment = moments.get(operand);
      if (moment === undefined || moment.stage < stage) continue;
      time = moment.stage > stage ? moment.time : Math.max(time, moment.time);
      stage = moment.stage;
    }
    const delay = delays.get(expr) ?? 0;
    const fits = time + delay <= period + tolerance;
    moments.set(expr, fits ? { stage, time: time + delay } : { stage: stage + 1, time: delay });
  }
  return moments;
}

/** Every expression once, operands before what uses them. */
function postorder(roots: readonly Expr[]): Expr[] {
  const done = new Set<Expr>();
  const order: Expr[] = [];
  const open = roots.toReversed().map((expr) => ({ expr, entered: false }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { expr, entered } = next;
    if (done.has(expr)) continue;
    if (entered) {
      done.add(expr);
      order.push(expr);
      continue;
    }
    open.push({ expr, entered: true });
    for (const operand of operands(expr).toReversed()) open.push({ expr: operand, entered: false });
  }
  return order;
}
