import { expect, it } from "vitest";
import { DigitCounter, heldOutImages, loadDigits } from "../../examples/digits/digits.ts";
import { chipDesign, compileNetwork, connect, coreImage, findBoard, Reference, shapeHash } from "../../index.ts";
import { simulatedBoard } from "../../sim/board/index.ts";

/** 12 Mbaud at 48 MHz, the fastest that the link can do. */
const clockCyclesPerBit = 4;

it("digits: boots a simulated board, loads the network over the bytes of its UART, and classifies as the reference does", async () => {
  const digits = loadDigits();
  const compiled = compileNetwork(digits.network, await findBoard("icebreaker"));
  const { network, config } = compiled;
  const board = simulatedBoard(chipDesign(compiled, clockCyclesPerBit), { clockCyclesPerBit, clockMHz: 48 });
  const session = await connect(board, { shapeHash: shapeHash(config.shape) });
  const image = coreImage(config);
  await session.load(image);
  const { comparedWords } = await session.verify(image);
  expect(comparedWords).toBeGreaterThanOrEqual(12_000 * 4);

  const reference = new Reference(network);
  const output = network.populations.find(({ name }) => network.outputs.includes(name));
  const first = output?.first ?? -1;
  let right = 0;
  const images = heldOutImages().slice(0, 10);
  for (const { label, pixels } of images) {
    await session.clear();
    reference.reset();
    const input = digits.encode(pixels);
    const spikes = await session.run(
      input.map((channels) => channels.map((channel) => config.channelWord[channel] ?? -1)),
    );
    const bySlot = await session.readMembranes(config.slots.length);
    const membranes = Int32Array.from(config.slotOfNeuron, (slot) => bySlot[slot] ?? Number.NaN);
    const onBoard = new DigitCounter(first);
    const expected = new DigitCounter(first);
    const neuronOfSlot = new Map([...config.slotOfNeuron].map((slot, neuron) => [slot, neuron]));
    for (const [tick, channels] of input.entries()) {
      const neurons = (spikes[tick] ?? []).map((slot) => neuronOfSlot.get(slot) ?? -1).sort((a, b) => a - b);
      const { spikes: fired } = reference.tick(channels);
      expect(neurons, `spikes of tick ${tick}`).toEqual(fired.filter((neuron) => neuron >= first));
      onBoard.observe({ spikes: neurons, membranes });
      expected.observe({ spikes: fired, membranes: reference.v });
    }
    expect([...membranes], "membranes of every neuron, read over the link").toEqual([...reference.v]);
    expect(onBoard.answer()).toBe(expected.answer());
    if (onBoard.answer() === label) right += 1;
  }
  expect(right).toBeGreaterThanOrEqual(9);
  await session.close();
});
