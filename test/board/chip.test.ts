import { describe, expect, it } from "vitest";
import { coreImage, place } from "../../compile/index.ts";
import { bool, elaborate, input, instance, module, output, withReset } from "../../hdlgen/index.ts";
import { connect, shapeHash, type Transport } from "../../host/index.ts";
import { PowerOnReset } from "../../rtl/cells/power-on-reset.ts";
import { Chip, type ChipParameters } from "../../rtl/chip.ts";
import { helloAddress } from "../../rtl/host-link/protocol.ts";
import { simulatedBoard } from "../../sim/board/index.ts";
import { compileEmbedded } from "../../sim/embedded/index.ts";
import { reportingAll } from "../../sim/harness/core-driver.ts";
import { Reference } from "../../sim/reference/index.ts";
import { Random } from "../support/random.ts";
import { oneCore, randomInput, randomNetwork } from "../support/random-network.ts";
import { roomyTarget } from "../support/roomy-target.ts";

const target = roomyTarget(4);

function placed(seed: number) {
  const network = randomNetwork(seed, { ...oneCore, maxNeurons: 24 });
  const config = reportingAll(place(network, target));
  const hash = shapeHash(config.shape);
  const parameters: ChipParameters = {
    core: { shape: config.shape, fabric: "ice40up" },
    clockCyclesPerBit: 4,
    shapeHash: hash,
  };
  return { network, config, hash, parameters };
}

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);

/** Runs a network over the link and compares every spike and, after each run of ticks, all state. */
async function comparesWithReference(
  transport: Transport,
  { network, config, hash }: ReturnType<typeof placed>,
  seed: number,
) {
  const session = await connect(transport, { shapeHash: hash, timeoutMs: 50 });
  const image = coreImage(config);
  await session.load(image);
  const { comparedWords, unreadableWords } = await session.verify(image);
  expect(comparedWords + unreadableWords).toBe(image.reduce((sum, { words }) => sum + words.length, 0));
  await session.clear();
  const reference = new Reference(network);
  const slots = config.slots.length;
  let spikes = 0;
  const input = randomInput(new Random(seed), network, 24);
  for (let first = 0; first < input.length; first += 6) {
    const ticks = input.slice(first, first + 6);
    const found = await session.run(
      ticks.map((channels) => channels.map((channel) => config.channelWord[channel] ?? -1)),
    );
    for (const [i, channels] of ticks.entries()) {
      const expected = Array.from(reference.tick(channels).spikes, (neuron) => config.slotOfNeuron[neuron] ?? -1);
      expect(ascending(found[i] ?? []), `tick ${first + i}`).toEqual(ascending(expected));
      spikes += expected.length;
    }
    const membranes = await session.readMembranes(slots);
    const counters = config.shape.refractoryBits > 0 ? await session.readRefractory(slots) : new Uint16Array(slots);
    config.slotOfNeuron.forEach((slot, neuron) => {
      expect([membranes[slot], counters[slot]], `neuron ${neuron} after tick ${first + 5}`).toEqual([
        reference.v[neuron],
        reference.r[neuron],
      ]);
    });
  }
  expect((await session.status()).saturations).toBe(Math.min(65_535, reference.saturations));
  expect(session.counts.repeated).toBe(0);
  return { session, spikes };
}

describe("chip on a simulated board", () => {
  it("equals the reference on random networks: every spike, and the state between runs", async () => {
    let total = 0;
    for (let seed = 1; seed <= 6; seed++) {
      const built = placed(seed);
      const board = simulatedBoard(elaborate(Chip(built.parameters)), { clockCyclesPerBit: 4, seed });
      const { session, spikes } = await comparesWithReference(board, built, seed);
      total += spikes;
      await session.close();
    }
    expect(total).toBeGreaterThan(200);
  });

  it("refuses a network of another shape", async () => {
    const built = placed(1);
    const board = simulatedBoard(elaborate(Chip(built.parameters)), { clockCyclesPerBit: 4 });
    await expect(connect(board, { shapeHash: built.hash ^ 1 })).rejects.toThrow("LINK004");
  });

  it("reports a defect of the design as a failure of the line", async () => {
    const built = placed(1);
    const board = simulatedBoard(elaborate(Chip(built.parameters)), { clockCyclesPerBit: 4 });
    const session = await connect(board, { shapeHash: built.hash });
    board.simulation.step = () => {
      throw new Error("SIM010 broken");
    };
    await expect(session.status()).rejects.toThrow("LINK014 status: the line failed: SIM010 broken");
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

describe("chip with its power-on reset", () => {
  const built = placed(2);
  const boot = (seed: number) => {
    const board = simulatedBoard(elaborate(SelfResetting(built.parameters)), { clockCyclesPerBit: 4, seed });
    board.simulation.port("locked").value = 1;
    return board;
  };

  it("resets itself after configuration, whatever the flip-flops hold", async () => {
    for (const seed of [1, 2, 3]) {
      const board = boot(seed);
      await board.advance(4200);
      const { session } = await comparesWithReference(board, built, seed);
      await session.close();
    }
  });

  it("keeps what block RAM was configured with, whatever the flip-flops would write", async () => {
    const { hash } = built;
    for (const fabric of ["ice40up", "ice40hx", "ecp5"] as const) {
      const { config } = placed(2);
      const parameters: ChipParameters = { ...built.parameters, core: { shape: config.shape, fabric } };
      const design = elaborate(SelfResetting(parameters));
      const compiled = compileEmbedded(design, { visible: "state" });
      let pointed = 0;
      for (let seed = 1; pointed < 6; seed++) {
        const simulation = compiled.open({ seed });
        const end = Number(simulation.register("chip.link.frames.answer_end").value);
        // The words of HELLO's answer: version, longest payload, hash.
        if (end <= helloAddress || end > helloAddress + 4) continue;
        pointed++;
        const board = simulatedBoard(design, { clockCyclesPerBit: 4, engine: () => simulation });
        simulation.port("locked").value = 1;
        await board.advance(4200);
        const session = await connect(board, { shapeHash: hash });
        expect(session.counts.repeated, `${fabric}, seed ${seed}`).toBe(0);
        await session.close();
      }
    }
  });

  it("stays in reset while the clock is not stable", async () => {
    const board = boot(1);
    board.simulation.port("locked").value = 0;
    await expect(connect(board, { shapeHash: built.hash, timeoutMs: 0.2, tries: 3 })).rejects.toThrow("LINK001");
  });

  it("is reset by its button, and the host notices", async () => {
    const board = boot(1);
    await board.advance(4200);
    const session = await connect(board, { shapeHash: built.hash });
    board.simulation.port("pressed").value = 1;
    await board.advance(10);
    board.simulation.port("pressed").value = 0;
    await board.advance(4200);
    await expect(session.status()).rejects.toThrow("LINK006 status: the board does not know this conversation");
    await session.close();
  });
});
