/** A frame encoder between a host's words and a core that takes them as it likes. */
import {
  aerMarker,
  type EncoderShape,
  type Fabric,
  type FrameOrder,
  frameBlocks,
  frameOrderBlock,
  type MemoryBlock,
} from "../../../config/index.ts";
import { elaborate } from "../../../hdlgen/index.ts";
import { latencyEncoder, rateEncoder } from "../../../network/index.ts";
import { FrameEncoder } from "../../../rtl/encoder/frame-encoder.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";

/** Of a core whose events are taken in every cycle in which this is true. */
export type Takes = (cycle: number) => boolean;

export class EncoderBench {
  readonly #sim;
  readonly #takes: Takes;
  /** What the core has taken. */
  readonly taken: number[] = [];

  constructor(encoder: EncoderShape, fabric: Fabric, takes: Takes = () => true, seed = 1) {
    this.#sim = openEmbedded(elaborate(FrameEncoder({ encoder, fabric })), { seed });
    this.#takes = takes;
    this.#sim.reset();
  }

  get cycle(): number {
    return this.#sim.cycle;
  }

  get busy(): boolean {
    return this.#sim.port("busy").value === 1;
  }

  set expects(level: 0 | 1) {
    this.#sim.port("expects").value = level;
  }

  /** One cycle; says whether the host's word was taken. */
  step(word?: number): boolean {
    this.#sim.port("words_valid").value = word === undefined ? 0 : 1;
    this.#sim.port("words_payload").value = word ?? 0;
    const takes = this.#takes(this.#sim.cycle);
    this.#sim.port("events_ready").value = takes ? 1 : 0;
    if (takes && this.#sim.port("events_valid").value === 1) this.taken.push(this.#sim.port("events_payload").value);
    const passes = word !== undefined && this.#sim.port("words_ready").value === 1;
    this.#sim.step();
    return passes;
  }

  send(word: number, most = 100_000): void {
    for (let cycle = 0; cycle < most; cycle++) if (this.step(word)) return;
    throw new Error(`the word ${word} is not taken`);
  }

  rest(most = 100_000): void {
    for (let cycle = 0; cycle < 2 || this.busy; cycle++) {
      if (cycle === most) throw new Error("the encoder does not come to rest");
      this.step();
    }
  }

  write(blocks: readonly MemoryBlock[]): void {
    for (const { space, address, words } of blocks) {
      words.forEach((word, i) => {
        const bus = { space, address: address + i, data: word, write: 1 };
        for (const [name, value] of Object.entries(bus)) this.#sim.port(`bus_${name}`).value = value;
        this.step();
        this.#sim.port("bus_write").value = 0;
        for (let cycle = 0; cycle < 3; cycle++) this.step();
      });
    }
    this.rest();
  }

  frame(values: Uint8Array, order: FrameOrder): void {
    this.write(frameBlocks(values, order));
  }

  endFrame(): void {
    this.write([frameOrderBlock(undefined)]);
  }

  clear(): void {
    this.#sim.port("clear").value = 1;
    this.step();
    this.#sim.port("clear").value = 0;
  }

  close(): void {
    this.#sim.close();
  }
}

/** AER words that a frame's ticks give, as the encoders of the network say. */
export function expectedWords(encoder: EncoderShape, values: Uint8Array, { code, ticks }: FrameOrder): number[][] {
  const { rate, firstWord } = encoder;
  if (code === "rate" && rate === undefined) throw new Error("no rate code");
  const encode = code === "rate" && rate !== undefined ? rateEncoder({ ...rate, ticks }) : latencyEncoder({ ticks });
  return encode(values).map((channels) => channels.map((channel) => firstWord + channel));
}

export const marker = (tick: number): number => aerMarker + tick;
