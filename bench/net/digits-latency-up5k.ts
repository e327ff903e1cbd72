import type { Benchmark } from "../kit/benchmark.ts";
import { significant } from "../kit/statistics.ts";
import { nodeVersion } from "../kit/versions.ts";
import { compiledDigits, digitInputs, runOnCore } from "../support/digits.ts";

const images = 100;
const boardMHz = 48;

export const digitsLatency: Benchmark = {
  id: "net.digits-latency-up5k",
  title: "Time per digit on the UP5K core at the board's 48 MHz",
  method:
    "Clock cycles of the core for 100 held-out digits on the embedded engine, state reset included, every spike and " +
    "membrane compared with the reference, divided by the clock of the iCEBreaker design. `detail.msAtFmax` divides by " +
    "the median clock of `hw.up5k-16x4`, where that result is current.",
  unit: "ms",
  target: { goal: "atMost", value: 0.6 },
  standing: "required",
  duration: "short",
  source: import.meta.url,
  inputs: ["examples/digits/digits.network.json", "examples/digits/digits.meta.json"],
  versions: nodeVersion,
  async measure({ kept }) {
    const { example, compiled } = await compiledDigits();
    const { cycles, ticks, synapticOperations } = runOnCore(compiled, digitInputs(example, images));
    const cyclesPerImage = cycles / images;
    const fmaxMHz = (await kept("hw.up5k-16x4"))?.detail.fmaxMHz;
    return {
      value: significant(cyclesPerImage / boardMHz / 1000),
      detail: {
        images,
        bitExactImages: images,
        ticksPerImage: ticks / images,
        cyclesPerImage,
        sopPerCycle: significant(synapticOperations / cycles),
        clockMHz: boardMHz,
        fmaxMHz: fmaxMHz ?? null,
        msAtFmax: typeof fmaxMHz === "number" ? significant(cyclesPerImage / fmaxMHz / 1000) : null,
      },
    };
  },
};
