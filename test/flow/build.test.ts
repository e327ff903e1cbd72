import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { boards, ice40Board } from "../../constraints/index.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import {
  type BuildProgress,
  type BuildRequest,
  type BuildResult,
  buildBitstream,
  closeFlowTools,
  type FlowTools,
  findFlowTools,
  reportOf,
  writeBuild,
} from "../../flow/index.ts";
import { withTemporaryFolder } from "../../tools/index.ts";
import { blinker, shiftRegister, spramBanks } from "./designs.ts";

let tools: FlowTools;
let blink: BuildResult;
const progress: BuildProgress[] = [];

const request = (verilog: string): BuildRequest => ({
  top: "top",
  verilog: { "top.v": verilog },
  board: ice40Board("icebreaker"),
  clockMHz: 36,
  seed: 1,
  tools,
});

const errorOf = async (work: Promise<unknown>): Promise<SpikeforgeError> => {
  const error = await work.then(
    () => new Error("nothing was thrown"),
    (caught: unknown) => caught,
  );
  if (!(error instanceof SpikeforgeError)) throw error;
  return error;
};

beforeAll(async () => {
  tools = await findFlowTools({ prefer: "wasm" });
  blink = await buildBitstream({ ...request(blinker), onProgress: (step) => progress.push(step) });
}, 120_000);
afterAll(() => closeFlowTools(tools));

describe("a blinker with PLL and UART on the iCEBreaker", () => {
  test("becomes a UP5K bitstream that meets 36 MHz, with what it uses", () => {
    // An iCE40 bitstream begins with FF 00 00 FF or a comment, and then 7E AA 99 7E.
    expect(Buffer.from(blink.bitstream).includes(Buffer.from([0x7e, 0xaa, 0x99, 0x7e]))).toBe(true);
    expect(blink.bitstreamBytes).toBe(104_090);
    expect(blink).toMatchObject({
      top: "top",
      board: "icebreaker",
      device: "up5k",
      seed: 1,
      lc: { available: 5280 },
      ebr: { used: 0, available: 30 },
      spram: { used: 0, available: 4 },
      dsp: { used: 0, available: 8 },
      requiredMHz: 36,
      met: true,
    });
    expect(blink.cells).toMatchObject({ SB_PLL40_PAD: 1 });
    expect(blink.lc.used).toBeGreaterThan(24);
    expect(blink.lc.used).toBeLessThan(60);
  });

  test("its clock is measured: slack is the required period less the achieved one", () => {
    expect(blink.clocks).toHaveLength(1);
    expect(blink.clocks[0]?.clock).toBe("clk");
    expect(blink.fmaxMHz).toBeGreaterThan(50);
    expect(blink.slackNs).toBeCloseTo(1000 / 36 - 1000 / blink.fmaxMHz, 2);
    const path = blink.criticalPaths.find(({ from, to }) => from === "posedge clk" && to === "posedge clk");
    expect(path?.delayNs).toBeCloseTo(1000 / blink.fmaxMHz, 1);
    expect(path?.nets.some((net) => /^(count|led_red_n)/.test(net))).toBe(true);
  });

  test("progress runs from the first pass of yosys to 1 without going back", () => {
    const fractions = progress.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    expect([...new Set(progress.map(({ step }) => step))]).toEqual(["yosys", "nextpnr", "icepack"]);
    const steps = fractions.map((fraction, index) => fraction - (fractions[index - 1] ?? 0));
    expect(Math.max(...steps)).toBeLessThan(0.25);
  });

  test("versions, logs and the script are kept", () => {
    expect(blink.tools.yosys).toEqual({ version: "0.55.944", kind: "wasm", origin: "@yowasp/yosys@0.55.944" });
    expect(Object.keys(blink.artefacts).sort()).toEqual([
      "logs/icepack.log",
      "logs/nextpnr.log",
      "logs/yosys.log",
      "nextpnr-report.json",
      "placement.json",
      "synth.ys",
      "top.asc",
      "top.bin",
      "top.pcf",
    ]);
    expect(blink.artefacts["logs/nextpnr.log"]).toMatch(/Max frequency for clock/);
    expect(blink.artefacts["top.pcf"]).toContain("set_io -pullup yes uart_rx 6\n");
  });

  test("the same inputs give the same bytes", async () => {
    const again = await buildBitstream(request(blinker));
    expect(Buffer.from(again.bitstream).equals(Buffer.from(blink.bitstream))).toBe(true);
    expect(again.artefacts["top.asc"]).toEqual(blink.artefacts["top.asc"]);
  }, 120_000);
});

