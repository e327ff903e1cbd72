import { describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { SpiPeripheral } from "../../../rtl/host-link/spi-peripheral.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { Random } from "../../support/random.ts";

const flag = 0x7e;

/** The peripheral with a host at its pins and a link behind it. */
class SpiBench {
  readonly #simulation = openEmbedded(elaborate(SpiPeripheral({})), { seed: 1 });
  readonly #levelCycles: () => number;
  /** Bytes that the link has been handed. */
  readonly received: number[] = [];
  /** Bytes that the link wants to send; taken from the front when there is room. */
  readonly sending: number[] = [];

  constructor(levelCycles: () => number = () => 5) {
    this.#levelCycles = levelCycles;
    this.#pin("select").value = 1;
    this.#pin("sck").value = 0;
    this.#pin("mosi").value = 0;
    this.#pin("leaving_valid").value = 0;
    this.#simulation.reset();
  }

  #pin(name: string) {
    return this.#simulation.port(name);
  }

  step(cycles: number): void {
    for (let i = 0; i < cycles; i++) {
      const [next] = this.sending;
      const goes = next !== undefined && this.#pin("leaving_ready").value === 1;
      this.#pin("leaving_valid").value = goes ? 1 : 0;
      if (goes) {
        this.#pin("leaving_payload").value = next;
        this.sending.shift();
      }
      this.#simulation.step();
      if (this.#pin("received").value === 1) this.received.push(this.#pin("data").value);
    }
  }

  /** One transfer; a fraction cuts its last byte off after so many bits. */
  transfer(bytes: readonly number[], lastBits = 8): number[] {
    this.#pin("select").value = 0;
    this.step(this.#levelCycles());
    const heard = bytes.map((byte, i) => this.#byte(byte, i === bytes.length - 1 ? lastBits : 8));
    this.step(this.#levelCycles());
    this.#pin("select").value = 1;
    this.step(this.#levelCycles());
    return heard;
  }

  #byte(byte: number, bits: number): number {
    let heard = 0;
    for (let bit = 7; bit > 7 - bits; bit--) {
      this.#pin("mosi").value = (byte >> bit) & 1;
      this.step(this.#levelCycles());
      heard = 2 * heard + this.#pin("miso").value;
      this.#pin("sck").value = 1;
      this.step(this.#levelCycles());
      this.#pin("sck").value = 0;
    }
    return heard;
  }
}

const everyByte = Array.from({ length: 256 }, (_, byte) => byte);

describe("SPI peripheral", () => {
  it("takes every byte at a tenth of its clock, and sends flags while there is nothing to send", () => {
    const bench = new SpiBench();
    expect(new Set(bench.transfer(everyByte))).toEqual(new Set([flag]));
    bench.step(10);
    expect(bench.received).toEqual(everyByte);
  });

  it("sends every byte once, in order, in one transfer or in many", () => {
    const bench = new SpiBench();
    bench.sending.push(...everyByte);
    bench.step(3);
    const heard = [1, 2, 100, 3, 150].flatMap((count) => bench.transfer(new Array<number>(count).fill(flag)));
    expect(heard).toEqual(everyByte);
  });

  it("a byte that arrives in mid-transfer is sent from the next byte on", () => {
    const bench = new SpiBench();
    bench.transfer([flag]);
    const first = bench.transfer([flag]);
    bench.sending.push(0x12, 0x34);
    bench.step(2);
    expect([...first, ...bench.transfer([flag, flag, flag])]).toEqual([flag, 0x12, 0x34, flag]);
  });

  it.each([1, 2, 3])("any levels of 5 cycles or more, both ways at once: seed %i", (seed) => {
    const random = new Random(seed);
    const bench = new SpiBench(() => random.integer(5, 11));
    const [toBoard, toHost] = [0, 1].map(() => Array.from({ length: 300 }, () => random.integer(0, 255)));
    bench.sending.push(...(toHost ?? []));
    bench.step(3);
    const heard: number[] = [];
    for (let at = 0; at < 300; ) {
      const count = random.integer(1, 20);
      heard.push(...bench.transfer(toBoard?.slice(at, at + count) ?? []));
      at += count;
    }
    bench.step(10);
    expect(bench.received, `seed ${seed}`).toEqual(toBoard);
    expect(heard, `seed ${seed}`).toEqual(toHost);
  });

  it("drops a byte that was cut off, and begins the next transfer at its first bit", () => {
    const bench = new SpiBench();
    bench.transfer([0xaa, 0xff], 3);
    expect(bench.transfer([0x55])).toEqual([flag]);
    bench.step(10);
    expect(bench.received).toEqual([0xaa, 0x55]);
  });

  it("offers a byte again whose first bit was not taken", () => {
    const bench = new SpiBench();
    bench.sending.push(0x99);
    bench.step(3);
    bench.transfer([], 0); // selected without a clock
    expect(bench.transfer([flag])).toEqual([0x99]);
  });
});
