import { expect, test } from "vitest";
import { bareIce40 } from "../../constraints/index.ts";
import { type BuildProgress, buildBestOf } from "../../flow/index.ts";
import { fakeFlow, fakeTool, nextpnrReport, placedNowhere } from "./fake-flow.ts";

test("best of seeds: synthesises once, packs only the seed whose slowest clock is fastest, the earlier of equals", async () => {
  const { calls, request } = fakeFlow({
    1: { clk: 61, slow: 30 },
    2: { clk: 55, slow: 40 },
    3: { clk: 70, slow: 40 },
  });
  const progress: BuildProgress[] = [];
  const { best, seeds } = await buildBestOf({ ...request, onProgress: (step) => progress.push(step) }, [1, 2, 3], {
    atOnce: 2,
  });
  expect(new TextDecoder().decode(best.bitstream)).toBe("packed asc of seed 2");
  expect(best).toMatchObject({ seed: 2, fmaxMHz: 40, requiredMHz: 50, slackNs: -5, met: false });
  expect(best.clocks.map(({ clock, met }) => [clock, met])).toEqual([
    ["slow", false],
    ["clk", true],
  ]);
  expect(seeds).toEqual([
    { seed: 1, fmaxMHz: 30, met: false },
    { seed: 2, fmaxMHz: 40, met: false },
    { seed: 3, fmaxMHz: 40, met: false },
  ]);
  expect(calls.map((call) => call.split("\n")[0])).toEqual([
    ...["yosys", "nextpnr 1", "nextpnr 2", "nextpnr 3"],
    "icepack asc of seed 2",
  ]);
  expect(progress.at(-1)?.fraction).toBe(1);
});

test("the synthesis script reads the files in the order of their names and checks before and after mapping", async () => {
  const { calls, request } = fakeFlow({ 1: { clk: 60 } });
  await buildBestOf(request, [1]);
  expect(calls[0]).toBe(
    [
      "yosys",
      "# By hand: yosys -s ../synth.ys, in the folder verilog of a written build.",
      'read_verilog "a.v"',
      'read_verilog "b.v"',
      "synth_ice40 -device u -dffe_min_ce_use 3 -dsp -top top -noabc9 -dff -run begin:coarse",
      "check -assert",
      "synth_ice40 -device u -dffe_min_ce_use 3 -dsp -top top -noabc9 -dff -run coarse:",
      "check -assert",
      "delete t:$scopeinfo",
      "write_json netlist.json",
      "",
    ].join("\n"),
  );
});

test("a device without a board: no pins are named, and only an UltraPlus is offered multipliers", async () => {
  const { calls, request } = fakeFlow({ 1: { clk: 60 } });
  const ports = { any_port: { bits: [2] } };
  const yosys = fakeTool("yosys", ({ files }) => {
    calls.push(String(files["synth.ys"]));
    return { "netlist.json": JSON.stringify({ modules: { top: { ports, cells: {} } } }) };
  });
  const nextpnr = fakeTool("nextpnr-ice40", ({ args, files }) => {
    calls.push([...args, ...Object.keys(files)].join(" "));
    return { "design.asc": "", "report.json": nextpnrReport, "placed.json": placedNowhere };
  });
  const tools = { ...request.tools, yosys, "nextpnr-ice40": nextpnr };
  const { best } = await buildBestOf({ ...request, tools, board: bareIce40("hx8k", "ct256"), options: {} }, [1]);
  expect(best).toMatchObject({ board: "hx8k ct256", device: "hx8k", fmaxMHz: 60 });
  expect(calls[0]).toContain("synth_ice40 -device hx -top top -abc9 -run coarse:");
  expect(calls[1]).toBe(
    "--hx8k --package ct256 --json netlist.json --asc design.asc --report report.json --write placed.json --freq 50 --seed 1 " +
      "--timing-allow-fail netlist.json",
  );
  expect(Object.keys(best.artefacts)).not.toContain("top.pcf");
});

test("FLOW011: a design without a clock", async () => {
  const { request } = fakeFlow({ 1: {} });
  await expect(buildBestOf(request, [1])).rejects.toThrow(
    [
      "FLOW011 top: the design has no flip-flop whose clock could be measured",
      "    connect the clock; a design that is optimised away often has a constant reset or unused outputs",
    ].join("\n"),
  );
});
