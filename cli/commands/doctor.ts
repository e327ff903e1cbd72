import { Command } from "commander";
import { formatDiagnostic, surveyTools } from "../../index.ts";
import { jsonOption } from "../options.ts";
import { exitCodes, type OutputOptions, printResult, table } from "../output.ts";

/** `spikeforge doctor`: which tools were found, and what to type for those that were not. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description("show the tools that were found, and how to get what is missing (exit code 1 if something is)")
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      const findings = await surveyTools();
      const problems = findings.flatMap(({ problem }) => problem ?? []);
      if (problems.length > 0) process.exitCode = exitCodes.failed;
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
        ...problems.map((problem) => `\n${formatDiagnostic(problem)}`),
      ]);
    });
}
