import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { pagePaths, readPage, root } from "./pages.ts";
import { sourcesOf } from "./run-page.ts";

/** The options of tsconfig.json, without the files that it lists. */
function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile) as { config: object };
  return ts.parseJsonConfigFileContent({ ...config, include: [], files: ["index.ts"] }, ts.sys, root).options;
}

test("the TypeScript of all pages is right in the eyes of the compiler, too", () => {
  mkdirSync(`${root}build`, { recursive: true });
  const folders: string[] = [];
  try {
    const files = pagePaths().flatMap((path) => {
      // A folder for each page: its snippets may import one another by name.
      const page = mkdtempSync(`${root}build/types-of-${path.replaceAll(/[/.]/g, "-")}-`);
      folders.push(page);
      return sourcesOf(readPage(path)).map(({ name, text }) => {
        const file = join(page, name);
        // A file without imports or exports would share its names with the others.
        writeFileSync(file, `${text}\nexport {};\n`);
        return file;
      });
    });
    expect(files.length).toBeGreaterThan(10);
    const program = ts.createProgram(files, compilerOptions());
    const problems = files.flatMap((file) => {
      const source = program.getSourceFile(file);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
        ({ start = 0, messageText }) =>
          `${relative(`${root}build`, file)}:${(source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1} ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
      );
    });
    expect(problems).toEqual([]);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
});
