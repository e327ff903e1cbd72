import { describe, expect, it } from "vitest";
import { coreImage, place } from "../../compile/index.ts";
import type { Fabric, HardwareConfig, IntegerNetwork } from "../../config/index.ts";
import { bool, elaborate, input, instance, module, output, withReset } from "../../hdlgen/index.ts";
import { connect, type Session, shapeHash } from "../../host/index.ts";
import { PowerOnReset } from "../../rtl/cells/power-on-reset.ts";
import { Chip, type ChipParameters } from "../../rtl/chip.ts";
import { carriedContents, carriedMemories, coreMemories, preloadSections } from "../../rtl/core/core-memories.ts";
import { type SimulatedBoard, simulatedBoard } from "../../sim/board/index.ts";
import { reportingAll } from "../../sim/harness/core-driver.ts";
import { Reference } from "../../sim/reference/index.ts";
import { drawLearningCore } from "../support/learning-run.ts";
import { Random } from "../support/random.ts";
import { learningKinds } from "../support/random-learning-network.ts";
import { oneCore, randomInput, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

interface Built {
  readonly network: IntegerNetwork;
  readonly config: HardwareConfig;
  readonly parameters: ChipParameters;
}

/** A chip of a random network that carries the contents of `carried`, of its own where nothing is said. */
function chipOf(seed: number, fabric: Fabric, updates: number, blockDepth: number): Built {
  const network = randomNetwork(seed, { ...oneCore, maxNeurons: 40 });
  const target = { ...roomyTarget(8, updates), fabric, blockDepth };
  const config = reportingAll(place(network, target));
  const core = { shape: config.shape, fabric };
  const contents = carriedContents(core, coreImage(config));
  return {
    network,
    config,
    parameters: { core: { ...core, contents }, clockCyclesPerBit: 4, shapeHash: shapeHash(config.shape) },
  };
}

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);

/** A chip that carries the contents of a random network that learns, or whose thresholds adapt. */
function learningChip(seed: number, kind: (typeof learningKinds)[number], fabric: Fabric): Built {
  const drawn = drawLearningCore(seed, kind, fabric, { maxNeurons: 20, maxChannels: 8 });
  const config = reportingAll(drawn.config);
  const core = { shape: config.shape, fabric };
  const contents = carriedContents(core, coreImage(config));
  return {
    ...{ network: drawn.network, config },
    parameters: { core: { ...core, contents }, clockCyclesPerBit: 4, shapeHash: shapeHash(config.shape) },
  };
}

/** The first seed from here on with which the network fires and changes within the ticks of `compare`. */
function livelySeed(from: number, kind: (typeof learningKinds)[number], fabric: Fabric): number {
  for (let seed = from; ; seed++) {
    const { network } = learningChip(seed, kind, fabric);
    const reference = new Reference(network);
    const ticks = randomInput(new Random(seed), network, 20).map((channels) => reference.tick(channels).spikes);
    if (ticks.flat().length > 4 && changes(network, reference) > 2) return seed;
  }
}

/** How many weights and raised thresholds are not what was loaded. */
function changes({ synapses, adaptation }: IntegerNetwork, reference: Reference): number {
  const differ = (values: Int32Array, loaded: Int32Array): number =>
    values.filter((value, i) => value !== loaded[i]).length;
  const weights = synapses.map(({ plastic, weights }, block) =>
    plastic === undefined ? 0 : differ(reference.weights(block), Int32Array.from(weights)),
  );
  const raised = adaptation === undefined ? 0 : differ(reference.adaptation, adaptation.initial);
  return weights.reduce((sum, each) => sum + each, raised);
}

/** Every weight, second value and raised threshold of the chip. */
async function compareLearned(session: Session, { network, config }: Built, reference: Reference): Promise<void> {
  const plastic = network.synapses.flatMap((own, block) => (own.plastic === undefined ? [] : [block]));
  for (const [entry, block] of plastic.entries()) {
    expect(await session.readWeights(config, entry)).toEqual(reference.weights(block));
    expect(await session.readSecond(config, entry)).toEqual(reference.second(block) ?? new Int32Array());
  }
  if (network.adaptation !== undefined) expect(await session.readAdaptation(config)).toEqual(reference.adaptation);
}

