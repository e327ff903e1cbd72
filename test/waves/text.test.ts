import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { recordWave, toFst, type WaveDromEntry, type WaveRecording } from "../../sim/waves/index.ts";
import { messageOf } from "../support/error-texts.ts";
import { everything, twoClocks } from "./wave-design.ts";

const folder = mkdtempSync(join(tmpdir(), "spikeforge-waves-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A short run after reset. */
function run(cycles = 4): WaveRecording {
  const sim = openEmbedded(everything());
  const recording = recordWave(sim, { signals: ["*", "words[1]"] });
  sim.reset();
  sim.port("en").value = 1;
  sim.port("temperature").value = -3;
  sim.port("gain").real = 0.5;
  sim.step(cycles);
  return recording;
}

const lines = (text: string): string[] => text.split("\n");

describe("waves as text", () => {
  it("numbers as bits where that is asked for, of all signals or of one", () => {
    const signals = ["held", "mode", "level"];
    expect(lines(run().toAscii({ signals, from: 2, to: 4, radix: "hexadecimal" }))).toEqual([
      "(3 of 6 cycles)",
      "cycle  2   3   4",
      "held   | fd        |",
      "mode   | 1 | 2     |",
      "level  | 08        |",
    ]);
    expect(lines(run().toAscii({ signals, from: 2, to: 3, radix: { held: "binary" } }))).toEqual([
      "(2 of 6 cycles)",
      "cycle  2     3",
      "held   | 11111101   |",
      "mode   | run | done |",
      "level  | 0.5        |",
    ]);
  });

  it("the last 32 samples by default, and says so; markers outside are still said", () => {
    const text = lines(run(100).toAscii({ signals: ["en"], markers: { 3: "early", 101: "end" } }));
    expect(text[0]).toBe("(the last 32 of 102 cycles)");
    expect(text[1]).toMatch(/^cycle {2}70 {2}71 .* 99 {2}100 101$/);
    expect(text.slice(-2).map((line) => line.trim())).toEqual(["cycle 3: early", "^ end"]);
  });

  it("scopes stand for their signals, clocks for themselves; what is not there is refused", () => {
    expect(lines(run().toAscii({ signals: ["left", "clk", "left.clk"], from: 4 }))).toEqual([
      "(the last 2 of 6 cycles)",
      "cycle       4   5",
      "left.count  | 3 | 4 |",
      "clk         /‾\\_/‾\\_",
      "clk         /‾\\_/‾\\_",
    ]);
    expect(messageOf(() => run().toAscii({ signals: ["moed", "left.sum"] }))).toBe(
      [
        "SIM140 moed: the wave has no such signal",
        "    nearest: mode, en, held",
        "SIM140 left.sum: the wave has no such signal",
        "    nearest: at, clk, en",
      ].join("\n"),
    );
    expect(messageOf(() => run().toAscii({ from: 7 }))).toBe(
      "SIM145 the wave: no cycle from 7 to 5\n    it has the cycles 0 to 5",
    );
  });
});

describe("WaveDrom", () => {
  it("lanes with one character a column, values in order, instances as groups", () => {
    const drawn = run().toWaveDrom({ signals: ["clk", "en", "mode", "left"], from: 1, to: 4, title: "start" });
    expect(drawn).toEqual({
      head: { text: "start", tick: 1 },
      signal: [
        { name: "clk", wave: "p..." },
        { name: "en", wave: "1..." },
        { name: "mode", wave: "===.", data: ["idle", "run", "done"] },
        ["left", { name: "count", wave: "====", data: ["0", "1", "2", "3"] }],
      ],
    });
  });

  it("several clocks: no numbers above the columns, each clock in its own", () => {
    const sim = openEmbedded(twoClocks(), { clocks: { a: { period: 10 }, b: { period: 20, phase: 10 } } });
    const recording = recordWave(sim);
    sim.step(2);
    expect(recording.toWaveDrom()).toEqual({
      signal: [
        { name: "a", wave: "lp.l" },
        { name: "b", wave: "l..p" },
        { name: "fast", wave: "===.", data: ["0", "1", "2"] },
        { name: "slow", wave: "=..=", data: ["0", "1"] },
      ],
    });
  });

  it("every lane has as many characters as there are columns, and a text for each value", () => {
    const check = (entry: WaveDromEntry): void => {
      if (!("wave" in entry)) {
        const [name, ...inside] = entry;
        expect(name).toBe("left");
        for (const each of inside) if (typeof each !== "string") check(each);
        return;
      }
      expect(entry.wave).toMatch(/^[pl01=][pl01=.]{31}$/);
      expect(entry.data?.length ?? 0).toBe(entry.wave.split("=").length - 1);
    };
    const { signal } = run(60).toWaveDrom();
    expect(signal.length).toBeGreaterThan(10);
    for (const entry of signal) check(entry);
  });
});

describe("files", () => {
  it("GTKWave's save file: labels, signs and points as declared", () => {
    const recording = run();
    recording.toGtkw(join(folder, "run.gtkw"), { dump: join(folder, "waves", "run.fst") });
    const text = readFileSync(join(folder, "run.gtkw"), "utf8");
    expect(lines(text)).toEqual([
      '[dumpfile] "waves/run.fst"',
      "[timestart] 0",
      "[size] 1280 720",
      `*-14${" -1".repeat(27)}`,
      "[sst_expanded] 1",
      "[treeopen] everything.",
      ...["@28", "everything.clk", "@28", "everything.rst", "@28", "everything.en"],
      ...["@420", "everything.temperature[7:0]"],
      ...["@40000420", "[fpshift_count] 4", "everything.gain[3:-4]"],
      ...["@24", "everything.at[3:0]"],
      ...["@100000028", "everything.mode[1:0]"],
      ...["@420", "everything.held[7:0]"],
      ...["@40000420", "[fpshift_count] 4", "everything.level[3:-4]"],
      ...["@24", "everything.wide[59:0]", "@24", "everything.words_q[7:0]", "@24", "everything.words[1][7:0]"],
      ...["@200", "-left", "@28", "everything.left.clk", "@24", "everything.left.count[3:0]"],
      "",
    ]);
    recording.toGtkw(join(folder, "run.gtkw"), { dump: join(folder, "run.vcd") });
    expect(readFileSync(join(folder, "run.gtkw"), "utf8")).toContain("\n@20\neverything.mode$label\n");
  });

  it("the same run is the same file, and nothing else is left beside it", () => {
    for (const name of ["a", "b"]) {
      const recording = run();
      recording.toFst(join(folder, "same", `${name}.fst`));
      recording.toVcd(join(folder, "same", `${name}.vcd`));
    }
    const read = (name: string) => readFileSync(join(folder, "same", name)).toString("latin1");
    expect(read("a.fst") === read("b.fst")).toBe(true);
    expect(read("a.vcd")).toBe(read("b.vcd"));
    expect(readdirSync(join(folder, "same")).sort()).toEqual(["a.fst", "a.vcd", "b.fst", "b.vcd"]);
  });

  it("VCD without labels has nothing that is no standard", () => {
    const recording = run();
    recording.toVcd(join(folder, "plain.vcd"), { labels: "none" });
    expect(readFileSync(join(folder, "plain.vcd"), "utf8")).not.toContain("string");
  });

  it("SIM142: a file that cannot be written is not there, not even in part", () => {
    const path = join(folder, "plain.vcd", "run.fst");
    const message = messageOf(() => run().toFst(path));
    expect(message.replace(/written: .*/, "written: …")).toBe(
      `SIM142 ${path}: cannot be written: …\n    name a file in a folder that this user may write to`,
    );
    expect(() => toFst({ ...run().wave(), signals: [{} as never] }, join(folder, "broken.fst"))).toThrow();
    expect(readdirSync(folder).filter((name) => /broken|partial/.test(name))).toEqual([]);
  });

  it("SIM141 and SIM144: a recording that is written to a file is not kept, and does not go back", () => {
    const sim = openEmbedded(everything());
    const fst = join(folder, "grown.fst");
    const recording = recordWave(sim, { signals: ["en"], fst });
    const snapshot = sim.snapshot();
    expect(messageOf(() => recording.wave())).toBe(
      `SIM141 recordWave: the recording is written to ${fst} and is not kept\n    leave fst away, or open the file`,
    );
    sim.step(100);
    sim.restore(snapshot);
    sim.step(70_000);
    expect(messageOf(() => sim.restore(snapshot))).toBe(
      `SIM144 recordWave: the simulation has gone back to before what is written in ${fst} already\n` +
        "    leave fst away: a recording in memory goes back with the simulation",
    );
  });
});
