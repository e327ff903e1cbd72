import { constant } from "../expr.ts";
import type { Statement } from "../ir.ts";
import type { ClockedBlock, CombinationalBlock } from "./blocks.ts";
import { block, type ModuleContext } from "./context.ts";
import { printStatements } from "./statements.ts";

/** `always @(posedge …)`, its reset as the outermost `if`. */
export function printClocked({ registers, clock, reset, body }: ClockedBlock, context: ModuleContext): string[] {
  const statements = reset === undefined ? body : [withReset(reset, registers, body)];
  if (statements.length === 0) return [];
  return block(`always @(posedge ${context.clockName(clock)})`, printStatements(statements, "<=", context));
}

function withReset(
  when: ClockedBlock["reset"] & object,
  registers: ClockedBlock["registers"],
  body: readonly Statement[],
): Statement {
  const resets = registers.flatMap(({ signal, reset }): Statement[] => {
    if (reset === undefined) return [];
    return [{ kind: "assign", target: signal, value: constant(reset.value, signal.type.width), site: signal.site }];
  });
  const site = registers[0]?.signal.site ?? { location: undefined };
  // biome-ignore lint/suspicious/noThenProperty: the IR's name for it
  return { kind: "if", cond: when, then: resets, else: body, site };
}

/** Whether the wires need no procedure: one wire, assigned once, whatever happens. */
export function isContinuous({ body }: CombinationalBlock): boolean {
  return body.length === 1 && body[0]?.kind === "assign";
}

/** `assign` or `always @*`. */
export function printCombinational(combinational: CombinationalBlock, context: ModuleContext): string[] {
  const [first] = combinational.body;
  if (isContinuous(combinational) && first?.kind === "assign") {
    const { target, value, site } = first;
    return context.assignment(`assign ${target.name} =`, target.type, value, { name: target.name, site });
  }
  const body = printStatements(combinational.body, "=", context);
  return body.length === 0 ? [] : ["always @* begin", ...body.map((line) => `  ${line}`), "end"];
}