describe("what does not work is told", () => {
  test("a 16k x 16 SPRAM fits; FLOW010: five of them do not, with the numbers", async () => {
    const one = await buildBitstream(request(spramBanks(1)));
    expect(one.spram).toEqual({ used: 1, available: 4 });
    expect(one.clocks[0]?.clock).toBe("clk_pin");
    expect((await errorOf(buildBitstream(request(spramBanks(5))))).message).toBe(
      [
        'FLOW010 board "icebreaker": the design needs 5 single-port RAMs (SPRAM), the board has 4',
        // Block RAM of an ECP5 holds as much.
        "    make the design smaller, or take a larger board: ulx3s-45f, ulx3s-85f, orangecrab-85f, ecp5-evn, colorlight-i9",
      ].join("\n"),
    );
  }, 120_000);

  test("FLOW010: too many logic cells, with the boards on which the design would fit", async () => {
    const small = { ...request(shiftRegister(1300)), board: ice40Board("icestick") };
    const { message } = await errorOf(buildBitstream(small));
    expect(message).toMatch(
      /^FLOW010 board "icestick": the design needs 130\d logic cells, the board has 1280\n {4}make the design smaller, or take a larger board: icebreaker, upduino3, fomu, tinyfpga-bx, hx8k-evn, alchitry-cu, /,
    );
    // An ECP5 takes whatever an iCE40 does: each of those boards is named.
    const [, names = ""] = /board: (.*)$/.exec(message) ?? [];
    const ecp5 = boards().filter(({ family }) => family === "ecp5");
    expect(names.split(", ")).toEqual(expect.arrayContaining(ecp5.map(({ id }) => id)));
  }, 120_000);

  test("FLOW001: every port that the board does not know", async () => {
    const wrong =
      "module top (input wire clk, input wire [1:0] sw, output wire uart_tx); assign uart_tx = clk ^ sw[0] ^ sw[1]; endmodule";
    const known =
      "clk_pin, uart_rx, uart_tx, led_red_n, led_green_n, led_snap_off, button_n, flash_cs_n, flash_clk, flash_mosi, flash_miso, " +
      "spi_cs_n, spi_clk, spi_mosi, spi_miso";
    const nets = `board "icebreaker" has no net of this name; it has ${known}`;
    const mend = `rename the port, or add it to ${ice40Board("icebreaker").constraintFile}`;
    const problem = (port: string) => ({ code: "FLOW001", place: `top.${port}`, found: nets, mend });
    expect((await errorOf(buildBitstream(request(wrong)))).diagnostics).toEqual(["clk", "sw[0]", "sw[1]"].map(problem));
  }, 120_000);

  test("a net with two drivers ends synthesis with yosys' own words", async () => {
    const twice =
      "module top (input wire uart_rx, input wire button_n, output wire uart_tx); assign uart_tx = ~uart_rx; assign uart_tx = ~button_n; endmodule";
    const error = await errorOf(buildBitstream(request(twice)));
    expect(error.code).toBe("TOOL001");
    expect(error.message).toMatch(/Warning: multiple conflicting drivers for top\..*\n.* of cell \$not\$top\.v:1\$/);
    expect(error.message).toContain("ERROR: Found 1 problems in 'check -assert'.");
  }, 120_000);

  test("an abort while nextpnr works ends the build with the signal's reason", async () => {
    const controller = new AbortController();
    const build = buildBitstream({
      ...request(blinker),
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step === "nextpnr") controller.abort(new Error("cancelled by the user"));
      },
    });
    await expect(build).rejects.toThrow("cancelled by the user");
  }, 120_000);
});

describe("writeBuild", () => {
  const inputs = { verilog: { "top.v": blinker }, memoryFiles: { "table.hex": "00\n" } };

  test("writes everything, and replaces an earlier build as a whole", async () => {
    await withTemporaryFolder(async (folder) => {
      const target = join(folder, "deep", "build");
      await writeBuild(target, inputs, blink);
      await writeFile(join(target, "stale.txt"), "");
      await writeBuild(target, inputs, blink);
      expect((await readdir(target)).sort()).toEqual([
        "logs",
        "nextpnr-report.json",
        "placement.json",
        "report.json",
        "synth.ys",
        "top.asc",
        "top.bin",
        "top.pcf",
        "verilog",
      ]);
      expect((await readdir(join(target, "verilog"))).sort()).toEqual(["table.hex", "top.v"]);
      expect(JSON.parse(await readFile(join(target, "report.json"), "utf8"))).toEqual(reportOf(blink));
      expect(await readdir(join(folder, "deep"))).toEqual(["build"]);
    });
  });

  test("FLOW020: a folder with other things in it is left alone", async () => {
    await withTemporaryFolder(async (folder) => {
      const target = join(folder, "thesis");
      await mkdir(target);
      await writeFile(join(target, "chapter1.txt"), "");
      expect((await errorOf(writeBuild(target, inputs, blink))).message).toBe(
        [
          `FLOW020 ${target}: exists and holds something that is not an earlier build (no report.json)`,
          "    name another folder, or remove it",
        ].join("\n"),
      );
      expect(await readdir(folder)).toEqual(["thesis"]);
    });
  });

  test("a write that fails leaves the earlier build and nothing half-written", async () => {
    await withTemporaryFolder(async (folder) => {
      const target = join(folder, "build");
      await writeBuild(target, inputs, blink);
      const broken = { ...blink, artefacts: { ...blink.artefacts, "top.bin/impossible": "" } };
      await expect(writeBuild(target, inputs, broken)).rejects.toThrow(/ENOTDIR|EEXIST/);
      expect(await readdir(folder)).toEqual(["build"]);
      expect(await readFile(join(target, "top.bin"))).toEqual(Buffer.from(blink.bitstream));
    });
  });
});
