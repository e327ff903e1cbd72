import ts from "typescript";
import { describe, expect, it } from "vitest";
import { type SourceFile, sourceFiles } from "./source-files.ts";

/** The elaboration's stack of modules under construction: the one exception. */
const mayHoldState = new Set(["hdlgen/builder.ts"]);
const mayPrint = new Set(["cli", "scripts", "bench", "bin", "examples", "test"]);

const files = sourceFiles();
const rooms = files.filter(({ room }) => !["test", "bench", "scripts", "bin"].includes(room));
const place = ({ path, ast }: SourceFile, node: ts.Node): string =>
  `${path}:${ast.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;

function nodesOf(file: SourceFile): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file.ast);
  return found;
}

/** Names of containers that live as long as the module does. */
function moduleLevelContainers({ ast }: SourceFile): ts.VariableDeclaration[] {
  return ast.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .filter(({ initializer }) => {
      const value = initializer !== undefined && ts.isAsExpression(initializer) ? initializer.expression : initializer;
      return (
        value !== undefined &&
        (ts.isNewExpression(value) || ts.isArrayLiteralExpression(value) || ts.isObjectLiteralExpression(value))
      );
    });
}

const mutators = new Set("set add delete clear push pop shift unshift splice sort reverse fill copyWithin".split(" "));

/** Whether a node writes to the container `name`: a mutating method, an assignment to an element, or `delete`. */
function writesTo(node: ts.Node, name: string): boolean {
  const isIt = (expression: ts.Node): boolean => ts.isIdentifier(expression) && expression.text === name;
  const isMember = (expression: ts.Node): boolean =>
    (ts.isElementAccessExpression(expression) || ts.isPropertyAccessExpression(expression)) &&
    isIt(expression.expression);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    return isIt(node.expression.expression) && mutators.has(node.expression.name.text);
  }
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment && isMember(node.left);
  }
  return ts.isDeleteExpression(node) && isMember(node.expression);
}

describe("source", () => {
  it("no state at module level but the elaboration's builder stack", () => {
    const found = rooms
      .filter(({ path }) => !mayHoldState.has(path))
      .flatMap((file) => {
        const variables = file.ast.statements
          .filter(ts.isVariableStatement)
          .filter(({ declarationList }) => (declarationList.flags & ts.NodeFlags.Const) === 0)
          .map((statement) => place(file, statement));
        const containers = moduleLevelContainers(file).map(({ name }) => name.getText());
        const all = containers.length === 0 ? [] : nodesOf(file);
        const written = containers.filter((name) => all.some((node) => writesTo(node, name)));
        return [...variables, ...written.map((name) => `${file.path}: ${name}`)];
      });
    expect(found).toEqual([]);
  });

  it("the check for state sees the builder's own stack", () => {
    const builder = rooms.find(({ path }) => path === "hdlgen/builder.ts");
    if (builder === undefined) throw new Error("hdlgen/builder.ts");
    const names = moduleLevelContainers(builder).map(({ name }) => name.getText());
    expect(names.filter((name) => nodesOf(builder).some((node) => writesTo(node, name)))).toEqual(["stack"]);
  });

  it("no default export, no enum, no non-null assertion, no any without a reason", () => {
    const found = rooms.flatMap((file) =>
      nodesOf(file)
        .filter(
          (node) =>
            ts.isEnumDeclaration(node) ||
            ts.isNonNullExpression(node) ||
            (ts.isExportAssignment(node) && node.isExportEquals !== true) ||
            (ts.canHaveModifiers(node) &&
              (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)),
        )
        .map((node) => place(file, node)),
    );
    expect(found.filter((each) => !each.startsWith("vitest.config.ts"))).toEqual([]);
  });

  it("only commands, scripts and benchmarks print", () => {
    const found = files
      .filter(({ room }) => !mayPrint.has(room))
      .flatMap((file) =>
        nodesOf(file)
          .filter((node) => ts.isPropertyAccessExpression(node) && node.expression.getText() === "console")
          .map((node) => place(file, node)),
      );
    expect(found).toEqual([]);
  });

  it("file names are kebab-case, and no file is longer than 450 lines", () => {
    const named = files.filter(({ path }) => !/^([a-z0-9.-]+\/)*[a-z0-9]+([.-][a-z0-9]+)*\.(ts|mjs)$/.test(path));
    expect(named.map(({ path }) => path)).toEqual([]);
    const long = rooms.filter(({ ast }) => ast.getLineStarts().length > 450);
    expect(long.map(({ path, ast }) => `${path}: ${ast.getLineStarts().length} lines`)).toEqual([]);
  });
});
