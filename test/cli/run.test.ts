import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { lif, network, pairStdp, parseNetwork, quantise, Reference, writeNetwork } from "../../index.ts";
import { runProcess } from "../../tools/index.ts";
import { idxFile } from "../support/idx-file.ts";
import { firstLine, openPty } from "../support/pty.ts";
import { smallLearner } from "../support/small-learner.ts";

const bin = fileURLToPath(new URL("../../bin/spikeforge.mjs", import.meta.url));
const boardProgram = fileURLToPath(new URL("../support/board-process.ts", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
let folder = "";
let children: ChildProcess[] = [];

const pair = (threshold: number) =>
  network("pair", { weightBits: 4, membraneBits: 16, weightScale: 1 })
    .input("in", 3)
    .population("out", { size: 2, neuron: lif({ threshold }) })
    .project("in", "out", {
      weights: [
        [1, 2],
        [3, 1],
        [-1, 2],
      ],
    })
    .output("out")
    .build();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spikeforge-run-"));
  await writeFile(join(folder, "pair.network.json"), writeNetwork(pair(4)));
  await writeFile(join(folder, "large.network.json"), writeNetwork(pair(200)));
});
afterEach(async () => {
  for (const child of children) child.kill("SIGTERM");
  children = [];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function spikeforge(input: string, ...args: string[]) {
  const { stdout, stderr, exitCode } = await runProcess({
    command: process.execPath,
    args: [bin, "run", ...args],
    cwd: folder,
    input,
    onFailure: "return",
  });
  return { stdout, stderr, exitCode };
}

const lines = (text: string): unknown[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

/** A simulated board in another process, behind a pseudo-terminal. */
async function boardInAnotherProcess(file = "pair.network.json"): Promise<{ readonly path: string; unplug(): void }> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", boardProgram, join(folder, file), "icebreaker", "48", "12000000"],
    {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  children.push(child);
  return { path: await firstLine(child), unplug: () => child.kill("SIGTERM") };
}

/** A live run whose input and output a test holds. */
function live(...args: string[]) {
  const child = spawn(process.execPath, [bin, "run", "pair.network.json", "--stdin", ...args], { cwd: folder });
  children.push(child);
  const output = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = "";
  child.stderr.on("data", (piece: unknown) => {
    errors += String(piece);
  });
  const ended = once(child, "exit");
  return {
    say: (line: string) => child.stdin.write(`${line}\n`),
    end: () => child.stdin.end(),
    hear: async () => JSON.parse(((await output.next()).value as string | undefined) ?? "null") as unknown,
    exit: async () => ({ code: ((await ended) as [number])[0], stderr: errors }),
  };
}

/** Spikes of the first ticks by the reference. */
function expected(input: readonly (readonly number[])[]): number[][] {
  const reference = new Reference(quantise(parseNetwork(writeNetwork(pair(4)), "pair")));
  return input.map((channels) => Array.from(reference.tick(channels).spikes));
}

describe("spikeforge run on the simulated board", () => {
  it("loads, verifies, runs, compares with the reference, and says what limits", async () => {
    const { stdout, exitCode } = await spikeforge(
      "",
      ...["pair.network.json", "--ticks", "30", "--rate", "0.4", "--verify", "--reference", "--state"],
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^pair on simulated board at 3000000 baud, iCEBreaker at 48 MHz \(times are the simulated board's\)\nloaded {2}15 words in [\d.]+ µs, \d+ kB\/s; 12 words read back and equal\n/,
    );
    expect(stdout).toMatch(
      /\nrun {5}30 ticks in [\d.]+ µs: [\d,]+ ticks\/s; [\d,]+ inferences\/s end to end \(all ticks/,
    );
    expect(stdout).toMatch(/\nline {4}[\d.]+ % of the time: \d+ bytes in \d+ requests? at 3,000,000 baud\n/);
    expect(stdout).toMatch(/\ncore {4}[\d.]+ %: \d+ cycles per tick/);
    expect(stdout).toMatch(/\nlimit {3}the link: the core alone would do [\d,]+ inferences\/s; a faster --baud/);
    expect(stdout).toContain("every spike of the outputs, and all state at the end, equals the reference");
    expect(stdout).toMatch(/\{"tick":29,"state":\{"out":\{"membranes":\[-?\d+,-?\d+\],"refractory":\[0,0\]\}\}\}\n$/);
  });

  it("compares what a network that learns has learned at the end", async () => {
    const rule = { aPlus: 0.1, aMinus: 0.06, tauPlusMs: 4, tauMinusMs: 4, bounds: { low: 0, high: 1 } };
    await writeFile(join(folder, "learner.network.json"), writeNetwork(smallLearner(pairStdp(rule))));
    const options = ["learner.network.json", "--ticks", "20", "--rate", "0.3", "--seed", "4", "--reference"];
    const { stdout, exitCode } = await spikeforge("", ...options);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      "every spike of the outputs, and all state and all 660 learned values at the end, equal the reference",
    );
    const without = await spikeforge("", ...options.slice(0, -1), "--json");
    expect(JSON.parse(without.stdout)).not.toHaveProperty("learnedValues");
  });

  it("--json: everything in one document", async () => {
    const { stdout } = await spikeforge("", ...["pair.network.json", "--ticks", "5", "--baud", "12000000", "--json"]);
    const result = JSON.parse(stdout) as { spikes: number[][]; link: { shares: Record<string, number> } };
    expect(result).toMatchObject({ network: "pair", kind: "simulated", baud: 12_000_000, pace: "stepped" });
    expect(result.spikes).toHaveLength(5);
    const { line = 0, core = 0, rest = 0 } = result.link.shares;
    expect(line + core + rest).toBeCloseTo(1, 9);
  });

  it("--link spi: the same network on the simulated board over SPI, a tenth of its clock", async () => {
    const over = ["pair.network.json", "--link", "spi", "--ticks", "10", "--verify", "--reference"];
    const { stdout, exitCode } = await spikeforge("", ...over);
    expect(stdout).toMatch(/^pair on simulated board over SPI at 4800000 bit\/s, iCEBreaker at 48 MHz/);
    expect(stdout).toContain("12 words read back and equal");
    expect(stdout).toMatch(/\nline {4}[\d.]+ % of the time: \d+ bytes in \d+ requests? at 4,800,000 bit\/s\n/);
    expect(stdout).toContain("every spike of the outputs, and all state at the end, equals the reference");
    expect(exitCode).toBe(0);
  });

  it("--stdin: a line for each tick, state and clear in between, the report at the end", async () => {
    const { stdout, exitCode } = await spikeforge(
      '[0,1]\n[1]\n\n{"state":true}\n{"run":2}\n{"channels":[0],"tick":5}\n{"clear":true}\n[1,2]',
      ...["pair.network.json", "--stdin", "--reference", "--json"],
    );
    expect(exitCode).toBe(0);
    const [first, second, state, ...more] = lines(stdout);
    expect([first, second]).toEqual([
      { tick: 0, spikes: { out: [0] } },
      { tick: 1, spikes: { out: [1] } },
    ]);
    expect(state).toEqual({ tick: 1, state: { out: { membranes: [3, 0], refractory: [0, 0] } } });
    expect(more.slice(0, -1).map((line) => (line as { tick: number }).tick)).toEqual([2, 3, 4, 5, 0]);
    expect(more.at(-1)).toMatchObject({ report: { bitExact: true, link: { ticks: 7 } } });
  });

  it("--free-run: the board's own timer, ticks with spikes alone are printed", async () => {
    const { stdout, stderr, exitCode } = await spikeforge(
      "",
      ...["pair.network.json", "--free-run", "1", "--live", "--ticks", "20", "--rate", "0.5", "--reference"],
    );
    expect(exitCode).toBe(0);
    expect(stderr).toContain("limit   the period that was asked for");
    expect(stderr).toContain("equals the reference");
    for (const line of lines(stdout)) expect((line as { spikes: { out: number[] } }).spikes.out).not.toEqual([]);
  });

  it("--free-run with live input: each line is a tick of its own, the run ends with the input", async () => {
    const { stdout, exitCode } = await spikeforge(
      "[1]\n[0,1]\n[]\n[0,1]\n",
      ...["pair.network.json", "--free-run", "1", "--stdin", "--reference", "--json"],
    );
    expect(exitCode).toBe(0);
    const out = lines(stdout);
    const ticks = out.slice(0, -1) as { tick: number; spikes: { out: number[] } }[];
    const [{ tick: first } = { tick: 0 }] = ticks;
    expect(ticks.map(({ tick, spikes }) => [tick - first, spikes.out])).toEqual([
      [0, [0, 1]],
      [2, [0]],
    ]);
    expect(out.at(-1)).toMatchObject({ report: { bitExact: true, overrun: false, pace: "freeRunning" } });
  });

  it.each([
    ["CLI055", "no", "stdin line 1: not an order: no\n    write [channel, …]"],
    [
      "CLI057",
      '[]\n[]\n{"channels":[1],"tick":1}',
      "stdin line 3: events for tick 1, but the next one to run is 2\n    give ticks in their order, one line each; without a tick a line is the next one's\n",
    ],
  ])("%s: a line that does not fit", async (code, input, text) => {
    const { stderr, exitCode } = await spikeforge(input, "pair.network.json", "--stdin");
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${code} ${text}`);
  });

  it("CLI056: options that contradict each other, all at once", async () => {
    const { stderr, exitCode } = await spikeforge(
      "",
      ...["pair.network.json", "--stdin", "--events", "x.json", "--frames", "x.idx"],
    );
    expect({ stderr, exitCode }).toEqual({
      exitCode: 2,
      stderr:
        "CLI056 spikeforge run: both --stdin and --events\n    give the input once: leave one of them out\n" +
        "CLI056 spikeforge run: --frames with --stdin, --events or --free-run\n    frames are the input, run one after the other\n" +
        "CLI056 spikeforge run: --frames without the one --encoder that they are given by\n    add --encoder rate:… or latency:…\n",
    });
  });

  it("--loaded: the bitstream carries the network, on boards whose memories can", async () => {
    const args = ["pair.network.json", "--loaded", "--verify", "--reference", "--ticks", "20", "--rate", "0.4"];
    const { stdout, exitCode } = await spikeforge("", ...args, "--board", "hx8k-evn");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\nloaded {2}nothing: the board holds the network; \d+ words read back and equal\n/);
    expect(stdout).toContain("every spike of the outputs, and all state at the end, equals the reference");
    const { stderr } = await spikeforge("", ...args, "--board", "icebreaker");
    expect(stderr).toContain("FLOW033");
  });

  it("CLI058: no state reset while the board runs on its own", async () => {
    const { stderr } = await spikeforge('{"clear":true}', "pair.network.json", "--stdin", "--free-run", "1");
    expect(stderr).toContain(
      'CLI058 stdin line 1: "clear" while the board runs on its own clock\n' +
        "    leave out --free-run: then the state can be reset and read between ticks\n",
    );
  });
});

describe("spikeforge run on images", () => {
  const rate = "rate:numerator=1,shift=8,phase=2654435769,ticks=6";

  beforeAll(async () => {
    // Input 0 excites neuron 1 more, input 1 neuron 0.
    await writeFile(join(folder, "images.idx"), idxFile([3, 1, 3], [255, 0, 0, 0, 255, 0, 0, 200, 0]));
    await writeFile(join(folder, "labels.idx"), idxFile([3], [1, 0, 1]));
    await writeFile(join(folder, "wide.idx"), idxFile([1, 1, 4], [1, 2, 3, 4]));
  });

  it.each([
    ["host", rate],
    ["chip", rate],
    ["chip", "latency:ticks=6"],
    ["host", "latency:ticks=6"],
  ])("encoded on the %s, %s: answers, labels, and the reference's spikes", async (where, encoder) => {
    const { stdout, exitCode, stderr } = await spikeforge(
      "",
      ...["pair.network.json", "--frames", "images.idx", "--labels", "labels.idx", "--encoder", encoder],
      ...["--encode", where, "--baud", "12000000", "--reference", "--json"],
    );
    expect({ stderr: stderr.replace(/^(loading|running).*\n/gm, ""), exitCode }).toEqual({ stderr: "", exitCode: 0 });
    const result = JSON.parse(stdout) as { frames: unknown; bitExact: boolean; link: { inferences: number } };
    expect(result.bitExact).toBe(true);
    expect(result.link).toMatchObject({ inferences: 3, ticks: 21 });
    // One spike of a latency code reaches no threshold: then the larger membrane decides.
    expect(result.frames).toEqual({ answers: [1, 0, 0], right: 2, encodedOn: where });
  });

  it("--live: one line for each image; the report says what an image costs", async () => {
    const args = ["pair.network.json", "--frames", "images.idx", "--labels", "labels.idx", "--encoder", rate, "--live"];
    const { stdout, stderr } = await spikeforge("", ...args, "--images", "2");
    expect(lines(stdout)).toEqual([
      { frame: 0, answer: 1 },
      { frame: 1, answer: 0 },
    ]);
    expect(stderr).toMatch(/\nimages {2}2, 2 right \(100\.0 %\); \d+ bytes each\n/);
  });

  it("CLI064: images and labels that do not fit; an --encoder that is none", async () => {
    const args = ["pair.network.json", "--frames", "wide.idx", "--labels", "labels.idx"];
    const { stderr, exitCode } = await spikeforge("", ...args, "--encoder", rate);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      'CLI064 wide.idx: images of 1 × 4, but input "in" has 3 channels\n    a frame has one value for each channel\n' +
        "CLI064 labels.idx: 3 labels for 1 images\n    name the labels of these images\n",
    );
    expect((await spikeforge("", ...args)).stderr).toContain(
      "CLI056 spikeforge run: --frames without the one --encoder that they are given by\n    add --encoder rate:… or latency:…\n",
    );
    const wrong = await spikeforge("", ...args, "--encoder", "rate:ticks=3");
    expect(wrong.stderr).toContain(
      "numerator: expected rate:numerator=<n>,shift=<n>,phase=<n>,ticks=<n> or latency:ticks=<n>",
    );
  });
});

describe("spikeforge run over a serial port, the board in another process", () => {
  it("gives the reference's spikes, by the same session as on the simulated board", async () => {
    const { path } = await boardInAnotherProcess();
    const args = ["pair.network.json", "--port", path, "--baud", "12000000", "--verify", "--reference", "--json"];
    const input = ["--ticks", "40", "--rate", "0.4"];
    const { stdout, exitCode, stderr } = await spikeforge("", ...args, ...input);
    expect(stderr).toContain("reading it back: 12 words are equal");
    expect(exitCode).toBe(0);
    const result = JSON.parse(stdout) as { spikes: number[][] };
    expect(result).toMatchObject({ kind: "serial", port: `${path} at 12000000 baud`, bitExact: true });
    const simulated = await spikeforge("", "pair.network.json", "--json", ...input);
    expect(result.spikes).toEqual((JSON.parse(simulated.stdout) as { spikes: number[][] }).spikes);
    expect(result.spikes.flat().length).toBeGreaterThan(10);
    // The network is still there.
    const again = await spikeforge("", ...args, ...input, "--loaded");
    expect(JSON.parse(again.stdout)).toMatchObject({ bitExact: true, spikes: result.spikes });
    expect(JSON.parse(again.stdout)).not.toHaveProperty("loaded");
  });

  it("answers live input while it stays open, and tells at once when the board is unplugged", async () => {
    const board = await boardInAnotherProcess();
    const run = live("--port", board.path, "--baud", "12000000");
    const input = [[1], [0, 1], [2]];
    const heard: unknown[] = [];
    for (const channels of input) {
      run.say(JSON.stringify(channels));
      heard.push(await run.hear());
    }
    expect(heard).toEqual(expected(input).map((out, tick) => ({ tick, spikes: { out } })));
    board.unplug();
    const { code, stderr } = await run.exit();
    expect(code).toBe(2);
    expect(stderr).toMatch(
      new RegExp(`LINK014 status: the line failed: ${board.path} is gone: the board was unplugged or lost its power`),
    );
  });

  it("LINK004: the board holds another network's design", async () => {
    const { path } = await boardInAnotherProcess("large.network.json");
    const { stderr, exitCode } = await spikeforge("", "pair.network.json", "--port", path, "--baud", "12000000");
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^LINK004 \S+ at 12000000 baud: the board holds another design: shape 0x\w{8}, expected 0x/);
  });

  it("LINK001: a board that does not answer is told within seconds", async () => {
    const { path, unplug } = await openPty();
    const { stderr, exitCode } = await spikeforge("", "pair.network.json", "--port", path);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^LINK001 \S+ at 3000000 baud: the board does not answer \(no answer to 8 tries of 500 ms\)\n/,
    );
    await unplug();
  });

  it("LINK015: no such port, with the exit code of bad input and nothing on stdout", async () => {
    const { stdout, stderr, exitCode } = await spikeforge("", "pair.network.json", "--port", "/dev/ttyNOPE");
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
    expect(stderr).toMatch(/^LINK015 \/dev\/ttyNOPE: no such serial port; /);
  });
});
