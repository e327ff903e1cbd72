import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { LadderResult } from "../../../api/ladder/ladder-result.ts";
import { reportSources, writeReport } from "../../../api/report/index.ts";
import { formatPlacedDesign, type PlacedCell } from "../../../flow/placed-cells.ts";
import { type Design, elaborate, input, instance, module, output, regs, uint } from "../../../hdlgen/index.ts";
import { withTemporaryFolder } from "../../../tools/index.ts";

const Delay = module(
  "delay",
  () => ({ d: input(uint(4)), q: output(uint(4)) }),
  ({ d }) => {
    const { held } = regs({ held: uint(4) });
    held.next = d;
    return { q: held };
  },
);
const Other = module(
  "other",
  () => ({ d: input(uint(4)), q: output(uint(4)) }),
  ({ d }) => {
    const { kept } = regs({ kept: uint(4) });
    kept.next = d.add(1).trunc(4);
    return { q: kept };
  },
);
const Third = module(
  "third",
  () => ({ d: input(uint(4)), q: output(uint(4)) }),
  ({ d }) => ({ q: d.xor(5) }),
);
const Chain = module(
  "chain",
  () => ({ d: input(uint(4)), q: output(uint(4)) }),
  ({ d }) => {
    const a = instance("firstDelay", Delay({}), { d });
    const b = instance("counter", Other({}), { d: a.q });
    return instance("mask", Third({}), { d: b.q });
  },
);
const design: Design = elaborate(Chain({}));

const hostile = `<img src=x onerror="alert('&')">`;
const pin = (cell: string, x: number, y: number) => ({ cell, port: "O", x, y });
const usage = (used: number, available: number) => ({ used, available });

const report = {
  top: "chain",
  board: hostile,
  device: "up5k",
  seed: 2,
  seeds: [
    { seed: 1, fmaxMHz: 41.5, met: false },
    { seed: 2, fmaxMHz: 44.25, met: false },
  ],
  clocks: [{ clock: "clk", fmaxMHz: 44.25, requiredMHz: 48, slackNs: -1.766, met: false }],
  fmaxMHz: 44.25,
  requiredMHz: 48,
  slackNs: -1.766,
  met: false,
  criticalPaths: [
    {
      ...{ from: "posedge clk", to: "posedge clk", delayNs: 22.6, logicNs: 10.6, routingNs: 12, nets: [] },
      steps: [
        {
          ...{ kind: "clk-to-q", delayNs: 10.6, arrivalNs: 10.6 },
          ...{ from: pin("first_delay.held_SB_DFF_Q", 3, 4), to: pin("first_delay.held_SB_DFF_Q", 3, 4) },
          signal: { module: "first_delay", name: "held[1]", relation: "is", lines: ["rtl/delay-line.ts:12"] },
        },
        {
          ...{ kind: "routing", delayNs: 12, arrivalNs: 22.6, net: "counter.kept_SB_LUT4_I2_O" },
          ...{ from: pin("first_delay.held_SB_DFF_Q", 3, 4), to: pin("counter.kept_SB_DFF_Q", 20, 22) },
        },
      ],
    },
  ],
  cells: { SB_DFF: 8, SB_LUT4: 4 },
  seconds: { yosys: 1.5, nextpnr: 2.25, icepack: 0.25 },
  tools: { yosys: { version: "0.55", kind: "wasm", origin: hostile } },
  bitstreamBytes: 104090,
  lc: usage(5000, 5280),
  ebr: usage(30, 30),
  spram: usage(0, 4),
  dsp: usage(0, 8),
};

const cell = (name: string, x: number, y: number, more: Partial<PlacedCell> = {}): PlacedCell => ({
  ...{ name, type: "ICESTORM_LC", x, y, bel: "lc0", use: "lut+ff" },
  ...more,
});
const placement = formatPlacedDesign({
  family: "ice40",
  cells: [
    ...Array.from({ length: 8 }, (_, i) => cell(`counter.kept_${i}`, 20, 22, { bel: `lc${i}` })),
    cell("first_delay.held_SB_DFF_Q", 3, 4),
    cell("counter.words.0_RAM", 6, 5, { type: "ICESTORM_RAM", bel: "ram" }),
    cell(`${hostile}$sb_io`, 13, 31, { type: "SB_IO", bel: "io0" }),
  ],
});

