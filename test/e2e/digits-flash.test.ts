import { expect, it } from "vitest";
import { heldOutImages, loadDigits } from "../../examples/digits/digits.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { bootImageOf, compileNetwork, connect, findBoard, Reference, shapeHash } from "../../index.ts";
import { BootChip } from "../../rtl/boot/boot-chip.ts";
import { SimulatedFlash, simulatedBoard } from "../../sim/board/index.ts";

const clockCyclesPerBit = 4;
const offset = 0x30000;
const stepCycles = 4000;

it("digits: a chip boots from flash within 84 ms at 48 MHz, and gives the reference's spikes", async () => {
  const digits = loadDigits();
  const compiled = compileNetwork(digits.network, await findBoard("icebreaker"));
  const { network, config, core } = compiled;
  const hash = shapeHash(core.shape);
  const image = bootImageOf(compiled, 48);
  const flash = new SimulatedFlash({ bytes: 1 << 20, wakeCycles: 48 * 35 });
  flash.program(offset, image);
  const boot = { offset, halfPeriodCycles: 1, wakeBytes: 150 };
  const board = simulatedBoard(elaborate(BootChip({ core, clockCyclesPerBit, shapeHash: hash, boot })), {
    clockCyclesPerBit,
    clockMHz: 48,
    flash,
  });
  const booting = board.simulation.register("boot.booting");
  while (booting.value === 1 && board.simulation.cycle < 100 * image.length) await board.advance(stepCycles);
  expect(flash.bytesRead).toBe(image.length);
  expect(board.simulation.port("led_error").value).toBe(0);
  expect(board.simulation.cycle / 48_000).toBeLessThan(84);

  const session = await connect(board, { shapeHash: hash });
  const [first] = heldOutImages();
  if (first === undefined) throw new Error("no image");
  const input = digits.encode(first.pixels);
  const reference = new Reference(network);
  const output = network.populations.find(({ name }) => network.outputs.includes(name));
  const found = await session.run(
    input.map((channels) => channels.map((channel) => config.channelWord[channel] ?? -1)),
  );
  const expected = input.map((channels) =>
    reference
      .tick(channels)
      .spikes.filter((neuron) => neuron >= (output?.first ?? 0))
      .map((neuron) => config.slotOfNeuron[neuron] ?? -1),
  );
  const ascending = (ticks: readonly (readonly number[])[]) => ticks.map((slots) => [...slots].sort((a, b) => a - b));
  expect(ascending(found)).toEqual(ascending(expected));
  expect(expected.flat().length).toBeGreaterThan(0);
  await session.close();
}, 120_000);
