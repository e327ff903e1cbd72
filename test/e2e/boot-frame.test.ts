/** An image in the boot image of the command line: what the board makes of it by itself. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { boardBuild } from "../../api/board-build.ts";
import { aerMarker } from "../../config/index.ts";
import {
  bootImageOf,
  compileNetwork,
  findBoard,
  flashFile,
  latencyEncoder,
  lif,
  network,
  Reference,
  rateEncoder,
  writeNetwork,
} from "../../index.ts";
import { SimulatedFlash, withFlash } from "../../sim/board/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { commandLine } from "../support/command-line.ts";
import { idxFile } from "../support/idx-file.ts";

const side = 5;
const frameTicks = 6;
const images = [0, 1].map((image) => Array.from({ length: side * side }, (_, i) => (i * (37 + 64 * image)) % 256));
const rate = { numerator: 1, shift: 8, phaseMultiplier: 2_654_435_769 };
const codes = {
  rate: { text: `rate:numerator=1,shift=8,phase=2654435769,ticks=${frameTicks}`, request: { rate } },
  latency: { text: `latency:ticks=${frameTicks}`, request: { latency: "built" } },
} as const;
const encoders = { rate: rateEncoder({ ...rate, ticks: frameTicks }), latency: latencyEncoder({ ticks: frameTicks }) };
const description = network("eye", { weightBits: 4, membraneBits: 16, weightScale: 1 })
  .input("retina", side * side)
  .population("cells", { size: 6, neuron: lif({ threshold: 11 }) })
  .project("retina", "cells", { weights: Int8Array.from({ length: side * side * 6 }, (_, i) => ((i * 7) % 11) - 3) })
  .output("cells")
  .build();
const fomuMHz = 48;
const periodCycles = 480;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spikeforge-boot-frame-"));
  await writeFile(join(folder, "eye.network.json"), writeNetwork(description));
  await writeFile(join(folder, "images.idx"), idxFile([images.length, side, side], images.flat()));
  await writeFile(join(folder, "wide.idx"), idxFile([1, 1, 2], [1, 2]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const bootImage = (board: string, ...more: string[]) =>
  commandLine(folder, "boot-image", "eye.network.json", "--board", board, "--out", "eye.boot.bin", ...more);

/** Slots that fire in each tick on Fomu's whole design, which finds this in its flash. */
async function spikesOfFomu(code: keyof typeof codes, boot: Uint8Array, ticks: number) {
  const fomu = await findBoard("fomu");
  const compiled = compileNetwork(description, fomu, { encoder: codes[code].request });
  const { design } = boardBuild(compiled, fomuMHz, { boot: "flash" });
  const { flash: facts } = fomu;
  if (facts === undefined) throw new Error("no flash");
  const flash = new SimulatedFlash({ bytes: facts.bytes, wakeCycles: fomuMHz * 35 });
  flash.program(facts.imageOffset, flashFile(fomu, new Uint8Array(104_090), boot));
  const simulation = openEmbedded(design, { seed: 2, visible: "nets" });
  const step = withFlash(simulation, flash, {
    ...{ select: facts.cs.net, clock: facts.clk?.net ?? "", mosi: facts.mosi.net, miso: facts.miso.net },
  });
  const [valid, ready, payload] = ["valid", "ready", "payload"].map((name) =>
    simulation.signal(`clocked.chip.core.spikes_${name}`),
  );
  const found: number[][] = [];
  let open: number[] = [];
  const last = 6700 + 60 * boot.length + (ticks + 4) * periodCycles;
  for (let cycle = 0; found.length < ticks && cycle < last; cycle++) {
    step(1);
    if (cycle < 6700 || valid?.value !== 1 || ready?.value !== 1) continue;
    const word = payload?.value ?? 0;
    if (word < aerMarker) open.push(word);
    else {
      found.push(open.sort((a, b) => a - b));
      open = [];
    }
  }
  simulation.close();
  return { found, compiled };
}

