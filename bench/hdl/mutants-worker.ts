/** Part of `hdl.mutants`: 1 for engine and language, 2 for the printer. Prints the verdicts. */
import { checkEngineMutants, checkPrinterMutants } from "../../test/support/mutants/check-mutants.ts";
import { withTemporaryFolder } from "../../tools/index.ts";

const mostCircuits = 1000;
const check = process.argv[2] === "1" ? checkEngineMutants : checkPrinterMutants;
process.stdout.write(JSON.stringify(await withTemporaryFolder((folder) => check(folder, mostCircuits))));
