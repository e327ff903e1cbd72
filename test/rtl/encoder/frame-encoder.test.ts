import { describe, expect, it } from "vitest";
import type { EncoderShape, Fabric, FrameOrder, RateShape } from "../../../config/index.ts";
import { Random } from "../../support/random.ts";
import { EncoderBench, expectedWords, marker } from "./encoder-bench.ts";

const digits: RateShape = { numerator: 3, shift: 10, phaseMultiplier: 2_654_435_761 };
const allValues = Uint8Array.from({ length: 256 }, (_, value) => value);
const shape = (channels: number, rate?: RateShape, firstWord = 0x1800): EncoderShape => ({
  channels,
  firstWord,
  ...(rate === undefined ? {} : { rate }),
  latency: rate === undefined ? "built" : "leftOut",
});
const both = (channels: number, rate = digits): EncoderShape => ({ ...shape(channels, rate), latency: "built" });
const fabrics: readonly Fabric[] = ["ice40up", "ice40hx", "ecp5"];

/** Runs a whole frame and two ticks more. */
function run(encoder: EncoderShape, values: Uint8Array, order: FrameOrder, fabric: Fabric, seed = 1) {
  const bench = new EncoderBench(encoder, fabric, () => true, seed);
  bench.frame(values, order);
  for (let tick = 0; tick < order.ticks + 2; tick++) bench.send(marker(tick));
  bench.close();
  return bench.taken;
}

const withMarkers = (ticks: readonly (readonly number[])[]) => ticks.flatMap((words, tick) => [...words, marker(tick)]);
const expected = (encoder: EncoderShape, values: Uint8Array, order: FrameOrder) =>
  withMarkers([...expectedWords(encoder, values, order), [], []]);

describe("frame encoder, codes", () => {
  it.each(fabrics)("equals rateEncoder for all 256 values, with the digits' code: %s", (fabric) => {
    const order: FrameOrder = { code: "rate", ticks: 40, given: "once" };
    const encoder = shape(256, digits);
    expect(run(encoder, allValues, order, fabric)).toEqual(expected(encoder, allValues, order));
  });

  it.each([1, 2, 3, 12, 100, 254, 255, 256, 300])("equals latencyEncoder for all 256 values in %i ticks", (ticks) => {
    const order: FrameOrder = { code: "latency", ticks, given: "once" };
    expect(run(shape(256), allValues, order, "ice40up")).toEqual(expected(shape(256), allValues, order));
  });

  it.each<[RateShape, Fabric]>([
    [{ numerator: 1, shift: 1, phaseMultiplier: 1 }, "ice40up"],
    [{ numerator: 1, shift: 3, phaseMultiplier: 0x9e3779b1 }, "ecp5"],
    [{ numerator: 1, shift: 8, phaseMultiplier: 0 }, "ice40up"],
    [{ numerator: 257, shift: 16, phaseMultiplier: 0xffffffff }, "ice40up"],
    [{ numerator: 100, shift: 17, phaseMultiplier: 12_345 }, "ice40up"],
    [{ numerator: 65_793, shift: 24, phaseMultiplier: 0x80000001 }, "ice40hx"],
  ])("equals rateEncoder with %o on %s", (rate, fabric) => {
    const order: FrameOrder = { code: "rate", ticks: 30, given: "once" };
    const encoder = shape(256, rate);
    expect(run(encoder, allValues, order, fabric)).toEqual(expected(encoder, allValues, order));
  });

  it.each([1, 2, 3, 5, 33, 511, 513, 785])("encodes %i channels, whatever memory and registers hold", (channels) => {
    const random = new Random(channels);
    const values = Uint8Array.from({ length: channels }, () => random.integer(0, 255));
    for (const [code, fabric] of [
      ["rate", "ice40up"],
      ["latency", "ice40hx"],
    ] as const) {
      const order: FrameOrder = { code, ticks: 7, given: "once" };
      expect(run(both(channels), values, order, fabric, channels), code).toEqual(
        expected(both(channels), values, order),
      );
    }
  });

  it("puts channels behind any first word", () => {
    const encoder = shape(20, digits, 0x0123);
    const order: FrameOrder = { code: "rate", ticks: 9, given: "once" };
    const values = allValues.subarray(236);
    expect(run(encoder, values, order, "ecp5")).toEqual(expected(encoder, values, order));
  });

  it("counts as many ticks as a frame can have", () => {
    const order: FrameOrder = { code: "latency", ticks: 4095, given: "once" };
    const values = Uint8Array.of(0, 1, 128, 255);
    expect(run(shape(4), values, order, "ice40up")).toEqual(expected(shape(4), values, order));
  });
});