describe("boot-image --frame", () => {
  it.each([
    ["rate", "repeatedly", 1],
    ["latency", "once", 0],
  ] as const)(
    "a board without a host gives itself the image in a %s code, %s: every spike as the reference",
    async (code, given, image) => {
      const asked = ["--frame", "images.idx", "--encoder", codes[code].text, "--period", String(periodCycles / 48_000)];
      const more = given === "once" ? ["--given", "once"] : ["--image", String(image)];
      const { exitCode, stdout, stderr } = await bootImage("fomu", ...asked, ...more);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      const often = given === "once" ? "once" : "again and again";
      expect(stdout).toContain(`\nimage ${image} of images.idx, in a ${code} code of ${frameTicks} ticks, ${often}\n`);
      const ticks = 3 * frameTicks;
      const { found, compiled } = await spikesOfFomu(code, await readFile(join(folder, "eye.boot.bin")), ticks);
      const reference = new Reference(compiled.network);
      const frame = encoders[code](Uint8Array.from(images[image] ?? []));
      const expected = Array.from({ length: ticks }, (_, tick) => {
        const channels = frame[given === "once" ? tick : tick % frameTicks] ?? [];
        return Array.from(reference.tick(channels).spikes, (neuron) => compiled.config.slotOfNeuron[neuron] ?? -1).sort(
          (a, b) => a - b,
        );
      });
      expect(found).toEqual(expected);
      expect(expected.flat().length).toBeGreaterThan(5);
    },
  );

  it("says as JSON what it gives", async () => {
    const { stdout } = await bootImage("fomu", "--frame", "images.idx", "--encoder", codes.rate.text, "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      board: "fomu",
      frame: { image: 0, code: "rate", ticks: frameTicks, given: "repeatedly" },
    });
  });

  it("CLI065: a frame without an encoder, for a board that waits for a host, or options of none", async () => {
    const encoder = ["--encoder", codes.latency.text];
    expect(await bootImage("fomu", "--frame", "images.idx")).toMatchObject({
      exitCode: 2,
      stderr:
        "CLI065 spikeforge boot-image: --frame without the --encoder that the design was built with\n" +
        "    add --encoder rate:… or latency:…, as it was given to synth\n",
    });
    expect(await bootImage("icebreaker", "--frame", "images.idx", ...encoder)).toMatchObject({
      exitCode: 2,
      stderr:
        "CLI065 iCEBreaker: a frame, but the board waits for a host when it has booted, and a host that connects ends the frame\n" +
        "    let the board run by itself: --period <ms>; or let the host give the frame: run --frames\n",
    });
    expect(await bootImage("fomu", "--image", "1", ...encoder)).toMatchObject({
      exitCode: 2,
      stderr:
        "CLI065 spikeforge boot-image: --image or --given without a frame\n    name the file of images: --frame <file>\n",
    });
    const fomu = compileNetwork(description, await findBoard("fomu"));
    const order = { code: "rate", ticks: 3, given: "once" } as const;
    expect(() => bootImageOf(fomu, fomuMHz, { frame: { values: new Uint8Array(25), order } })).toThrow(
      "CLI065 Fomu PVT: a frame, but the design has no encoder for it\n" +
        "    build the design with an encoder, and make this boot image for it: --encoder rate:… or latency:…, at both",
    );
  });

  it("CLI064, LINK033: images that are no frames, one that is not there, more ticks than a frame has", async () => {
    const { stderr, exitCode } = await bootImage(
      "fomu",
      "--frame",
      "wide.idx",
      "--encoder",
      codes.rate.text,
      "--image",
      "1",
    );
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      'CLI064 wide.idx: images of 1 × 2, but input "retina" has 25 channels\n    a frame has one value for each channel\n' +
        "CLI064 wide.idx: 1 images, and --image 1 is none of them\n    images count from 0\n",
    );
    const long = await bootImage("fomu", "--frame", "images.idx", "--encoder", "latency:ticks=5000");
    expect(long.exitCode).toBe(2);
    expect(long.stderr).toMatch(/^LINK033 frame: 5000 ticks, expected a whole number in 1…4095\n/);
  });
});
