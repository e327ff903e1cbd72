import { describe, expect, it } from "vitest";
import { coreImage, place } from "../../compile/index.ts";
import { bootEnd, bootHeaderBytes } from "../../config/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { encodeFrame } from "../../host/frame.ts";
import { bootImage, connect, shapeHash } from "../../host/index.ts";
import { BootChip, StandaloneChip } from "../../rtl/boot/boot-chip.ts";
import { SimulatedFlash, simulatedBoard, withFlash } from "../../sim/board/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { reportingAll } from "../../sim/harness/core-driver.ts";
import { Reference } from "../../sim/reference/index.ts";
import { drawLearningCore } from "../support/learning-run.ts";
import { Random } from "../support/random.ts";
import { oneCore, randomInput, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

const offset = 0x020000;
const boot = { offset, halfPeriodCycles: 1, wakeBytes: 20 };
const network = randomNetwork(2, { ...oneCore, maxNeurons: 24 });
const config = reportingAll(place(network, roomyTarget(4)));
const hash = shapeHash(config.shape);
const core = { shape: config.shape, fabric: "ice40up" as const };
const blocks = coreImage(config);
const image = bootImage(blocks, { shapeHash: hash });
const bootChip = elaborate(BootChip({ core, clockCyclesPerBit: 4, shapeHash: hash, boot }));
const standalone = elaborate(StandaloneChip({ core, shapeHash: hash, boot }));
/** Long enough for the whole image. */
const bootCycles = 60 * image.length;

const flashWith = (bytes: Uint8Array, options = {}) => {
  const flash = new SimulatedFlash({ bytes: 1 << 20, wakeCycles: 300, ...options });
  flash.program(offset, bytes);
  return flash;
};

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);

function booted(bytes: Uint8Array, options = {}, seed = 1) {
  const flash = flashWith(bytes, options);
  const board = simulatedBoard(bootChip, { clockCyclesPerBit: 4, seed, flash });
  return { flash, board };
}

describe("a chip that boots from flash", () => {
  it.each([
    ["at once", {}],
    ["with the flash's answer a cycle late", { delayCycles: 1 }],
  ])("holds the network afterwards: every spike as the reference, %s", async (_, options) => {
    const { board, flash } = booted(image, options);
    await board.advance(bootCycles);
    expect(flash.bytesRead).toBe(image.length);
    expect(board.simulation.port("led_error").value).toBe(0);
    const session = await connect(board, { shapeHash: hash, timeoutMs: 50 });
    await session.verify(blocks);
    const reference = new Reference(network);
    const ticks = randomInput(new Random(2), network, 12);
    const found = await session.run(
      ticks.map((channels) => channels.map((channel) => config.channelWord[channel] ?? -1)),
    );
    const expected = ticks.map((channels) =>
      Array.from(reference.tick(channels).spikes, (neuron) => config.slotOfNeuron[neuron] ?? -1),
    );
    expect(found.map(ascending)).toEqual(expected.map(ascending));
    expect(expected.flat().length).toBeGreaterThan(10);
    await session.close();
  });

  it("learns from then on: every spike and every weight as the reference", async () => {
    const { network, config } = drawLearningCore(707, "all", "ice40up", { maxNeurons: 20, maxChannels: 8 });
    const observed = reportingAll(config);
    const hash = shapeHash(observed.shape);
    const image = bootImage(coreImage(observed), { shapeHash: hash });
    const core = { shape: observed.shape, fabric: "ice40up" as const };
    const chip = elaborate(BootChip({ core, clockCyclesPerBit: 4, shapeHash: hash, boot }));
    const board = simulatedBoard(chip, { clockCyclesPerBit: 4, flash: flashWith(image) });
    await board.advance(60 * image.length);
    const session = await connect(board, { shapeHash: hash, timeoutMs: 50 });
    const reference = new Reference(network);
    const ticks = randomInput(new Random(2), network, 30);
    const found = await session.run(
      ticks.map((channels) => channels.map((channel) => observed.channelWord[channel] ?? -1)),
    );
    const expected = ticks.map((channels) =>
      Array.from(reference.tick(channels).spikes, (neuron) => observed.slotOfNeuron[neuron] ?? -1),
    );
    expect(found.map(ascending)).toEqual(expected.map(ascending));
    const plastic = network.synapses.flatMap((own, block) => (own.plastic === undefined ? [] : [{ own, block }]));
    let changed = 0;
    for (const [entry, { own, block }] of plastic.entries()) {
      const weights = await session.readWeights(observed, entry);
      expect(weights).toEqual(reference.weights(block));
      changed += weights.filter((weight, i) => weight !== own.weights[i]).length;
    }
    expect(changed).toBeGreaterThan(0);
    await session.close();
  });

  it("boots again after a reset, whatever the flip-flops held: seeds 2 to 4", async () => {
    for (const seed of [2, 3, 4]) {
      const { board } = booted(image, {}, seed);
      await board.advance(bootCycles);
      const session = await connect(board, { shapeHash: hash, timeoutMs: 50 });
      await session.verify(blocks);
      await session.close();
    }
  });

  it("does not listen to the host while it boots, and sends it nothing", async () => {
    const { board } = booted(image);
    const heard: number[] = [];
    board.onData((bytes) => heard.push(...bytes));
    await board.write(encodeFrame({ sequence: 9, code: 0, payload: new Uint8Array() }));
    await board.advance(bootCycles / 2);
    expect(board.simulation.register("boot.booting").value).toBe(1);
    await board.advance(bootCycles / 2);
    expect(board.simulation.register("boot.booting").value).toBe(0);
    expect(heard).toEqual([]);
    expect(board.simulation.port("led_error").value).toBe(0);
    await board.close();
  });
});

