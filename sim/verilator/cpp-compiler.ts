import { SpikeforgeError } from "../../diagnostics/index.ts";
import { findProgram, runProcess } from "../../tools/index.ts";
import { type BuildKind, kindSymbols } from "./build-kind.ts";

/** A C++ compiler that was asked for its version. */
export interface CppCompiler {
  readonly path: string;
  /** All that it says about itself: part of the key of what it builds. */
  readonly version: string;
  readonly family: "gcc" | "clang";
  /** A faster linker than the usual one, where there is one. */
  readonly linker: "mold" | "lld" | "gold" | undefined;
}

const candidates = ["c++", "g++", "clang++"];

/**
 * The compiler named by `CXX`, else the first of c++, g++ and clang++ on `PATH`.
 *
 * @throws VER001 there is none
 */
export async function findCppCompiler(environment: NodeJS.ProcessEnv = process.env): Promise<CppCompiler> {
  const named = environment.CXX;
  for (const name of named ? [named] : candidates) {
    const path = await findProgram(name, environment);
    if (path === undefined) continue;
    const { stdout } = await runProcess({ command: path, args: ["--version"], timeoutSeconds: 30 });
    const family = /clang/i.test(stdout) ? "clang" : "gcc";
    return { path, version: stdout.trim(), family, linker: await findLinker(environment) };
  }
  throw new SpikeforgeError({
    code: "VER001",
    place: "C++ compiler",
    found: named ? `CXX names ${named}, which is not an executable file` : `none of ${candidates.join(", ")} on PATH`,
    mend: "install one, as with: sudo apt-get install g++; or use the embedded engine",
  });
}

async function findLinker(environment: NodeJS.ProcessEnv): Promise<CppCompiler["linker"]> {
  if (process.platform !== "linux") return undefined;
  for (const name of ["mold", "lld", "gold"] as const)
    if ((await findProgram(`ld.${name}`, environment)) !== undefined) return name;
  return undefined;
}

/** Flags that every part of an addon is compiled with: precompiled headers and objects only fit their own. */
export function compileFlags(
  kind: BuildKind,
  include: { readonly verilator: string; readonly nodeApi: string },
): string[] {
  return [
    "-std=gnu++17",
    "-O1",
    "-fvisibility=hidden",
    "-fPIC",
    "-faligned-new",
    "-w",
    "-DVERILATOR=1",
    ...kindSymbols(kind),
    `-I${include.verilator}/include`,
    `-I${include.verilator}/include/vltstd`,
    `-I${include.nodeApi}`,
  ];
}

/** Flags that make a shared library which takes Node's symbols from the process that loads it. */
export function linkFlags({ linker }: CppCompiler, platform: NodeJS.Platform = process.platform): string[] {
  if (platform === "darwin") return ["-bundle", "-undefined", "dynamic_lookup"];
  const faster = linker === undefined ? [] : [`-fuse-ld=${linker}`];
  return ["-shared", ...faster, "-Wl,--exclude-libs,ALL", "-pthread"];
}
