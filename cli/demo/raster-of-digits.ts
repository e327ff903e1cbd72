import { type CompiledNetwork, type RasterPanel, rasterSvg } from "../../index.ts";
import type { Answer } from "./hardware-run.ts";
import { outputOf } from "./output-population.ts";

/** Collects the spikes of the first images for the picture. */
export class RasterOfDigits {
  readonly #compiled: CompiledNetwork;
  readonly #runTicks: number;
  readonly #input: [number, number][] = [];
  readonly #spikes: [number, number][] = [];

  constructor(compiled: CompiledNetwork, runTicks: number) {
    this.#compiled = compiled;
    this.#runTicks = runTicks;
  }

  add(image: number, tick: number, channels: readonly number[], spikes: readonly number[]): void {
    const at = image * this.#runTicks + tick;
    for (const channel of channels) this.#input.push([at, channel]);
    for (const neuron of spikes) this.#spikes.push([at, neuron]);
  }

  /** The output population's spikes for a terminal: a row per neuron, a column per tick, a bar between images. */
  text(images: number): string[] {
    const { first, size } = outputOf(this.#compiled);
    const fired = new Set(this.#spikes.map(([at, neuron]) => `${at} ${neuron}`));
    return Array.from({ length: size }, (_, row) => {
      const columns = Array.from({ length: images }, (_, image) =>
        Array.from({ length: this.#runTicks }, (_, tick) =>
          fired.has(`${image * this.#runTicks + tick} ${first + row}`) ? "█" : "·",
        ).join(""),
      );
      return `${String(row).padStart(5)}  ${columns.join("│")}`;
    });
  }

  svg(answers: readonly Answer[]): Promise<string> {
    const { inputs, populations } = this.#compiled.network;
    const inputPanels = inputs.map(
      ({ name, size }): RasterPanel => ({
        title: `${name} (input)`,
        rows: size,
        rowName: "pixel",
        spikes: this.#input,
        height: 4,
      }),
    );
    const panels = populations.map(({ name, first, size }): RasterPanel => {
      const spikes = this.#spikes
        .filter(([, neuron]) => neuron >= first && neuron < first + size)
        .map(([tick, neuron]): [number, number] => [tick, neuron - first]);
      return { title: name, rows: size, rowName: "neuron", spikes, height: size > 50 ? 4 : 2.4 };
    });
    const marks = answers.map(({ label, answer }, i) => ({
      from: i * this.#runTicks,
      label: `digit ${label}: answer ${answer}`,
    }));
    return rasterSvg(
      "Digits on the simulated core",
      answers.length * this.#runTicks,
      [...inputPanels, ...panels],
      marks,
    );
  }
}