/** Image, and where a byte is changed to what, or where it ends. */
const damaged = (at: number, value: (byte: number) => number, bytes = image): Uint8Array => {
  const copy = bytes.slice();
  copy[at] = value(copy[at] ?? 0);
  return copy;
};
const flip = (byte: number) => byte ^ 0x04;
const withLength = (length: number): Uint8Array => {
  const copy = image.slice();
  new DataView(copy.buffer).setUint32(4, length, true);
  return copy;
};
/** Length of the frames up to and with the one that ends at or behind this byte. */
function frameEnd(from: number): number {
  let flags = 0;
  for (let at = bootHeaderBytes; at < image.length; at++) {
    if (image[at] === 0x7e && ++flags % 2 === 0 && at >= from) return at + 1 - bootHeaderBytes;
  }
  throw new Error("no frame ends there");
}
const period = 900;
const running = bootImage(blocks, { shapeHash: hash, periodCycles: period });

describe("a boot image that is not what it should be: the LED shows it, the host can load nevertheless", () => {
  const frames = image.length - bootHeaderBytes - 1;
  it.each<[string, Uint8Array]>([
    ["no flash, or an erased one", new Uint8Array()],
    ["a line that is stuck at 0", new Uint8Array(0x2000)],
    ["a wrong magic", damaged(3, () => "b".charCodeAt(0))],
    ["a length out of range", withLength(0x01000000 + frames)],
    ["an image of another design", damaged(9, flip)],
    ["a damaged byte in a write", damaged(bootHeaderBytes + 100, flip)],
    ["a damaged opening flag", damaged(bootHeaderBytes, flip)],
    ["a damaged closing flag", damaged(bootHeaderBytes + 7, flip)],
    ["a byte that has become a flag", damaged(bootHeaderBytes + 120, () => 0x7e)],
    ["a damaged last frame", damaged(image.length - 4, flip)],
    ["a damaged end", damaged(image.length - 1, flip)],
    ["a length that ends within a frame", withLength(frames - 4)],
    ["a length that ends one byte early", withLength(frames - 1)],
    ["a length that ends behind another frame", withLength(frameEnd(bootHeaderBytes + 30))],
    ["a length that is too long", withLength(frames + 300)],
    ["a request that the board refuses", damaged(0, (byte) => byte, refusedImage())],
  ])("%s", async (_, bytes) => {
    const { board } = booted(bytes);
    await board.advance(bootCycles + 40_000);
    expect(board.simulation.register("boot.booting").value).toBe(0);
    expect(board.simulation.port("led_error").value).toBe(1);
    expect(board.simulation.port("flash_select").value).toBe(1);
    const session = await connect(board, { shapeHash: hash, timeoutMs: 50 });
    await session.load(blocks);
    await session.verify(blocks);
    await session.close();
  });

  it("does not start to run when a byte is damaged, wherever: places drawn with seed 5", async () => {
    const random = new Random(5);
    for (let run = 0; run < 12; run++) {
      const at = random.integer(0, running.length - 1);
      const mask = 1 << random.integer(0, 7);
      const simulation = openEmbedded(standalone, { seed: run });
      const step = withFlash(simulation, flashWith(damaged(at, (byte) => byte ^ mask, running)));
      simulation.reset();
      step(bootCycles + 40_000);
      expect(
        [simulation.port("led_error").value, simulation.register("link.tick_timer.running").value],
        `${at}`,
      ).toEqual([1, 0]);
      simulation.close();
    }
  });
});

/** HELLO, and a command that does not exist. */
function refusedImage(): Uint8Array {
  const plain = bootImage([], { shapeHash: hash });
  const frames = [
    encodeFrame({ sequence: 0, code: 0, payload: new Uint8Array() }),
    encodeFrame({ sequence: 1, code: 9, payload: new Uint8Array() }),
  ].flatMap((frame) => [...frame]);
  const bytes = Uint8Array.from([...plain.subarray(0, bootHeaderBytes), ...frames, bootEnd]);
  new DataView(bytes.buffer).setUint32(4, frames.length, true);
  return bytes;
}