/** Runs ticks over the link, every spike and then all state compared with the reference; how many spikes there were. */
async function compare(
  session: Session,
  { network, config }: Built,
  seed: number,
  reference = new Reference(network),
): Promise<number> {
  const slots = config.slots.length;
  const ticks = randomInput(new Random(seed), network, 20);
  const found = await session.run(
    ticks.map((channels) => channels.map((channel) => config.channelWord[channel] ?? Number.NaN)),
  );
  let spikes = 0;
  for (const [i, channels] of ticks.entries()) {
    const expected = Array.from(reference.tick(channels).spikes, (neuron) => config.slotOfNeuron[neuron] ?? -1);
    expect(ascending(found[i] ?? []), `seed ${seed}, tick ${i}`).toEqual(ascending(expected));
    spikes += expected.length;
  }
  const membranes = await session.readMembranes(slots);
  expect(
    Array.from(config.slotOfNeuron, (slot) => membranes[slot]),
    `seed ${seed}`,
  ).toEqual([...reference.v]);
  return spikes;
}

const connected = (board: SimulatedBoard, { parameters }: Built): Promise<Session> =>
  connect(board, { shapeHash: parameters.shapeHash, timeoutMs: 50 });

// Memories in block RAM, LUTs and flip-flops: shallow ones, and those of a device.
const fabrics = [
  ["ice40hx", 2, 2],
  ["ice40hx", 2, 256],
  ["ecp5", 4, 2],
  ["ecp5", 4, 128],
] as const;

describe("a chip with the contents that its bitstream carries", () => {
  it.each(fabrics)(
    "runs a random network as soon as it has left its reset: every spike and all state (%s, U = %i, memories from %i words)",
    async (fabric, updates, blockDepth) => {
      let spikes = 0;
      const kinds = new Set<string>();
      for (let seed = 20; seed < 26; seed++) {
        const built = chipOf(seed, fabric, updates, blockDepth);
        for (const { kind } of coreMemories(built.parameters.core)) kinds.add(kind);
        const board = simulatedBoard(elaborate(Chip(built.parameters)), { clockCyclesPerBit: 4, seed });
        const session = await connected(board, built);
        spikes += await compare(session, built, seed);
        await session.close();
      }
      expect(spikes).toBeGreaterThan(100);
      const few = fabric === "ecp5" ? "distributed" : "registers";
      expect([...kinds]).toEqual(expect.arrayContaining([few, fabric === "ecp5" ? "dp16kd" : "block"]));
    },
  );

  it.each([
    ["all", "ecp5"],
    ["eligibility", "ice40hx"],
    ["sdsp", "ice40hx"],
    ["adaptation", "ecp5"],
  ] as const)(
    "learns as soon as it has left its reset, with weights, records, tables and registers that it carries: %s, %s",
    async (kind, fabric) => {
      const seed = livelySeed(700, kind, fabric);
      const built = learningChip(seed, kind, fabric);
      const board = simulatedBoard(elaborate(Chip(built.parameters)), { clockCyclesPerBit: 4 });
      const session = await connected(board, built);
      const reference = new Reference(built.network);
      await compare(session, built, seed, reference);
      await compareLearned(session, built, reference);
      await session.clear();
      reference.reset();
      await compare(session, built, seed + 50, reference);
      await compareLearned(session, built, reference);
      await session.close();
    },
  );

  it("takes another network from its host all the same, and keeps it when its button is pressed", async () => {
    const built = chipOf(31, "ice40hx", 2, 2);
    const board = simulatedBoard(elaborate(SelfResetting(built.parameters)), { clockCyclesPerBit: 4, seed: 3 });
    board.simulation.port("locked").value = 1;
    await board.advance(4300);
    const session = await connected(board, built);
    expect(await compare(session, built, 31)).toBeGreaterThan(0);
    // Of the same shape: every weight and threshold another.
    const image = coreImage(built.config).map((block) => ({ ...block, words: block.words.slice() }));
    const weights = image.find(({ space }) => space === 0);
    weights?.words.reverse();
    await session.load(image);
    await session.clear();
    const inputs = randomInput(new Random(5), built.network, 20).map((channels) =>
      channels.map((channel) => built.config.channelWord[channel] ?? Number.NaN),
    );
    const before = await session.run(inputs);
    board.simulation.port("pressed").value = 1;
    await board.advance(10);
    board.simulation.port("pressed").value = 0;
    await board.advance(4300 + 4 * 300);
    const again = await connected(board, built);
    expect(await again.run(inputs)).toEqual(before);
    expect((await again.verify(image)).comparedWords).toBeGreaterThan(0);
    await again.close();
  });

  it("keeps what it has learned when its button is pressed, and learns no more until it is loaded or configured", async () => {
    const seed = livelySeed(800, "presynaptic", "ice40hx");
    const built = learningChip(seed, "presynaptic", "ice40hx");
    const board = simulatedBoard(elaborate(SelfResetting(built.parameters)), { clockCyclesPerBit: 4 });
    board.simulation.port("locked").value = 1;
    await board.advance(4300);
    const session = await connected(board, built);
    const reference = new Reference(built.network);
    await compare(session, built, seed, reference);
    await compareLearned(session, built, reference);
    board.simulation.port("pressed").value = 1;
    await board.advance(10);
    board.simulation.port("pressed").value = 0;
    await board.advance(4300 + 4 * 300);
    reference.reset();
    for (const [block, { plastic }] of built.network.synapses.entries()) {
      if (plastic !== undefined) reference.setLearning(block, false);
    }
    const again = await connected(board, built);
    expect(await compare(again, built, seed + 50, reference)).toBeGreaterThan(0);
    await compareLearned(again, built, reference);
    await again.close();
  });

  it("with placeholders it is the same hardware: only the contents differ", async () => {
    const built = chipOf(31, "ice40hx", 2, 2);
    const board = simulatedBoard(
      elaborate(Chip({ ...built.parameters, core: { ...built.parameters.core, contents: "placeholder" } })),
      { clockCyclesPerBit: 4 },
    );
    const session = await connected(board, built);
    await session.load(coreImage(built.config));
    await session.clear();
    expect(await compare(session, built, 31)).toBeGreaterThan(0);
    await session.close();
  });
});

