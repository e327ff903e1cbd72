/** Registers that only properties read: for simulators and provers, never for synthesis. */
import type { ModuleIr } from "../ir.ts";
import { printClocked } from "./always.ts";
import { clockedBlocks } from "./blocks.ts";
import { type ModuleContext, rangeOf } from "./context.ts";
import { printPowerUp } from "./power-up.ts";

/** The module as synthesis sees it. */
export function withoutVerification(module: ModuleIr): ModuleIr {
  return restricted(module, "hardware");
}

/** Nothing but the registers that only properties read. */
function verificationOf(module: ModuleIr): ModuleIr {
  return restricted(module, "verification");
}

function restricted(module: ModuleIr, kept: "hardware" | "verification"): ModuleIr {
  const verification = new Set(module.registers.flatMap(({ signal, verification: is }) => (is ? [signal] : [])));
  if (verification.size === 0 && kept === "hardware") return module;
  return {
    ...module,
    registers: module.registers.filter(({ verification: is = false }) => is === (kept === "verification")),
    body: module.body.filter((statement) => {
      const isVerification = statement.kind === "assign" && verification.has(statement.target);
      return isVerification === (kept === "verification");
    }),
  };
}

export function verificationBlocks(module: ModuleIr): ReturnType<typeof clockedBlocks> {
  return clockedBlocks(verificationOf(module));
}

export function printVerification(module: ModuleIr, context: ModuleContext): string[] {
  const verification = verificationOf(module);
  if (verification.registers.length === 0) return [];
  const names = verification.registers.map(({ signal }) => signal.name);
  const sink = context.names.fresh("_past_unused_ok");
  return context.uncounted(() => [
    "`ifndef SYNTHESIS",
    ...verification.registers.map(({ signal }) => `reg ${rangeOf(signal.type)}${signal.name};`),
    `wire ${sink} = &{1'b0, ${names.join(", ")}};`,
    ...printPowerUp(verification, context),
    ...clockedBlocks(verification).flatMap((block) => printClocked(block, context)),
    "`endif",
  ]);
}
