// Compiles the TypeScript to dist/ for the package, and copies what is not TypeScript.
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
const tsc = spawnSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
for (const path of ["constraints", "examples/digits", "sim/netlist", "sim/verilator", "tools"]) {
  cpSync(`${root}${path}`, `${root}dist/${path}`, {
    recursive: true,
    filter: (source) => !/\.(ts|py|csv|txt)$/.test(source),
  });
}
