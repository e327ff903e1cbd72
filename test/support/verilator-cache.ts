import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { Design } from "../../hdlgen/ir.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { cacheDirectory, type Verilator, withTemporaryFolder } from "../../tools/index.ts";
import * as ir from "../verilog/small-design.ts";

/** One register of the given name, which shows the input one cycle later. */
export function delayed(name: string, moduleName = "delayed"): Design {
  const input = ir.signal("a", ir.uint(8), "input");
  const out = ir.signal("y", ir.uint(8), "output");
  const held = ir.signal(name, ir.uint(8), "register");
  return ir.designOf(
    ir.moduleOf(moduleName, {
      clocked: true,
      ports: [
        { direction: "input", signal: input },
        { direction: "output", signal: out },
      ],
      registers: [{ signal: held }],
      body: [{ kind: "assign", target: held, value: ir.ref(input), site: ir.site }],
      outputs: [{ signal: out, value: ir.ref(held) }],
    }),
  );
}

/** Runs `work` with an empty cache of models, beside the compiled runtimes of the common one. */
export async function withOwnCache<T>(
  verilator: Verilator,
  work: (environment: NodeJS.ProcessEnv, models: string) => Promise<T>,
): Promise<T> {
  const common = join(cacheDirectory(), "verilator");
  (await openVerilator(delayed("held"), { verilator })).close();
  return withTemporaryFolder(async (folder) => {
    const models = join(folder, "verilator");
    await mkdir(models);
    for (const name of (await readdir(common)).filter((found) => /^runtime-\w+$/.test(found))) {
      await symlink(join(common, name), join(models, name));
    }
    return work({ ...process.env, SPIKEFORGE_CACHE: folder }, models);
  });
}
