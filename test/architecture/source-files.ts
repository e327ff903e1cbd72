/** The repository's own source, as the compiler reads it. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export const root: string = fileURLToPath(new URL("../../", import.meta.url));
const skipped = new Set(["node_modules", "dist", "build"]);

export interface Import {
  /** As written, or the path from the root where it is a file of ours. */
  readonly target: string;
  readonly isOurs: boolean;
  /** Vanishes when compiled. */
  readonly isTypeOnly: boolean;
}

export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  /** First folder, or the file itself at the root. */
  readonly room: string;
  readonly ast: ts.SourceFile;
  readonly imports: readonly Import[];
}

export function sourceFiles(): SourceFile[] {
  const top = readdirSync(root, { withFileTypes: true }).filter(
    ({ name }) => !skipped.has(name) && !name.startsWith("."),
  );
  const paths = top.flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(root + entry.name, { recursive: true, encoding: "utf8" }).map((path) => `${entry.name}/${path}`)
      : [entry.name],
  );
  return paths
    .filter((path) => /\.(ts|mjs)$/.test(path) && !path.split(/[/\\]/).some((part) => skipped.has(part)))
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
    .map(readSource);
}

function readSource(path: string): SourceFile {
  const ast = ts.createSourceFile(path, readFileSync(root + path, "utf8"), ts.ScriptTarget.Latest, true);
  return { path, room: path.split("/")[0] ?? path, ast, imports: importsOf(ast) };
}

/** Static imports and re-exports, `import()` of a literal, and `import("…")` types. */
function importsOf(ast: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, isTypeOnly: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const isOurs = specifier.text.startsWith(".");
    const target = isOurs ? posix.normalize(posix.join(dirname(ast.fileName), specifier.text)) : specifier.text;
    found.push({ target, isOurs, isTypeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnlyImport(node));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(ast);
  return found;
}

function isTypeOnlyImport({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined) return false;
  const { namedBindings } = importClause;
  if (importClause.isTypeOnly) return true;
  if (importClause.name !== undefined || namedBindings === undefined || ts.isNamespaceImport(namedBindings))
    return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}
