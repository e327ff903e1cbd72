/** Checks the mutants in a process of its own and prints the verdicts as JSON. Arguments: which ones, most circuits. */
import { withTemporaryFolder } from "../../../tools/index.ts";
import { checkEngineMutants, checkPrinterMutants } from "./check-mutants.ts";

const [which, most] = process.argv.slice(2);
const check = which === "printer" ? checkPrinterMutants : checkEngineMutants;
const verdicts = await withTemporaryFolder((folder) => check(folder, Number(most)));
process.stdout.write(JSON.stringify(verdicts));
