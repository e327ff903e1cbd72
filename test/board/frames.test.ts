/** Frames through the whole chip: link, encoder, core, against the reference and the network's encoders. */
import { describe, expect, it } from "vitest";
import { coreImage, place, placeEncoder } from "../../compile/index.ts";
import type { FrameOrder } from "../../config/index.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { connect, shapeHash, type TickSpikes } from "../../host/index.ts";
import { type Encoder, latencyEncoder, rateEncoder } from "../../network/index.ts";
import { Chip } from "../../rtl/chip.ts";
import { simulatedBoard } from "../../sim/board/index.ts";
import { reportingAll } from "../../sim/harness/core-driver.ts";
import { Reference } from "../../sim/reference/index.ts";
import { Random } from "../support/random.ts";
import { oneCore, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

const rate = { numerator: 5, shift: 11, phaseMultiplier: 0x9e3779b1 };
const fabrics = ["ice40up", "ice40hx"] as const;

/** A network, one of whose inputs gets frames. */
function built(seed: number) {
  const network = randomNetwork(seed, { ...oneCore, maxNeurons: 24 });
  const config = reportingAll(place(network, roomyTarget(4)));
  const input = network.inputs.find(({ first }) => (config.channelWord[first] ?? -1) >= 0);
  if (input === undefined) return undefined;
  const encoder = placeEncoder({ input: input.name, rate, latency: "built" }, network, config);
  return { network, config, encoder, input, hash: shapeHash(config.shape, encoder) };
}
type Built = NonNullable<ReturnType<typeof built>>;

async function open({ config, encoder, hash }: Built, seed: number) {
  const core = { shape: config.shape, fabric: fabrics[seed % fabrics.length] ?? "ice40up" };
  const chip = elaborate(Chip({ core, encoder, clockCyclesPerBit: 4, shapeHash: hash }));
  const board = simulatedBoard(chip, { clockCyclesPerBit: 4, seed });
  const session = await connect(board, { shapeHash: hash, encoder, timeoutMs: 50 });
  await session.load(coreImage(config));
  return { board, session };
}

const encoderOf = ({ code, ticks }: FrameOrder): Encoder =>
  code === "rate" ? rateEncoder({ ...rate, ticks }) : latencyEncoder({ ticks });

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);

/** A host that draws what it does, beside a reference that is told. */
class Host {
  readonly #random: Random;
  readonly #built: Built;
  readonly #reference: Reference;
  #frame: { readonly from: number; readonly order: FrameOrder; readonly channels: readonly number[][] } | undefined;
  frameEvents = 0;
  hostEvents = 0;
  tick = 0;

  constructor(random: Random, built: Built) {
    this.#random = random;
    this.#built = built;
    this.#reference = new Reference(built.network);
  }

  drawFrame(): { values: Uint8Array; order: FrameOrder } {
    const { input } = this.#built;
    const values = Uint8Array.from({ length: input.size }, () =>
      this.#random.pick([0, 255, this.#random.integer(0, 255)]),
    );
    const order: FrameOrder = {
      code: this.#random.pick(["rate", "latency"]),
      ticks: this.#random.integer(1, 8),
      given: this.#random.pick(["once", "repeatedly"]),
    };
    const channels = encoderOf(order)(values).map((each) => each.map((channel) => input.first + channel));
    this.#frame = { from: this.tick, order, channels };
    return { values, order };
  }

  endFrame(): void {
    this.#frame = undefined;
  }

  /** Channels that the encoder gives in a tick. */
  #ofFrame(tick: number): readonly number[] {
    if (this.#frame === undefined) return [];
    const { from, order, channels } = this.#frame;
    return channels[order.given === "once" ? tick - from : (tick - from) % order.ticks] ?? [];
  }

