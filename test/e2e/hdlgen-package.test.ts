/**
 * `spikeforge/hdlgen` as a user has it: packed, unpacked into an empty folder without any other package, and used from
 * JavaScript. The kernel alone is compiled, with the package's own settings.
 */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "spikeforge-package-"));
const user = join(folder, "a user's (own) folder");
const installed = join(user, "node_modules", "spikeforge");

beforeAll(async () => {
  const staging = join(folder, "staging");
  mkdirSync(staging);
  cpSync(`${root}package.json`, join(staging, "package.json"));
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile) as { config: object };
  const build = ts.readConfigFile(`${root}tsconfig.build.json`, ts.sys.readFile).config as { compilerOptions: object };
  const merged = {
    ...config,
    compilerOptions: {
      ...(config as { compilerOptions: object }).compilerOptions,
      ...build.compilerOptions,
      outDir: join(staging, "dist"),
    },
    include: [],
    files: ["hdlgen/index.ts"],
  };
  const { options, fileNames } = ts.parseJsonConfigFileContent(merged, ts.sys, root);
  const { emitSkipped } = ts.createProgram(fileNames, options).emit();
  expect(emitSkipped).toBe(false);
  await run("npm", ["pack", "--ignore-scripts", "--silent"], { cwd: staging });
  const tarball = readdirSync(staging).find((name) => name.endsWith(".tgz")) ?? "";
  mkdirSync(installed, { recursive: true });
  await run("tar", ["-xzf", join(staging, tarball), "-C", installed, "--strip-components=1"]);
  writeFileSync(join(user, "package.json"), '{ "type": "module" }\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const counter = `import { bool, elaborate, input, module, output, printVerilog, regs, uint, when } from "spikeforge/hdlgen";

const Counter = module(
  "counter",
  ({ width }) => ({ en: input(bool), count: output(uint(width)) }),
  ({ en }, { width }) => {
    const { count } = regs({ count: [uint(width), 0] });
    when(en, () => {
      count.next = count.addw(1);
    });
    return { count };
  },
);
`;

describe("the packed hdlgen", () => {
  it("has files for everything that package.json exports it as", () => {
    const { exports } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as {
      exports: Record<string, { types: string; default: string }>;
    };
    for (const path of Object.values(exports["./hdlgen"] ?? {})) {
      expect(readFileSync(join(installed, path), "utf8").length).toBeGreaterThan(0);
    }
  });

  it("runs with Node alone, without another package", async () => {
    expect(readdirSync(join(user, "node_modules"))).toEqual(["spikeforge"]);
    writeFileSync(
      join(user, "counter.js"),
      `${counter}\nconsole.log(printVerilog(elaborate(Counter({ width: 4 })))["counter.v"]);\n`,
    );
    const { stdout } = await run(process.execPath, ["counter.js"], { cwd: user });
    expect(stdout).toContain("module counter (\n");
    expect(stdout).toContain("count <= count + 4'd1;");
  });

  it.each([
    ["", []],
    ["with source maps on", ["--enable-source-maps"]],
  ])("gives the user's innermost line, in JavaScript too: %s", async (_, options) => {
    const text = `${counter}
const tooWide = (count) => {
  count.next = 16; // the line
};
const Wrong = module("wrong", () => ({}), () => {
  tooWide(regs({ count: uint(4) }).count);
  return {};
});
console.log(Object.values(printVerilog(elaborate(Counter({ width: 4 })), { sourceComments: "on" })).join(""));
try {
  elaborate(Wrong({}));
} catch (error) {
  console.log(error.message);
}
`;
    writeFileSync(join(user, "lines of mine.js"), text);
    const { stdout } = await run(process.execPath, [...options, "lines of mine.js"], { cwd: user });
    const line = text.split("\n").findIndex((each) => each.includes("the line")) + 1;
    expect(stdout).toContain(`HDL104 wrong.count: literal 16 does not fit 4 bits\n    at lines of mine.js:${line}\n`);
    expect(stdout).toContain("count <= count + 4'd1;  // lines of mine.js:9\n");
  });

  it("gives lines of the user's TypeScript where its own source map says so", async () => {
    const source = `${counter.replace("({ width }) =>", "({ width }: { width: number }) =>")}
interface Nothing {
  readonly vanishes: "when compiled";
}

const mistake = (): unknown => regs({ "2nd": bool }); // the line
export const Wrong = module("wrong", (_: object) => ({}), () => {
  mistake();
  return {};
});
try {
  elaborate(Wrong({}));
} catch (error) {
  console.log((error as Error).message);
}
`;
    const { outputText, sourceMapText } = ts.transpileModule(source, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, sourceMap: true },
      fileName: "typed.ts",
    });
    writeFileSync(join(user, "typed.ts"), source);
    writeFileSync(join(user, "typed.js"), outputText);
    writeFileSync(join(user, "typed.js.map"), sourceMapText ?? "");
    const { stdout } = await run(process.execPath, ["--enable-source-maps", "typed.js"], { cwd: user });
    const line = source.split("\n").findIndex((each) => each.includes("the line")) + 1;
    expect(stdout).toContain(`    at typed.ts:${line}\n`);
  });
});
