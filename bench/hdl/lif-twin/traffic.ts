/** Random contents and traffic for two cores of one shape: what both must answer alike. */
import { aerMarker, busSpaces, packWord, sliceStride, type WordLayout } from "../../../config/index.ts";
import {
  inputParameterLayout,
  listIndexBits,
  outputParameterLayout,
  segmentLayout,
  slotCount,
  type TwinShape,
  weightSlices,
} from "./core/layout.ts";

/** What both cores are built for: 16 lanes of 4-bit weights on the UP5K, with every feature that the twin has. */
export const twinShape: TwinShape = {
  lanes: 16,
  weightBits: 4,
  membraneBits: 16,
  accumulatorBits: 14,
  groups: 16,
  regions: 4,
  listEntries: 1024,
  weightWords: 16_384,
  segments: 256,
  refractoryBits: 4,
  biasBits: 12,
  leaks: ["none", "shift"],
  leakBits: 0,
  firstTickBits: 2,
};

/** Two host inputs, and two regions into which every slot could loop back. */
const regionSizes = [300, 200, 256, 256];
const hostRegions = 2;

type Draw = (low: number, high: number) => number;

/** The traffic file of `drive.cpp`. `draw` gives whole numbers, both bounds included. */
export function twinTraffic(draw: Draw, ticks: number): Uint8Array {
  const shape = twinShape;
  const seed = draw(1, 1_000_000);
  const writes = contents(draw, shape);
  const events = eventsOf(draw, ticks, listIndexBits(shape));
  const pauses = [draw(0, 2) === 0 ? 1000 : draw(100, 900), draw(1, 2 ** 31)];
  const slots = Array.from({ length: slotCount(shape) }, (_, slot) => slot);
  const reads = [
    ...slots.map((slot) => [busSpaces.membranes, slot]),
    ...slots.map((slot) => [busSpaces.refractory, slot]),
    ...slots.map(() => [busSpaces.weights, draw(0, 65_535)]),
  ];
  const parts = [[seed, writes.length], ...writes, [events.length], ...events, pauses, [reads.length], ...reads];
  return new Uint8Array(Uint32Array.from(parts.flat()).buffer);
}

type Write = [space: number, address: number, data: number];

function contents(draw: Draw, shape: TwinShape): Write[] {
  const writes: Write[] = [];
  const add = (space: number, word: number, layout: WordLayout, values: Readonly<Record<string, number>>): void => {
    const base = word * sliceStride(layout.slices);
    packWord(layout, values).forEach((data, slice) => {
      writes.push([space, base + slice, data]);
    });
  };
  // Often more excitation than inhibition, so that there is something to see.
  const calm = draw(0, 3) === 0;
  for (let at = 0; at < shape.weightWords * sliceStride(weightSlices(shape)); at++) {
    const word = draw(0, 65_535);
    writes.push([busSpaces.weights, at, calm || draw(0, 3) === 0 ? word : word & 0x7777]);
  }
  // A chain of groups with one to four segments each, empty regions among them.
  let segment = 0;
  for (let group = 0; group < shape.groups; group++) {
    const count = draw(1, 4);
    for (let i = 1; i <= count; i++) {
      add(busSpaces.segments, segment++, segmentLayout(shape), {
        weightBase: draw(0, shape.weightWords - 1),
        region: draw(0, regionSizes.length - 1),
        lastOfGroup: Number(i === count),
        lastOfTick: Number(i === count && group === shape.groups - 1),
      });
    }
  }
  let start = 0;
  regionSizes.forEach((size, region) => {
    writes.push([busSpaces.regionStart, region, start]);
    start += size;
  });
  for (let slot = 0; slot < slotCount(shape); slot++) {
    const leaks = draw(0, 2) > 0;
    add(busSpaces.inputParameters, slot, inputParameterLayout(shape), {
      bias: draw(0, 2) === 0 ? draw(-2048, 2047) : draw(-20, 20),
      shiftOn: Number(leaks),
      shiftAmount: leaks ? draw(0, 15) : 0,
      firstTick: draw(0, 3) === 0 ? draw(0, 3) : 0,
    });
    const threshold = draw(0, 3) === 0 ? draw(1, 32_767) : draw(1, 500);
    const subtracts = draw(0, 1) === 1;
    add(busSpaces.outputParameters, slot, outputParameterLayout(shape), {
      threshold,
      subtract: Number(subtracts),
      resetAdd: subtracts ? 0 - draw(0, threshold) : draw(-32_768, threshold - 1),
      refractory: draw(0, 1) === 0 ? 0 : draw(0, 15),
      report: draw(0, 1),
      loopBack: draw(0, 1),
      loopBackRegion: draw(hostRegions, regionSizes.length - 1),
    });
  }
  return writes;
}

/** Pairs of a pause and a word: every channel at most once per tick, and a marker after each tick's events. */
function eventsOf(draw: Draw, ticks: number, indexBits: number): [gap: number, word: number][] {
  const events: [number, number][] = [];
  for (let tick = 0; tick < ticks; tick++) {
    const density = draw(0, 3) === 0 ? draw(0, 100) : draw(0, 15);
    const pauses = draw(0, 3) === 0 ? draw(1, 5) : 0;
    for (let region = 0; region < hostRegions; region++) {
      for (let index = 0; index < (regionSizes[region] ?? 0); index++) {
        if (draw(0, 99) < density) events.push([draw(0, pauses), (region << indexBits) | index]);
      }
    }
    events.push([draw(0, pauses), aerMarker | tick]);
  }
  return events;
}
