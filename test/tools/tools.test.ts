import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import {
  cacheDirectory,
  compareVersions,
  findTool,
  findTools,
  surveyTools,
  type Tool,
  withTemporaryFolder,
} from "../../tools/index.ts";
import { fakeProgram } from "./fake-programs.ts";
import { childrenOf } from "./processes.ts";

const source = "module t (input wire a, output wire b);\n  assign b = ~a;\nendmodule\n";
const script = "read_verilog rtl/t.v; proc; write_verilog -noattr t_out.v";

describe("WebAssembly tools", { timeout: 60_000 }, () => {
  let yosys: Tool | undefined;
  const get = async () => {
    yosys ??= await findTool("yosys", { prefer: "wasm" });
    return yosys;
  };
  afterAll(() => yosys?.close());

  test("yosys from npm reads and writes files in folders, tells its lines, and answers the same twice", async () => {
    const tool = await get();
    expect(tool).toMatchObject({ kind: "wasm", version: "0.55.944", origin: "@yowasp/yosys@0.55.944" });
    const lines: string[] = [];
    const run = () =>
      tool.run({
        args: ["-p", script],
        files: { "rtl/t.v": source },
        outputs: ["t_out.v"],
        onLine: (line) => lines.push(line),
      });
    const first = await run();
    expect(new TextDecoder().decode(first.files["t_out.v"])).toContain("= ~ a;");
    expect(lines).toContain("1. Executing Verilog-2005 frontend: rtl/t.v");
    expect(await run().then(({ files }) => files)).toEqual(first.files);
  });

  test("TOOL001: a failing tool is told with its last lines, and its worker serves the next run", async () => {
    const tool = await get();
    const error = await tool
      .run({ args: ["-Q", "-T", "-p", "read_verilog no.v"], files: {}, outputs: [] })
      .catch((caught: unknown) => caught);
    expect((error as Error).message).toBe(
      [
        "TOOL001 yosys: exit code 1, called as: yosys -Q -T -p 'read_verilog no.v'",
        "    -- Running command `read_verilog no.v' --",
        "    ERROR: File `no.v' not found or is a directory",
      ].join("\n"),
    );
    const next = await tool.run({ args: ["-V"], files: {}, outputs: [] });
    expect(next.stdout).toMatch(/^Yosys 0\.55 /);
  });

  test("TOOL006: an output that was not written is an error", async () => {
    const tool = await get();
    await expect(tool.run({ args: ["-V"], files: {}, outputs: ["t.json"] })).rejects.toThrow(
      new SpikeforgeError({
        code: "TOOL006",
        place: "yosys",
        found: "ended without an error but did not write t.json",
        mend: "see its log; the installed version may be too old",
      }),
    );
  });

  test("an abort ends a busy tool soon", async () => {
    const tool = await get();
    const controller = new AbortController();
    let abortedAt = 0;
    const wide = `module t (input [63:0] a, b, c, output [63:0] y); assign y = a / b % c; endmodule`;
    const run = tool.run({
      args: ["-p", "read_verilog t.v; synth; abc9 -lut 4"],
      files: { "t.v": wide },
      outputs: [],
      signal: controller.signal,
      onLine: (line) => {
        if (abortedAt > 0 || !/Executing TECHMAP/.test(line)) return;
        abortedAt = performance.now();
        controller.abort(new Error("cancelled"));
      },
    });
    await expect(run).rejects.toThrow("cancelled");
    expect(performance.now() - abortedAt).toBeLessThan(5000);
  });

  test.runIf(process.platform === "linux")(
    "TOOL001: a tool whose process dies is told as such, and the next run gets another process",
    async () => {
      const tool = await get();
      const run = tool.run({
        args: ["-p", "read_verilog t.v; synth; abc9 -lut 4"],
        files: { "t.v": "module t (input [63:0] a, b, output [63:0] y); assign y = a / b; endmodule" },
        outputs: [],
        onLine: (line) => {
          if (/Executing TECHMAP/.test(line))
            for (const pid of childrenOf(process.pid, "wasm-process")) process.kill(pid, "SIGKILL");
        },
      });
      await expect(run).rejects.toThrow(/^TOOL001 yosys: its process was killed by SIGKILL/);
      expect((await tool.run({ args: ["-V"], files: {}, outputs: [] })).stdout).toMatch(/^Yosys/);
    },
  );
});

