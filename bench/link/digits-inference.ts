import { chipDesign } from "../../api/board-build.ts";
import { type CompiledNetwork, compileNetwork } from "../../api/compile-network.ts";
import { coreImage } from "../../compile/index.ts";
import { ice40Board } from "../../constraints/index.ts";
import { type DigitImage, digitsRateCode, heldOutImages, loadDigits } from "../../examples/digits/digits.ts";
import { connect, meteredTransport, type Session, shapeHash } from "../../host/index.ts";
import type { InputTicks } from "../../index.ts";
import { simulatedBoard } from "../../sim/board/index.ts";
import { Reference } from "../../sim/reference/index.ts";
import type { Benchmark, Json } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { runOnCore } from "../support/digits.ts";

const boardMHz = 48;
const images = 20;
const bauds = [1_000_000, 3_000_000, 12_000_000] as const;
const bitsPerByte = 10;

type Way = "events" | "frames";

interface Rate {
  readonly baud: number;
  readonly way: Way;
  readonly bytesPerImage: number;
  readonly bytesToBoard: number;
  readonly inferencesPerSecond: number;
  /** Shares of the time: bytes on the line, and the core. The rest is the link's own work between them. */
  readonly lineShare: number;
  readonly coreShare: number;
  readonly limits: "link" | "core";
}

export const digitsInference: Benchmark = {
  id: "link.digits-inference",
  title: "Digits per second end to end over the host link at 3 Mbaud, by frames",
  method:
    `The iCEBreaker's chip at ${boardMHz} MHz in simulation, behind the bytes of its UART: for each of ${images} held-out digits ` +
    "the state is cleared, 784 grey levels go to the frame encoder (words that it holds already are left out) or their " +
    "events to the core, and 13 ticks are run; every output spike is compared with the reference. Simulated cycles; the " +
    "computer's own time and its USB are not in it.",
  unit: "1/s",
  target: { goal: "atLeast", value: 300 },
  standing: "goal",
  duration: "long",
  source: import.meta.url,
  inputs: ["examples/digits/digits.network.json", "examples/digits/digits.meta.json"],
  versions: nodeVersion,
  async measure({ report }) {
    const { network, encode } = loadDigits();
    const board = ice40Board("icebreaker");
    const designs = {
      events: compileNetwork(network, board),
      frames: compileNetwork(network, board, { encoder: { rate: digitsRateCode() } }),
    };
    const shown = heldOutImages().slice(0, images);
    const coreCycles =
      runOnCore(
        designs.events,
        shown.map(({ pixels }) => encode(pixels)),
      ).cycles / images;
    const rates: Rate[] = [];
    for (const baud of bauds) {
      for (const way of ["events", "frames"] as const) {
        report(`${baud} baud, by ${way}`);
        rates.push(await measured(designs[way], way, baud, shown, encode, coreCycles));
      }
    }
    const chosen = rates.find(({ baud, way }) => baud === 3_000_000 && way === "frames");
    return {
      value: significant(chosen?.inferencesPerSecond ?? 0),
      detail: { images, clockMHz: boardMHz, coreCyclesPerImage: coreCycles, rates: rates as unknown as Json },
      table: {
        columns: ["baud", "input", "bytes per image", "to the board", "inferences/s", "line", "core", "limits"],
        rows: rates.map((rate) => [
          `${rate.baud}`,
          rate.way,
          rate.bytesPerImage.toFixed(0),
          rate.bytesToBoard.toFixed(0),
          rate.inferencesPerSecond.toFixed(0),
          `${(100 * rate.lineShare).toFixed(0)} %`,
          `${(100 * rate.coreShare).toFixed(0)} %`,
          rate.limits,
        ]),
      },
    };
  },
};

async function measured(
  compiled: CompiledNetwork,
  way: Way,
  baud: number,
  shown: readonly DigitImage[],
  encode: (image: Uint8Array) => InputTicks,
  coreCycles: number,
): Promise<Rate> {
  const { config, encoder } = compiled;
  const clockCyclesPerBit = Math.round((boardMHz * 1e6) / baud);
  const board = simulatedBoard(chipDesign(compiled, clockCyclesPerBit), { clockCyclesPerBit, clockMHz: boardMHz });
  const { transport, bytes } = meteredTransport(board);
  const session = await connect(transport, {
    shapeHash: shapeHash(config.shape, encoder),
    ...(encoder === undefined ? {} : { encoder }),
  });
  await session.load(coreImage(config));
  const [before, from] = [bytes(), board.simulation.cycle];
  for (const { pixels } of shown) await infer(compiled, session, way, pixels, encode(pixels));
  const cycles = (board.simulation.cycle - from) / shown.length;
  const { toBoard, toHost } = bytes();
  await session.close();
  const bytesToBoard = (toBoard - before.toBoard) / shown.length;
  const bytesPerImage = bytesToBoard + (toHost - before.toHost) / shown.length;
  const lineShare = (bytesPerImage * bitsPerByte * clockCyclesPerBit) / cycles;
  const coreShare = coreCycles / cycles;
  return {
    ...{ baud, way, bytesPerImage, bytesToBoard },
    inferencesPerSecond: (boardMHz * 1e6) / cycles,
    ...{ lineShare, coreShare, limits: coreShare > 0.5 ? "core" : "link" },
  };
}

async function infer(
  { network, config }: CompiledNetwork,
  session: Session,
  way: Way,
  pixels: Uint8Array,
  input: InputTicks,
): Promise<void> {
  await session.clear();
  if (way === "frames") await session.frame(pixels, { code: "rate", ticks: input.length - 1, given: "once" });
  const found = await session.run(
    input.map((channels) => (way === "frames" ? [] : channels.map((channel) => config.channelWord[channel] ?? -1))),
  );
  const reference = new Reference(network);
  const outputs = new Set(
    network.populations
      .filter(({ name }) => network.outputs.includes(name))
      .flatMap(({ first, size }) => Array.from({ length: size }, (_, i) => first + i)),
  );
  input.forEach((channels, tick) => {
    const fired = Array.from(reference.tick(channels).spikes).filter((neuron) => outputs.has(neuron));
    const slots = fired.map((neuron) => config.slotOfNeuron[neuron] ?? -1).sort((a, b) => a - b);
    const given = [...(found[tick] ?? [])].sort((a, b) => a - b);
    if (JSON.stringify(given) !== JSON.stringify(slots)) throw new Error(`by ${way}: tick ${tick} differs`);
  });
}
