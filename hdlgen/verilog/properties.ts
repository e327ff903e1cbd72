import type { Property } from "../ir.ts";
import { indent, type ModuleContext } from "./context.ts";
import { propertyLabels } from "./names.ts";

/** Properties: for provers under `FORMAL`, otherwise as checks of every simulation. */
export function printProperties(properties: readonly Property[], context: ModuleContext): string[] {
  const clocks = new Set(properties.map(({ clock }) => clock));
  return context.uncounted(() =>
    [...clocks].flatMap((clock) =>
      printOfClock(
        properties.filter((property) => property.clock === clock),
        context.clockName(clock),
        context,
      ),
    ),
  );
}

function printOfClock(properties: readonly Property[], clock: string, context: ModuleContext): string[] {
  const labels = propertyLabels(context.module, context.clock);
  const conditions = properties.map((property) => ({
    ...property,
    label: labels.get(property) ?? property.kind,
    text: context.condition(property.cond, { name: property.kind, site: property.site }),
  }));
  const head = `always @(posedge ${clock})`;
  const formal = conditions.map(({ kind, text, label }) => `${label}: ${kind} (${text.holds});`);
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
