import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { compareVersions, runProcess, type Verilator } from "../../tools/index.ts";
import type { BuildKind } from "./build-kind.ts";
import { builtOnce, contentKey, touch } from "./built-once.ts";
import { type CppCompiler, compileFlags } from "./cpp-compiler.ts";

/** Verilator's runtime and our glue, compiled once for all models of one kind, one Verilator and one compiler. */
export interface Runtime {
  readonly key: string;
  readonly objects: readonly string[];
  /** To be given to the compiler for every model. */
  readonly flags: readonly string[];
  readonly libraries: readonly string[];
}

const copied = ["hooks.h", "prefix.h", "glue.h", "glue.cpp"];
const native = new URL("./native/", import.meta.url);

/** Compiles the runtime, the glue and the precompiled header into the cache, where they are not there yet. */
export async function ensureRuntime(
  cache: string,
  kind: BuildKind,
  { verilator, compiler, nodeApi }: { verilator: Verilator; compiler: CppCompiler; nodeApi: string },
): Promise<Runtime> {
  const include = join(verilator.root, "include");
  const flags = compileFlags(kind, { verilator: verilator.root, nodeApi });
  const texts = await Promise.all(copied.map((name) => readFile(new URL(name, native), "utf8")));
  const verilatorHeader = await readFile(join(include, "verilated.h"), "utf8");
  const key = contentKey([verilator.version, verilatorHeader, compiler.version, ...flags, ...texts]);
  const folder = join(cache, `runtime-${key}`);
  const sources = [
    "verilated",
    "verilated_threads",
    ...(kind.coverage === "on" ? ["verilated_cov"] : []),
    ...(kind.trace === "none" ? [] : [`verilated_${kind.trace}_c`]),
  ];
  await builtOnce(folder, async (aside) => {
    await Promise.all(copied.map((name) => copyFile(new URL(name, native), join(aside, name))));
    const compile = (args: readonly string[]) =>
      runProcess({ name: "C++ compiler", command: compiler.path, args: [...flags, ...args], cwd: aside });
    if (kind.trace === "fst") await requireFstLibraries(compile, join(include, "verilated_fst_c.cpp"), verilator);
    const header = async (): Promise<void> => {
      // The compiler takes prefix.h.gch in the place of prefix.h by itself; a precompiled header of clang is not movable.
      if (compiler.family === "gcc") await compile(["-x", "c++-header", "prefix.h", "-o", "prefix.h.gch"]);
    };
    await Promise.all([
      header(),
      compile(["-include", "hooks.h", "-I.", "-c", "glue.cpp", "-o", "glue.o"]),
      ...sources.map((name) => compile(["-include", "hooks.h", "-c", join(include, `${name}.cpp`), "-o", `${name}.o`])),
    ]);
    await writeFile(join(aside, "about.txt"), `Verilator ${verilator.version}\n${compiler.version}\n`);
  });
  await touch(folder);
  return {
    key,
    objects: ["glue", ...sources].map((name) => join(folder, `${name}.o`)),
    flags: [...flags, `-I${folder}`, "-include", join(folder, "prefix.h")],
    libraries: kind.trace === "fst" ? [...lz4Of(verilator), "-lz"] : [],
  };
}

/** From here on Verilator's writer of FST needs the system's LZ4; before, it brings its own. */
const lz4Of = ({ version }: Verilator): string[] => (compareVersions(version, "5.044") < 0 ? [] : ["-llz4"]);

/** The writer of FST needs headers that not every machine has. */
async function requireFstLibraries(
  compile: (args: readonly string[]) => Promise<unknown>,
  writer: string,
  { version }: Verilator,
): Promise<void> {
  try {
    await compile(["-include", "hooks.h", "-fsyntax-only", writer]);
  } catch (error) {
    if (!(error instanceof SpikeforgeError)) throw error;
    throw new SpikeforgeError(
      {
        code: "VER009",
        place: 'trace: "fst"',
        found: `the writer of FST in Verilator ${version} does not compile here`,
        ...(error.diagnostics[0]?.source === undefined ? {} : { source: error.diagnostics[0].source.slice(0, 3) }),
        mend: 'sudo apt-get install zlib1g-dev liblz4-dev; or trace: "vcd", or recordWave(sim).toFst',
      },
      { cause: error },
    );
  }
}