  /** Does the frame drive the input in that tick? */
  #drives(tick: number): boolean {
    const { from, order } = this.#frame ?? {};
    return from !== undefined && (order?.given === "repeatedly" || tick < from + (order?.ticks ?? 0));
  }

  /** Host channels for a tick: also those of the encoder's input, where no frame drives it. */
  drawEvents(tick: number): number[] {
    const { network, input, config } = this.#built;
    const all = network.inputs.flatMap(({ first, size }) => Array.from({ length: size }, (_, i) => first + i));
    const free = all.filter(
      (channel) =>
        (config.channelWord[channel] ?? -1) >= 0 &&
        !(this.#drives(tick) && channel >= input.first && channel < input.first + input.size),
    );
    const drawn = free.filter(() => this.#random.integer(0, 5) === 0);
    this.hostEvents += drawn.length;
    return drawn;
  }

  /** The slots that fire in the next tick, with these events of the host. */
  expected(events: readonly number[]): number[] {
    const { config } = this.#built;
    const frame = this.#ofFrame(this.tick++);
    this.frameEvents += frame.length;
    const { spikes } = this.#reference.tick(ascending([...events, ...frame]));
    return ascending(Array.from(spikes, (neuron) => config.slotOfNeuron[neuron] ?? -1));
  }

  words(channels: readonly number[]): number[] {
    return channels.map((channel) => this.#built.config.channelWord[channel] ?? -1);
  }

  get membranes(): Int32Array {
    return this.#reference.v;
  }
}

describe("frames on a simulated board", () => {
  it("equals the reference while frames and host events mix: random networks, frames, requests", async () => {
    let [frameEvents, hostEvents, networks] = [0, 0, 0];
    for (let seed = 1; networks < 4; seed++) {
      const one = built(seed);
      if (one === undefined) continue;
      networks++;
      const random = new Random(seed);
      const { session } = await open(one, seed);
      const host = new Host(random, one);
      for (let run = 0; run < 14; run++) {
        const choice = random.integer(0, 3);
        if (choice < 2) {
          const { values, order } = host.drawFrame();
          await session.frame(values, order);
        } else if (choice === 2) {
          host.endFrame();
          await session.endFrame();
        }
        const ticks = Array.from({ length: random.integer(1, 9) }, (_, i) => host.drawEvents(host.tick + i));
        const found = await session.run(ticks.map((channels) => host.words(channels)));
        const expected = ticks.map((channels) => host.expected(channels));
        expect(found.map(ascending), `seed ${seed}, run ${run}`).toEqual(expected);
        const membranes = await session.readMembranes(one.config.slots.length);
        one.config.slotOfNeuron.forEach((slot, neuron) => {
          expect(membranes[slot], `seed ${seed}, run ${run}, neuron ${neuron}`).toBe(host.membranes[neuron]);
        });
      }
      expect(session.counts.repeated).toBe(0);
      expect((await session.status()).late).toBe(false);
      [frameEvents, hostEvents] = [frameEvents + host.frameEvents, hostEvents + host.hostEvents];
      await session.close();
    }
    expect(frameEvents).toBeGreaterThan(200);
    expect(hostEvents).toBeGreaterThan(200);
  });

  it("equals the reference while the board runs freely, from the frame's first tick on", async () => {
    const one = built(2) ?? expect.fail("no input");
    const { board, session } = await open(one, 2);
    const host = new Host(new Random(2), one);
    for (let turn = 0; turn < 4; turn++) {
      const { values, order } = host.drawFrame();
      await session.frame(values, order);
      // Host events of a tick that is far enough ahead.
      const ahead = host.tick + 6;
      const events = host.drawEvents(ahead);
      session.inject([{ tick: ahead, words: host.words(events) }]);
      const ended: TickSpikes[] = [];
      await session.freeRun(10_000);
      for (let poll = 0; poll < 12; poll++) {
        await board.advance(9_000);
        const { ticks, overrun } = await session.poll();
        ended.push(...ticks);
        expect(overrun).toBe(false);
      }
      ended.push(...(await session.stepped()).ticks);
      expect(ended.length).toBeGreaterThan(7);
      for (const { tick, spikes } of ended) {
        expect(ascending(spikes), `turn ${turn}, tick ${tick}`).toEqual(host.expected(tick === ahead ? events : []));
      }
    }
    expect(host.frameEvents).toBeGreaterThan(30);
    await session.close();
  });

  it("skips periods, and says so, when they are shorter than a scan and a tick", async () => {
    const one = built(2) ?? expect.fail("no input");
    const { board, session } = await open(one, 2);
    await session.frame(new Uint8Array(one.encoder.channels).fill(200), {
      code: "rate",
      ticks: 5,
      given: "repeatedly",
    });
    await session.freeRun(30);
    await board.advance(3_000);
    const { ticks, overrun } = await session.stepped();
    expect(overrun).toBe(true);
    expect(ticks.length).toBeGreaterThan(2);
    await session.close();
  });

  it("takes no marker that an earlier request left behind for one that is going to come", async () => {
    const one = built(2) ?? expect.fail("no input");
    const { session } = await open(one, 2);
    const host = new Host(new Random(5), one);
    await session.run([[], [], [], []]);
    await session.clear();
    for (let tick = 0; tick < 4; tick++) {
      const { values, order } = host.drawFrame();
      await session.frame(values, order);
      expect((await session.run([[]])).map(ascending), `tick ${tick}`).toEqual([host.expected([])]);
    }
    expect(host.frameEvents).toBeGreaterThan(10);
    await session.close();
  });

  it("sends only values that the board does not hold", async () => {
    const one = built(2) ?? expect.fail("no input");
    const { session } = await open(one, 2);
    const order: FrameOrder = { code: "rate", ticks: 5, given: "once" };
    const values = new Uint8Array(one.encoder.channels).fill(200);
    const requests = async (act: () => Promise<unknown>) => {
      const before = session.counts.requests;
      await act();
      return session.counts.requests - before;
    };
    expect(await requests(() => session.frame(values, order))).toBe(2);
    expect(await requests(() => session.frame(values, order))).toBe(1);
    await session.clear();
    values[0] = 3;
    expect(await requests(() => session.frame(values, order))).toBe(2);
    await session.close();
  });
});

describe("frames that cannot be", () => {
  const text = async (act: () => Promise<unknown>): Promise<string> => {
    try {
      await act();
    } catch (error) {
      if (error instanceof SpikeforgeError) return error.message;
      throw error;
    }
    return expect.fail("no error");
  };
  const one = built(2) ?? expect.fail("no input");
  const { channels, firstWord } = one.encoder;
  const values = new Uint8Array(channels);
  const order: FrameOrder = { code: "rate", ticks: 5, given: "once" };

  it("are refused with everything that is wrong about them: LINK031, LINK033", async () => {
    const { session } = await open(one, 2);
    expect(await text(() => session.frame(new Uint8Array(channels + 1), { ...order, ticks: 4096 }))).toBe(
      `LINK031 frame: ${channels + 1} values, expected ${channels}: one for each channel of its input
    give the values of the whole input, in the order of its channels
LINK033 frame: 4096 ticks, expected a whole number in 1…4095
    cut the run into several frames, or give one repeatedly`,
    );
    await session.close();
  });

  it("are refused in a code that was not built: LINK032", async () => {
    const { rate: _, ...latencyOnly } = one.encoder;
    const hash = shapeHash(one.config.shape, latencyOnly);
    const { session } = await open({ ...one, encoder: latencyOnly, hash }, 2);
    expect(await text(() => session.frame(values, order))).toBe(
      `LINK032 frame: a rate code, which the board's encoder is built without
    order the frame in a code that the design was built with, or build it with this one (--encoder)`,
    );
    await session.close();
  });

  it("are refused where events of their input are queued, and the other way round: LINK034", async () => {
    const { session } = await open(one, 2);
    session.inject([{ tick: 3, words: [firstWord] }]);
    const clash = (
      tick: number,
    ) => `LINK034 tick ${tick}: an event of channel 0, whose input a frame drives in that tick
    send events of other inputs, or of ticks behind the frame; endFrame() ends it`;
    expect(await text(() => session.frame(values, order))).toBe(clash(3));
    await session.frame(values, { ...order, ticks: 3 });
    expect(await text(async () => session.inject([{ tick: 2, words: [firstWord] }]))).toBe(clash(2));
    session.inject([{ tick: 4, words: [firstWord] }]);
    await session.run([[], [], [], [], []]);
    await session.close();
  });

  it("are refused without an encoder, and while the board runs freely: LINK030, LINK005", async () => {
    const { config } = one;
    const hash = shapeHash(config.shape);
    const core = { shape: config.shape, fabric: "ice40up" } as const;
    const board = simulatedBoard(elaborate(Chip({ core, clockCyclesPerBit: 4, shapeHash: hash })), {
      clockCyclesPerBit: 4,
    });
    const plain = await connect(board, { shapeHash: hash });
    expect(await text(() => plain.frame(values, order))).toBe(
      `LINK030 frame: the board's design has no frame encoder
    build and connect with an encoder (--encoder), or encode on the host and send events`,
    );
    await plain.close();
    const { session } = await open(one, 2);
    await session.freeRun(2000);
    expect(await text(() => session.frame(values, order))).toMatch(/^LINK005 frame: not possible while/);
    await session.close();
  });
});
