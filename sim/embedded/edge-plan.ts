/**
 * What happens at a clock edge, as a tree of conditions. Most registers keep their values in most cycles, and what
 * they would take otherwise need not be computed then: registers that are loaded under the same condition share one
 * branch around everything that only they need.
 */
import type { Node } from "./graph.ts";
import type { GraphRegister } from "./module-graph.ts";
import { type Region, region } from "./regions.ts";

export interface Block {
  readonly region: Region;
  readonly actions: readonly Action[];
}

export type Action =
  | { readonly kind: "assign"; readonly register: GraphRegister; readonly value: Node }
  | { readonly kind: "when"; readonly cond: Node; readonly whenTrue: Block; readonly whenFalse: Block };

interface Update {
  readonly register: GraphRegister;
  readonly value: Node;
}

/** Conditions within conditions; beyond it values are selected without a branch. */
const deepest = 40;

/** The registers of an edge: what they take, then those whose reset is on. */
export function planRegisters(registers: readonly GraphRegister[], within: Region): Action[] {
  const actions = plan(
    registers.flatMap((register) => (register.next === register.current ? [] : [{ register, value: register.next }])),
    within,
    0,
  );
  const resets = new Map<Node, Update[]>();
  for (const register of registers) {
    if (register.reset === undefined) continue;
    const update = { register, value: register.reset.value };
    const known = resets.get(register.reset.when);
    if (known === undefined) resets.set(register.reset.when, [update]);
    else known.push(update);
  }
  for (const [cond, updates] of resets) {
    if (cond.op !== "const") actions.push(when(cond, updates, [], within, 0));
    else if (cond.value === 1n) actions.push(...plan(updates, within, 0));
  }
  return actions;
}

function plan(updates: readonly Update[], within: Region, depth: number): Action[] {
  const byCondition = new Map<Node, Update[]>();
  const plain: Action[] = [];
  for (const update of updates) {
    const cond = update.value.operands[0];
    if (update.value.op !== "mux" || cond === undefined || depth >= deepest) {
      within.roots.push(update.value);
      plain.push({ kind: "assign", ...update });
      continue;
    }
    const known = byCondition.get(cond);
    if (known === undefined) byCondition.set(cond, [update]);
    else known.push(update);
  }
  const conditional = [...byCondition].flatMap(([cond, members]): Action[] => {
    if (!isWorthABranch(members)) {
      return members.map((update) => {
        within.roots.push(update.value);
        return { kind: "assign", ...update };
      });
    }
    const arm = (index: 1 | 2) =>
      members.flatMap(({ register, value }) => {
        const taken = value.operands[index];
        return taken === undefined || taken === register.current ? [] : [{ register, value: taken }];
      });
    return [when(cond, arm(1), arm(2), within, depth + 1)];
  });
  return [...plain, ...conditional];
}

function when(
  cond: Node,
  ifTrue: readonly Update[],
  ifFalse: readonly Update[],
  within: Region,
  depth: number,
): Action {
  within.roots.push(cond);
  const block = (updates: readonly Update[]): Block => {
    const inner = region(within);
    return { region: inner, actions: plan(updates, inner, depth) };
  };
  return { kind: "when", cond, whenTrue: block(ifTrue), whenFalse: block(ifFalse) };
}

/** Two registers that may keep their values, or one that would take something costly. */
function isWorthABranch(members: readonly Update[]): boolean {
  let saved = 0;
  for (const { register, value } of members) {
    const whenTrue = value.operands[1];
    const whenFalse = value.operands[2];
    if (whenTrue === register.current) saved += 3 + Math.min(whenFalse?.cost ?? 0, 20);
    else if (whenFalse === register.current) saved += 3 + Math.min(whenTrue?.cost ?? 0, 20);
    else saved += 1;
  }
  return saved >= branchThreshold;
}

const branchThreshold = 8;

/** Registers that the actions may write. */
export function writtenBy(actions: readonly Action[]): GraphRegister[] {
  return actions.flatMap((action) =>
    action.kind === "assign"
      ? [action.register]
      : [...writtenBy(action.whenTrue.actions), ...writtenBy(action.whenFalse.actions)],
  );
}
