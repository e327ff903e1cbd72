import { Command } from "commander";
import { formatDiagnostic, surveyTools } from "../../index.ts";
import { jsonOption } from "../options.ts";
import { exitCodes, type OutputOptions, printResult, table } from "../output.ts";

interface DoctorOptions extends OutputOptions {
  readonly setUp?: true;
}

/** `spikeforge doctor`: which tools were found, and what to type for those that were not. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("show the tools that were found, and how to get what is missing (exit code 1 if something is)")
    .option("--set-up", "first set up the newer yosys and nextpnr of PyPI, also for ECP5, in the cache folder")
    .addOption(jsonOption())
    .action(async (options: DoctorOptions) => {
      const findings = await surveyTools({
        install: options.setUp ? "allowed" : "refused",
        onProgress: (message) => process.stderr.write(`${message}\n`),
      });
      // Tools of one set share its problem.
      const problems = new Set(
        findings.flatMap(({ problem }) => (problem === undefined ? [] : formatDiagnostic(problem))),
      );
      if (problems.size > 0) process.exitCode = exitCodes.failed;
      printResult(options, { node: process.version, findings }, [
        ...table([
          ["tool", "version", "kind", "needed for", "from"],
          ["node", process.version, "native", "everything", process.execPath],
          ...findings.map(({ name, neededFor, found }) => [
            name,
            found?.version ?? "MISSING",
            found?.kind ?? "",
            neededFor,
            found?.origin ?? "",
          ]),
        ]),
        ...[...problems].map((problem) => `\n${problem}`),
      ]);
    });
}