describe("native tools", () => {
  test("a run has a private folder with its files; the same call as for WebAssembly", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = await fakeProgram(
        folder,
        "yosys",
        'case "$1" in -V) echo "Yosys 0.40 (fake)";; *) pwd; read line < in/a.txt; echo "$line!" > b.txt;; esac',
      );
      const tool = await findTool("yosys", { environment: { PATH: folder } });
      expect(tool).toMatchObject({ kind: "native", version: "0.40", origin: path });
      const run = await tool.run({ args: ["go"], files: { "in/a.txt": "hello\n" }, outputs: ["b.txt"] });
      expect(new TextDecoder().decode(run.files["b.txt"])).toBe("hello!\n");
      await expect(stat(run.stdout.trim())).rejects.toThrow("ENOENT");
    });
  });

  test("auto passes over one that is too old; native refuses it with TOOL005; a named path takes it", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = await fakeProgram(folder, "yosys", 'echo "Yosys 0.9 (git sha1 1979e0b)"');
      const environment = { PATH: folder };
      expect(await findTool("yosys", { environment })).toMatchObject({ kind: "wasm" });
      await expect(findTool("yosys", { environment, prefer: "native" })).rejects.toThrow(
        new SpikeforgeError({
          code: "TOOL005",
          place: "yosys",
          found: `${path} has version 0.9, but 0.23 or later is needed`,
          mend: "install a later one, or use the WebAssembly build: --tools wasm",
        }),
      );
      const named = { PATH: "", SPIKEFORGE_YOSYS: path };
      expect(await findTool("yosys", { environment: named })).toMatchObject({ kind: "native", version: "0.9" });
      expect(await findTool("yosys", { environment: named, prefer: "wasm" })).toMatchObject({ kind: "wasm" });
    });
  });

  test("TOOL004: what is missing is told for all tools together, with the command that mends it", async () => {
    const environment = { PATH: "", SPIKEFORGE_ICEPACK: "/no/icepack" };
    const error = await findTools(["yosys", "icepack"], { environment, prefer: "native" }).catch(
      (caught: unknown) => caught,
    );
    const install = (debian: string, brew: string) =>
      process.platform === "darwin" ? `brew install ${brew}` : `sudo apt-get install ${debian}`;
    expect((error as Error).message).toBe(
      [
        "TOOL004 yosys: not found: none on PATH",
        `    type: ${install("yosys", "yosys")}, or set SPIKEFORGE_YOSYS`,
        "TOOL004 icepack: SPIKEFORGE_ICEPACK names /no/icepack, which is not an executable file",
        `    type: ${install("fpga-icestorm", "icepack")}, or set SPIKEFORGE_ICEPACK`,
      ].join("\n"),
    );
  });
});

test("versions compare by their numbers", () => {
  expect(compareVersions("0.9", "0.55.944")).toBeLessThan(0);
  expect(compareVersions("5.006", "5.6.0")).toBe(0);
  expect(compareVersions("0.23+4 (git sha1 abc)", "0.9")).toBeGreaterThan(0);
});

test("the cache folder: SPIKEFORGE_CACHE, then XDG_CACHE_HOME, then the home folder", () => {
  expect(cacheDirectory({ SPIKEFORGE_CACHE: "/a", XDG_CACHE_HOME: "/b" })).toBe("/a");
  expect(cacheDirectory({ XDG_CACHE_HOME: "/b" })).toBe(join("/b", "spikeforge"));
  expect(cacheDirectory({})).toMatch(/[/\\]\.cache[/\\]spikeforge$/);
});

test("the survey tells what is there and what is missing, and throws nothing", async () => {
  const here = await surveyTools({ prefer: "wasm" });
  expect(here.slice(0, 3)).toEqual([
    {
      name: "yosys",
      neededFor: "synthesis and proofs",
      found: { version: "0.55.944", kind: "wasm", origin: "@yowasp/yosys@0.55.944" },
    },
    {
      name: "nextpnr-ice40",
      neededFor: "place and route",
      found: { version: "0.8.621", kind: "wasm", origin: "@yowasp/nextpnr-ice40@0.8.621" },
    },
    {
      name: "icepack",
      neededFor: "bitstreams",
      found: { version: "0.8.621", kind: "wasm", origin: "@yowasp/nextpnr-ice40@0.8.621" },
    },
  ]);
  const nothing = await surveyTools({ prefer: "native", environment: { PATH: "", SPIKEFORGE_CACHE: "/no/such" } });
  expect(nothing.map(({ name, problem }) => [name, problem?.code])).toEqual([
    ["yosys", "TOOL004"],
    ["nextpnr-ice40", "TOOL004"],
    ["icepack", "TOOL004"],
    ["nextpnr-ecp5", "TOOL004"],
    ["ecppack", "TOOL004"],
    ["tools of PyPI", "TOOL050"],
    ["z3", undefined],
    ["verilator", "TOOL010"],
    ["iverilog", "TOOL013"],
    ["icebox", "TOOL065"],
    ...["iceprog", "openFPGALoader", "dfu-util", "ecpprog", "tinyprog"].map((name) => [name, "TOOL004"]),
    ["g++", "TOOL004"],
  ]);
});
