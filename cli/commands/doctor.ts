import { Command, Option } from "commander";
import { type BoardAbility, boardAbilities, boards, findBoard, formatDiagnostic, surveyTools } from "../../index.ts";
import { jsonOption } from "../options.ts";
import { exitCodes, type OutputOptions, printResult, reporting, table } from "../output.ts";

interface DoctorOptions extends OutputOptions {
  readonly setUp?: true;
  readonly board?: string;
}

/** `spikeforge doctor`: which tools were found, what they are good for, and what to type for those that were not. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description(
      "show the tools that were found, the boards that can be built and programmed with them, and how to get what is missing (exit code 1 if something is)",
    )
    .addOption(new Option("--board <board>", "ask for one board alone: what it needs to be built and programmed"))
    .option("--set-up", "first set up the newer yosys and nextpnr of PyPI, also for ECP5, in the cache folder")
    .addOption(jsonOption())
    .action((options: DoctorOptions) => reporting(options, () => doctor(options)));
}

async function doctor(options: DoctorOptions): Promise<void> {
  const asked = options.board === undefined ? boards() : [await findBoard(options.board)];
  const found = await surveyTools({
    install: options.setUp ? "allowed" : "refused",
    onProgress: (message) => process.stderr.write(`${message}\n`),
  });
  const abilities = boardAbilities(asked, found);
  const needed = new Set(abilities.flatMap(({ missing }) => missing));
  // For one board the rest does not matter; for all of them nobody has every programmer.
  const findings =
    options.board === undefined ? found : found.filter(({ name, found: has }) => has !== undefined || needed.has(name));
  // Tools of one set share its problem.
  const textsOf = (which: (onlyForBoards: boolean) => boolean): string[] => [
    ...new Set(
      findings.flatMap(({ problem, onlyFor }) =>
        problem === undefined || !which(onlyFor !== undefined) ? [] : formatDiagnostic(problem),
      ),
    ),
  ];
  const isMissing = textsOf((onlyForBoards) => options.board !== undefined || !onlyForBoards).length > 0;
  if (isMissing) process.exitCode = exitCodes.failed;
  printResult(options, { node: process.version, complete: !isMissing, findings, boards: abilities }, [
    ...table([
      ["tool", "version", "kind", "needed for", "from"],
      ["node", process.version, "native", "everything", process.execPath],
      ...findings.map(({ name, neededFor, found: has }) => [
        name,
        has === undefined ? "MISSING" : has.version === "unknown" ? "" : has.version,
        has?.kind ?? "",
        neededFor,
        has?.origin ?? "",
      ]),
    ]),
    "",
    ...table([["board", "build", "program", "missing"], ...abilities.map(abilityRow)]),
    ...textsOf(() => true).map((problem) => `\n${problem}`),
  ]);
}

const abilityRow = ({ board, canBuild, canProgram, programmer, missing }: BoardAbility): string[] => [
  board,
  canBuild ? "yes" : "NO",
  canProgram ? programmer : "NO",
  missing.join(", "),
];