describe("frame encoder, frames", () => {
  const values = allValues.subarray(100, 140);
  const encoder = both(40);
  const rate: FrameOrder = { code: "rate", ticks: 6, given: "once" };
  const latency: FrameOrder = { code: "latency", ticks: 5, given: "once" };
  const ticksOf = (order: FrameOrder) => expectedWords(encoder, values, order);
  const open = () => new EncoderBench(encoder, "ice40up");
  const pass = (bench: EncoderBench, first: number, count: number) => {
    for (let tick = first; tick < first + count; tick++) bench.send(marker(tick));
  };

  it("lets words pass when there is none", () => {
    const bench = open();
    for (const word of [5, 6, marker(0), 7, marker(1)]) expect(bench.step(word)).toBe(true);
    expect(bench.taken).toEqual([5, 6, marker(0), 7, marker(1)]);
  });

  it("gives one again and again until it ends", () => {
    const bench = open();
    bench.frame(values, { ...latency, given: "repeatedly" });
    pass(bench, 0, 13);
    bench.endFrame();
    pass(bench, 13, 2);
    const once = ticksOf(latency);
    expect(bench.taken).toEqual(withMarkers([...once, ...once, ...once.slice(0, 3), [], []]));
  });

  it("begins another one at once, in another code, and the same one anew", () => {
    const bench = open();
    bench.frame(values, rate);
    pass(bench, 0, 2);
    bench.frame(values, latency);
    pass(bench, 2, 3);
    bench.frame(values, rate);
    pass(bench, 5, 7);
    const [first, second] = [ticksOf(rate), ticksOf(latency)];
    expect(bench.taken).toEqual(withMarkers([...first.slice(0, 2), ...second.slice(0, 3), ...first, []]));
  });

  it("forgets one when the state is cleared, but not its values", () => {
    const bench = open();
    bench.frame(values, rate);
    pass(bench, 0, 2);
    bench.clear();
    pass(bench, 0, 2);
    bench.frame(new Uint8Array(), rate);
    pass(bench, 2, 6);
    const once = ticksOf(rate);
    expect(bench.taken).toEqual([...withMarkers(once.slice(0, 2)), ...withMarkers([[], [], ...once])]);
  });

  it("looks at a tick's channels before its marker comes, when that is expected", () => {
    const bench = open();
    bench.frame(values, rate);
    bench.expects = 1;
    bench.step();
    bench.step();
    expect(bench.busy).toBe(true);
    bench.expects = 0;
    bench.rest();
    expect(bench.taken).toEqual(ticksOf(rate)[0]);
    expect(bench.step(marker(0))).toBe(true);
    bench.rest();
    expect(bench.taken).toEqual(withMarkers(ticksOf(rate).slice(0, 1)));
  });

  it("takes a cycle for each channel, one for each event, and 7 more", () => {
    const bench = new EncoderBench(both(784), "ice40up");
    bench.frame(new Uint8Array(784).fill(255), { code: "rate", ticks: 4, given: "once" });
    bench.send(marker(0));
    const events = bench.taken.length - 1;
    bench.rest();
    const begun = bench.cycle;
    bench.send(marker(1));
    const eventsOfSecond = bench.taken.length - events - 2;
    expect(eventsOfSecond).toBeGreaterThan(500);
    expect(bench.cycle - begun).toBe(784 + eventsOfSecond + 7);
  });
});

describe("frame encoder, order", () => {
  it("puts each tick's events between its neighbours' markers: random hosts, cores and frames", () => {
    let frames = 0;
    for (let seed = 1; seed <= 30; seed++) {
      const random = new Random(seed);
      const encoder = both(random.integer(1, 40));
      const pace = random.integer(1, 4);
      const pause = new Random(seed + 1000);
      const bench = new EncoderBench(encoder, random.pick(fabrics), () => pause.integer(1, pace) === 1, seed);
      const sent: number[][] = [];
      let given: { readonly from: number; readonly order: FrameOrder; readonly words: number[][] } | undefined;
      const wanted: number[][] = [];
      const host = (tick: number) => {
        if (random.integer(0, 3) === 0) {
          const values = Uint8Array.from({ length: encoder.channels }, () => random.integer(0, 255));
          const order: FrameOrder = {
            code: random.pick(["rate", "latency"]),
            ticks: random.integer(1, 6),
            given: random.pick(["once", "repeatedly"]),
          };
          bench.frame(values, order);
          given = { from: tick, order, words: expectedWords(encoder, values, order) };
          frames++;
        }
      };
      for (let tick = 0; tick < 60; tick++) {
        host(tick);
        const events = Array.from({ length: random.integer(0, 3) }, () => random.integer(0, 0x7ff));
        for (const event of events) bench.send(event);
        if (random.integer(0, 1) === 0) {
          bench.expects = 1;
          for (let cycle = random.integer(0, 90); cycle > 0; cycle--) bench.step();
          bench.expects = 0;
        }
        bench.send(marker(tick));
        sent.push(events);
        const at = given === undefined ? -1 : tick - given.from;
        const place = given?.order.given === "repeatedly" ? at % given.order.ticks : at;
        wanted.push(given?.words[place] ?? []);
        bench.rest();
      }
      const found: number[][] = [[]];
      for (const word of bench.taken) {
        if (word >= 0x8000) found.push([]);
        else found.at(-1)?.push(word);
      }
      const ofFrame = found.map((words) => words.filter((word) => word >= encoder.firstWord));
      const ofHost = found.map((words) => words.filter((word) => word < encoder.firstWord));
      expect(ofFrame, `seed ${seed}`).toEqual([...wanted, []]);
      expect(ofHost, `seed ${seed}`).toEqual([...sent, []]);
      bench.close();
    }
    expect(frames).toBeGreaterThan(200);
  });
});
