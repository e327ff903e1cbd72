import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findTool, findTools } from "../../tools/index.ts";
import { findProgrammer } from "../../tools/programmer.ts";
import { fakeProgram } from "./fake-programs.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spikeforge-suite-"));
  await fakeProgram(join(folder, "suite", "bin"), "yosys", 'echo "Yosys 0.60+10 (git sha1 1234)"');
  await fakeProgram(join(folder, "suite", "bin"), "openFPGALoader", "exit 0");
  await fakeProgram(join(folder, "path"), "yosys", 'echo "Yosys 0.40 (git sha1 1234)"');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const environment = (suite: string) => ({ PATH: join(folder, "path"), SPIKEFORGE_OSS_CAD_SUITE: suite });

describe("the OSS CAD Suite that SPIKEFORGE_OSS_CAD_SUITE names", () => {
  it("comes before PATH, for tools and programmers", async () => {
    const suite = join(folder, "suite");
    const tool = await findTool("yosys", { environment: environment(suite) });
    expect(tool).toMatchObject({ version: "0.60+10", kind: "native", origin: join(suite, "bin", "yosys") });
    expect(await findProgrammer("openFPGALoader", environment(suite))).toBe(join(suite, "bin", "openFPGALoader"));
    expect((await findTool("yosys", { environment: { PATH: join(folder, "path") } })).version).toBe("0.40");
  });

  it("is not used where a pinned build is asked for", async () => {
    const tool = await findTool("yosys", { prefer: "wasm", environment: environment(join(folder, "suite")) });
    expect(tool.kind).toBe("wasm");
  });

  it("TOOL007: the folder is none, told once for each tool that was looked for", async () => {
    const wrong = join(folder, "path");
    await expect(findTools(["yosys"], { environment: environment(wrong) })).rejects.toThrow(
      [
        `TOOL007 SPIKEFORGE_OSS_CAD_SUITE: names ${wrong}, which has no bin/yosys`,
        "    name the folder that the OSS CAD Suite was unpacked in, which has bin, lib and share, or unset it",
      ].join("\n"),
    );
  });
});
