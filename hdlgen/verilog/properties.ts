import type { Property } from "../ir.ts";
import { indent, type ModuleContext } from "./context.ts";

/** Properties: for provers under `FORMAL`, otherwise as checks of every simulation. */
export function printProperties(properties: readonly Property[], context: ModuleContext): string[] {
  if (properties.length === 0) return [];
  const conditions = properties.map((property) => ({
    ...property,
    text: context.condition(property.cond, { name: property.kind, site: property.site }, property.kind),
  }));
  const head = context.module.clocked ? `always @(posedge ${context.clock})` : "always @*";
  const formal = conditions.map(({ kind, text }) => `${kind} (${text.holds});`);
  const simulated = conditions
    .filter(({ kind }) => kind !== "cover")
    .map(({ text, message }) => `if (${text.fails}) $error(${stringLiteral(message)});`);
  const always = (lines: string[]): string[] => [`${head} begin`, ...indent(lines), "end"];
  if (simulated.length === 0) return ["`ifdef FORMAL", ...always(formal), "`endif"];
  return ["`ifdef FORMAL", ...always(formal), "`elsif SYNTHESIS", "`else", ...always(simulated), "`endif"];
}

/** Percent signs would be taken for formats. */
function stringLiteral(text: string): string {
  return JSON.stringify(text.replaceAll("%", "%%"));
}
