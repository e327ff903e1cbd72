/** What the command `spikeforge` is made of. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { boardsCommand } from "./commands/boards.ts";
import { bootImageCommand } from "./commands/boot-image.ts";
import { buildCommand } from "./commands/build.ts";
import { cacheCommand } from "./commands/cache.ts";
import { checkCommand } from "./commands/check.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { exportCommand } from "./commands/export.ts";
import { ladderCommand } from "./commands/ladder.ts";
import { learnCommand } from "./commands/learn.ts";
import { patchCommand } from "./commands/patch.ts";
import { planCommand } from "./commands/plan.ts";
import { programCommand } from "./commands/program.ts";
import { reportCommand } from "./commands/report.ts";
import { runCommand } from "./commands/run.ts";
import { simCommand } from "./commands/sim.ts";
import { sweepCommand } from "./commands/sweep.ts";
import { synthCommand } from "./commands/synth.ts";
import { exitCodes } from "./output.ts";

/** package.json is one folder up in a checkout and two up in a compiled package. */
function packageVersion(): string {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      return (JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as { version: string }).version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new Error("package.json not found");
}

/** The whole command. `exit` ends what runs it, with the code for what was typed wrong, or after `--help`. */
export function spikeforgeProgram(exit: (code: number) => never = process.exit): Command {
  const program = new Command("spikeforge")
    .description("Spiking neural networks on open FPGAs: generate, simulate bit for bit, build for a board")
    .version(packageVersion())
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 a comparison or a timing goal failed or a tool is missing (doctor), 2 bad input or a failed tool, 70 a defect of spikeforge, 130 cancelled (143 by SIGTERM)",
    )
    .exitOverride((error) => {
      exit(error.exitCode === 0 ? exitCodes.ok : exitCodes.badInput);
    });
  for (const command of [
    buildCommand(),
    simCommand(),
    learnCommand(),
    checkCommand(),
    planCommand(),
    synthCommand(),
    sweepCommand(),
    bootImageCommand(),
    patchCommand(),
    ladderCommand(),
    reportCommand(),
    exportCommand(),
    programCommand(),
    runCommand(),
    boardsCommand(),
    doctorCommand(),
    cacheCommand(),
    demoCommand(),
  ]) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  return program;
}