const ladder: LadderResult = {
  ...{ network: "xor", board: "icebreaker", device: "up5k", clockMHz: 48, baud: 3_000_000, equal: false },
  seeds: { simulation: 1, placement: 2 },
  session: {
    ...{ ticks: 20, inputEvents: 31, outputSpikes: 7, loadedWords: 1234, verifiedWords: 1000 },
    ...{ stateWords: 64, requests: 40, cycles: 99_000 },
  },
  pins: ["uart_tx"],
  rungs: [
    { name: "reference", status: "equal", what: "the model in integers" },
    {
      ...{ name: "netlist", status: "different", what: "what yosys made", cycles: 4711 },
      difference: {
        ...{ cycle: 4711, pin: "uart_tx", expected: 1, found: 0, pins: ["uart_tx"] },
        ...{ step: "tick 3", request: 12, command: "EXCHANGE" },
      },
    },
    { name: "bitstream", status: "impossible", what: "no way back for this family" },
  ],
  tools: {},
};

async function written(files: Readonly<Record<string, string>>, schematic?: string) {
  return withTemporaryFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const result = await writeReport(folder, schematic === undefined ? {} : { schematic });
    const page = await readFile(join(folder, "report.html"), "utf8");
    expect(result).toEqual({ file: join(folder, "report.html"), bytes: Buffer.byteLength(page) });
    expect((await readdir(folder)).sort()).toEqual([...Object.keys(files), "report.html"].sort());
    return page;
  });
}

const whole = {
  "report.json": JSON.stringify(report),
  "placement.json": placement,
  "ladder.json": JSON.stringify(ladder),
  ...reportSources(design),
};

/** Tags that are left open or closed out of order. */
function unbalanced(page: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const body = page.replace(/<style>[\s\S]*?<\/style>/, "").replace(/<!doctype html>/, "");
  for (const [, close, tag = "", rest = ""] of body.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<]*")?)*\s*\/?)>/gi,
  )) {
    if (close === "/") {
      const last = open.pop();
      if (last !== tag) wrong.push(`${last} ended by ${tag}`);
    } else if (!["meta", "br", "hr"].includes(tag) && !rest.endsWith("/")) open.push(tag);
  }
  return [...wrong, ...open];
}

const text = (page: string): string => page.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

