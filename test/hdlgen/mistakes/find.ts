/** Compiles and elaborates the catalogue's files, and says what was found where. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";
import { SpikeforgeError } from "../../../diagnostics/index.ts";
import { elaborate, type Module, type Ports } from "../../../hdlgen/index.ts";
import { fileOf, type Mistake } from "./mistake.ts";

export interface Finding {
  /** `TS2741`, `HDL102`. */
  readonly code: string;
  /** Lines that it points to, counted from 1 at the first that is shown. */
  readonly lines: readonly number[];
  /** In full; places in the file are given as `top.ts:<line>`, counted likewise. */
  readonly message: string;
}

export interface Found {
  readonly mistake: Mistake;
  /** What rejects it: `tsc` alone, or elaboration where `tsc` lets it through. */
  readonly by: "tsc" | "elaboration" | "nothing";
  readonly finding: Finding | undefined;
  /** What is found in the mended file: nothing, if all is well. */
  readonly afterMending: string | undefined;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Tries all mistakes, and what mends them. Files lie in a folder below `build/` meanwhile. */
export async function findMistakes(mistakes: readonly Mistake[]): Promise<Found[]> {
  mkdirSync(`${root}build`, { recursive: true });
  const folder = mkdtempSync(`${root}build/mistakes-`);
  try {
    const files = mistakes.map((mistake, i) => ({
      mistake,
      wrong: written(join(folder, `wrong-${i}.ts`), fileOf(mistake, "wrong")),
      right: written(join(folder, `right-${i}.ts`), fileOf(mistake, "right")),
    }));
    const compiled = compile(files.flatMap(({ wrong, right }) => [wrong.path, right.path]));
    const found: Found[] = [];
    for (const { mistake, wrong, right } of files) {
      const byTsc = compiled(wrong.path, wrong.offset);
      const finding = byTsc ?? (await elaborated(wrong.path, wrong.offset));
      const mended = compiled(right.path, right.offset) ?? (await elaborated(right.path, right.offset));
      const by = byTsc !== undefined ? "tsc" : finding !== undefined ? "elaboration" : "nothing";
      found.push({ mistake, by, finding, afterMending: mended?.message });
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function written(path: string, { text, offset }: ReturnType<typeof fileOf>) {
  writeFileSync(path, text);
  return { path, offset };
}

/** Compiles all files as one program; the result gives what was found in one of them. */
function compile(paths: readonly string[]): (path: string, offset: number) => Finding | undefined {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ["index.ts"] }, ts.sys, root);
  const program = ts.createProgram([...paths], { ...options, noUnusedLocals: false, noUnusedParameters: false });
  return (path, offset) => {
    const source = program.getSourceFile(path);
    const problems = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    const [first] = problems;
    if (source === undefined || first === undefined) return undefined;
    const lineOf = ({ start = 0 }: ts.Diagnostic): number =>
      source.getLineAndCharacterOfPosition(start).line + 1 - offset;
    // Two types of one name are told apart by their files, which says nothing to the reader.
    const plain = (message: string): string => message.replaceAll(/import\("[^)]*\)\./g, "");
    const text = (problem: ts.Diagnostic): string =>
      plain(
        `top.ts:${lineOf(problem)} TS${problem.code}: ${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`,
      );
    return { code: `TS${first.code}`, lines: problems.map(lineOf), message: problems.map(text).join("\n") };
  };
}

async function elaborated(path: string, offset: number): Promise<Finding | undefined> {
  try {
    const { Top } = (await import(pathToFileURL(path).href)) as { Top: (parameters: object) => Module<Ports> };
    elaborate(Top({}));
    return undefined;
  } catch (error) {
    if (!(error instanceof SpikeforgeError)) throw error;
    const lines: number[] = [];
    const message = error.message.replaceAll(new RegExp(`${basename(path)}:(\\d+)`, "g"), (_, number: string) => {
      lines.push(Number(number) - offset);
      return `top.ts:${Number(number) - offset}`;
    });
    return { code: error.code, lines, message };
  }
}
