import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProcess, type Verilator } from "../../tools/index.ts";
import { builtOnce, contentKey } from "./built-once.ts";
import { type CppCompiler, compileFlags } from "./cpp-compiler.ts";

/** Verilator's runtime, compiled once for all models of one Verilator and one compiler. */
export interface Runtime {
  readonly folder: string;
  readonly key: string;
  readonly objects: readonly string[];
  /** To be given to the compiler for every model. */
  readonly flags: readonly string[];
}

const sources = ["verilated", "verilated_threads"];
const native = new URL("./native/", import.meta.url);

/** Compiles the runtime and the precompiled header into the cache, where they are not there yet. */
export async function ensureRuntime(
  cache: string,
  verilator: Verilator,
  compiler: CppCompiler,
  nodeApi: string,
): Promise<Runtime> {
  const flags = compileFlags({ verilator: verilator.root, nodeApi });
  const hooks = await readFile(new URL("hooks.h", native), "utf8");
  const prefix = await readFile(new URL("prefix.h", native), "utf8");
  const verilatorHeader = await readFile(join(verilator.root, "include", "verilated.h"), "utf8");
  const key = contentKey([verilator.version, verilatorHeader, compiler.version, ...flags, hooks, prefix]);
  const folder = join(cache, `runtime-${key}`);
  await builtOnce(folder, async (aside) => {
    await copyFile(new URL("hooks.h", native), join(aside, "hooks.h"));
    await copyFile(new URL("prefix.h", native), join(aside, "prefix.h"));
    const compile = (args: readonly string[]) =>
      runProcess({ name: "C++ compiler", command: compiler.path, args: [...flags, ...args], cwd: aside });
    // The compiler takes prefix.h.gch in the place of prefix.h by itself; a precompiled header of clang is not movable.
    if (compiler.family === "gcc") await compile(["-x", "c++-header", "prefix.h", "-o", "prefix.h.gch"]);
    await Promise.all(
      sources.map((name) =>
        compile(["-include", "hooks.h", "-c", join(verilator.root, "include", `${name}.cpp`), "-o", `${name}.o`]),
      ),
    );
    await writeFile(join(aside, "about.txt"), `Verilator ${verilator.version}\n${compiler.version}\n`);
  });
  return {
    folder,
    key,
    objects: sources.map((name) => join(folder, `${name}.o`)),
    flags: [...flags, `-I${folder}`, "-include", join(folder, "prefix.h")],
  };
}