/** What a board's top is made of, but for the PLL. */
const SelfResetting = module(
  "self_resetting",
  (_: ChipParameters) => ({ uartRx: input(bool), locked: input(bool), pressed: input(bool), uartTx: output(bool) }),
  ({ uartRx, locked, pressed }, parameters) => {
    const { reset } = instance("powerOnReset", PowerOnReset({}), { locked, pressed });
    const { uartTx } = withReset(reset, () => instance("chip", Chip(parameters), { uartRx }));
    return { uartTx };
  },
);

describe("the memories of a core", () => {
  it("cover all that a loader writes: each word is carried, or written after reset", () => {
    for (const [fabric, updates, blockDepth] of fabrics) {
      for (let seed = 40; seed < 60; seed++) {
        const kind = learningKinds[seed % (2 * learningKinds.length)];
        const { config, parameters } =
          kind === undefined ? chipOf(seed, fabric, updates, blockDepth) : learningChip(seed, kind, fabric);
        const contents = carriedContents(parameters.core, coreImage(config));
        const carried = carriedMemories(parameters.core);
        expect(Object.keys(contents).sort()).toEqual(carried.map(({ name }) => name).sort());
        for (const { name, bits, depth } of carried) {
          expect(contents[name]).toHaveLength(depth);
          expect(Math.max(...(contents[name] ?? []))).toBeLessThan(2 ** bits);
        }
        // Every bit that a loader writes is somewhere, once.
        const ones = (words: Iterable<number>) =>
          [...words].reduce((sum, word) => sum + word.toString(2).replaceAll("0", "").length, 0);
        const written = coreImage(config).reduce((sum, { words }) => sum + ones(words), 0);
        expect(Object.values(contents).reduce((sum, words) => sum + ones(words), 0)).toBe(written);
      }
    }
  });

  it("are written after reset at addresses that a counter alone gives", () => {
    for (const [fabric, updates, blockDepth] of fabrics) {
      for (const { parameters } of [
        chipOf(21, fabric, updates, blockDepth),
        ...learningKinds.map((kind, index) => learningChip(700 + index, kind, fabric)),
      ]) {
        let first = 0;
        for (const { words, address } of preloadSections(parameters.core)) {
          expect(Math.log2(words) % 1).toBe(0);
          expect(first % words).toBe(0);
          expect(address % words).toBe(0);
          first += words;
        }
      }
    }
  });
});