describe("report.html", () => {
  test("is one closed document that reaches for nothing outside, and escapes what it is told", async () => {
    const page = await written(whole);
    expect(unbalanced(page)).toEqual([]);
    const tags = page.match(/<[a-z!][^>]*>/gi)?.join("\n") ?? "";
    expect(tags.match(/<script|<link|<img|<iframe|https?:|\ssrc=|\son[a-z]+=/g)).toBeNull();
    expect(page.match(/@import|url\((?!#)/g)).toBeNull();
    expect(page).toContain("&lt;img src=x onerror=&quot;alert(&#39;&amp;&#39;)&quot;&gt;");
    expect(page.match(/<\w[^>]*undefined|NaN/)).toBeNull();
    expect(Buffer.byteLength(page)).toBeLessThan(60_000);
  });

  test("says whether the clock was reached, what is used, and where the time goes, in the source's words", async () => {
    const said = text(await written(whole));
    expect(said).toContain("Timing missed: 44.3 of 48.0 MHz the slowest path is 1.77 ns too long (slack −1.77 ns)");
    expect(said).toContain("Logic cells 95 %");
    expect(said).toContain("5,000 of 5,280");
    expect(said).toContain("104,090 bytes");
    expect(said).toContain("clock to output 10.60 10.60 firstDelay.held[1] rtl/delay-line.ts:12 3,4");
    expect(said).toContain("wires 12.00 22.60 counter.kept 3,4 → 20,22");
    expect(said).toContain("The same netlist placed 2 times; seed 2, the fastest, is in the bitstream.");
  });

  test("draws each cell in the place of its tile, and the way of the slowest path", async () => {
    const page = await written(whole);
    // Eight cells one above the other are one rectangle of their tile.
    const tile = 24;
    const margin = Number(/class="die" x="([\d.]+)"/.exec(page)?.[1]);
    const inset = tile * 0.06;
    const at = (x: number, y: number) =>
      `M${round(margin + x * tile + inset)} ${round(margin + (32 - 1 - y) * tile + inset)}h`;
    expect(page).toContain(`<path d="${at(20, 22)}`);
    const centre = (x: number, y: number) =>
      `${round(margin + (x + 0.5) * tile)},${round(margin + (32 - 1 - y + 0.5) * tile)}`;
    expect(page).toContain(`points="${centre(3, 4)} ${centre(20, 22)}"`);
    expect(page).toContain("counter.words.0: RAM at 6, 5");
  });

  test("draws the modules that consist of several others, or the one that is named", async () => {
    const page = await written(whole);
    expect(page).toContain('aria-label="Schematic of chain"');
    for (const name of ["firstDelay", "counter", "mask"]) expect(page).toContain(`font-weight="600">${name}</text>`);
    const only = await written(whole, "firstDelay");
    expect(only).toContain('aria-label="Schematic of firstDelay"');
    expect(only).not.toContain('aria-label="Schematic of chain"');
    expect(only).toContain('font-weight="600">held</text>');
  });

  test("tells what the ladder found: the first difference with cycle, pin and step", async () => {
    const said = text(await written(whole));
    expect(said).toContain(
      "A rung differs: xor through 20 ticks with 31 events in and 7 spikes out; 1,234 words loaded",
    );
    expect(said).toContain("Cycle 4,711: uart_tx is 0 instead of 1 , tick 3, in request 12 (EXCHANGE)");
    expect(said).toContain("Bitstream impossible no way back for this family");
  });

  test("of an older build without placement and ladder says what is missing", async () => {
    const said = text(await written({ "report.json": whole["report.json"] }));
    expect(said).toContain("This folder has no placement.json and hierarchy.json : build again");
    expect(said).toContain("Not compared yet: spikeforge ladder runs");
  });

  test("is the same for the same build, and replaces an earlier one", async () => {
    const first = await written(whole);
    expect(await written(whole)).toBe(first);
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, "report.json"), whole["report.json"]);
      await writeFile(join(folder, "report.html"), "earlier");
      await writeReport(folder);
      expect(await readFile(join(folder, "report.html"), "utf8")).toContain("Timing missed");
    });
  });
});

const round = (value: number): number => Math.round(value * 100) / 100;

describe("errors", () => {
  const failing = async (files: Readonly<Record<string, string>>, schematic?: string): Promise<string> =>
    withTemporaryFolder(async (parent) => {
      const folder = join(parent, "build");
      await mkdir(folder);
      for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
      const failure = await writeReport(folder, schematic === undefined ? {} : { schematic }).catch(
        (error: Error) => error,
      );
      expect(await readdir(folder)).not.toContain("report.html");
      return failure instanceof Error ? failure.message.replaceAll(parent, "…") : "no error";
    });

  test("CLI080: a folder without report.json, or with one of something else", async () => {
    expect(await failing({})).toBe(
      "CLI080 …/build: no report.json: not the folder of a build\n    name the folder that `spikeforge synth` wrote",
    );
    expect(await failing({ "report.json": '{"accuracy": 0.97}' })).toBe(
      "CLI080 …/build: its report.json is not that of a build\n    name the folder that `spikeforge synth` wrote",
    );
  });

  test("CLI081: a damaged file", async () => {
    expect(await failing({ ...whole, "placement.json": placement.slice(0, 100) })).toBe(
      "CLI081 …/build/placement.json: is damaged\n    build again, or remove the file",
    );
  });

  test("CLI082: an instance that does not exist, with those that do", async () => {
    expect(await failing(whole, "firstdelay")).toBe(
      "CLI082 --schematic firstdelay: chain has no instance of this name\n    name one of firstDelay, counter, mask",
    );
    expect(await failing({ "report.json": whole["report.json"] }, "counter")).toBe(
      "CLI082 --schematic counter: the folder has no hierarchy.json, which says what the design consists of\n    build again with `spikeforge synth`",
    );
  });
});
