import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { parseCoverage } from "../../sim/coverage/index.ts";
import { runProcess } from "../../tools/index.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

it("hardware tests in two workers, one of them failing: one report, with the edges of all", async () => {
  const folder = mkdtempSync(join(tmpdir(), "spikeforge-coverage-"));
  try {
    const { stdout, stderr } = await runProcess({
      command: process.execPath,
      args: ["--import", "tsx", `${root}test/coverage/fixtures/run.mjs`, folder],
      cwd: root,
      environment: {
        NO_COLOR: "1",
        FORCE_COLOR: "",
        SPIKEFORGE_ENGINE: "",
        SPIKEFORGE_SEED: "",
        SPIKEFORGE_COVERAGE: "",
      },
      onFailure: "return",
    });
    expect(readdirSync(folder).filter((name) => name.startsWith("part-")).length, `${stdout}${stderr}`).toBe(2);
    const [module] = parseCoverage(readFileSync(join(folder, "coverage.json"), "utf8"), "coverage.json").modules;
    const counts = module?.points.flatMap(({ kind, name }, i) =>
      kind === "branch" ? [`${name} ${module.instances[0]?.counts[i]}`] : [],
    );
    // 3 open; 5 in the test that fails and 4 in the other file closed.
    expect(counts).toEqual(["true 3", "false 9"]);
    expect(readFileSync(join(folder, "lcov.info"), "utf8")).toContain("BRDA:9,0,0,3\nBRDA:9,0,1,9\n");
    expect(stdout).toContain("gate    6/6 100%  2/2 100%");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
