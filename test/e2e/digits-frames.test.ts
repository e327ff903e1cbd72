import { expect, it } from "vitest";
import { digitsRateCode, heldOutImages, loadDigits } from "../../examples/digits/digits.ts";
import { chipDesign, compileNetwork, connect, coreImage, findBoard, Reference, shapeHash } from "../../index.ts";
import { simulatedBoard } from "../../sim/board/index.ts";

/** 12 Mbaud at 48 MHz. */
const clockCyclesPerBit = 4;

it("digits by frames: a simulated board encodes whole images itself, with the spikes and membranes of the reference", async () => {
  const { network: description, encode, runTicks } = loadDigits();
  const compiled = compileNetwork(description, await findBoard("icebreaker"), { encoder: { rate: digitsRateCode() } });
  const { network, config, encoder } = compiled;
  if (encoder === undefined) throw new Error("no encoder");
  const board = simulatedBoard(chipDesign(compiled, clockCyclesPerBit), { clockCyclesPerBit, clockMHz: 48 });
  const session = await connect(board, { shapeHash: shapeHash(config.shape, encoder), encoder });
  await session.load(coreImage(config));
  const reference = new Reference(network);
  const outputs = network.populations.filter(({ name }) => network.outputs.includes(name));
  const isOutput = (neuron: number) => outputs.some(({ first, size }) => neuron >= first && neuron < first + size);
  for (const { pixels } of heldOutImages().slice(0, 4)) {
    await session.clear();
    await session.frame(pixels, { code: "rate", ticks: runTicks - 1, given: "once" });
    const found = await session.run(Array.from({ length: runTicks }, () => []));
    reference.reset();
    const expected = encode(pixels).map((channels) =>
      Array.from(reference.tick(channels).spikes)
        .filter(isOutput)
        .map((neuron) => config.slotOfNeuron[neuron] ?? -1)
        .sort((a, b) => a - b),
    );
    expect(found.map((slots) => [...slots].sort((a, b) => a - b))).toEqual(expected);
    const bySlot = await session.readMembranes(config.slots.length);
    expect(Array.from(config.slotOfNeuron, (slot) => bySlot[slot])).toEqual([...reference.v]);
  }
  await session.close();
});
