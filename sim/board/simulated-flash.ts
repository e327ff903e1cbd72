/** An SPI flash behind a chip's pins in simulation: it sleeps until it is woken, and can be read. */
import type { Simulation } from "../simulation.ts";

export interface SimulatedFlashOptions {
  readonly bytes: number;
  /** Cycles from the end of the wake command until other commands are heard. Default 0. */
  readonly wakeCycles?: number;
  /** Cycles from the falling clock until the chip sees the next bit: output, board and input delays. Default 0. */
  readonly delayCycles?: number;
}

const erased = 0xff;
const commands = { read: 0x03, powerDown: 0xb9, release: 0xab } as const;
const bitsPerByte = 8;
/** Of a read: its command and an address. */
const requestBytes = 4;

/** What was written into it; the rest is erased. It begins asleep. */
export class SimulatedFlash {
  readonly #contents: Uint8Array;
  readonly #wakeCycles: number;
  /** Levels on their way to the chip. */
  readonly #line: number[];
  #cycle = 0;
  /** Commands are heard from this cycle on; asleep, only that which wakes it. */
  #awakeFrom = Number.POSITIVE_INFINITY;
  #selected = false;
  #clock = 0;
  /** It was selected while it woke up, and hears nothing. */
  #isDeaf = false;
  /** Clocked in since it was selected. */
  #bits = 0;
  #command = 0;
  #address = 0;
  #level = 1;
  /** Whole bytes that it gave away. */
  bytesRead = 0;

  constructor({ bytes, wakeCycles = 0, delayCycles = 0 }: SimulatedFlashOptions) {
    this.#contents = new Uint8Array(bytes).fill(erased);
    this.#wakeCycles = wakeCycles;
    this.#line = new Array<number>(delayCycles).fill(1);
  }

  /** Throws RangeError beyond its end. */
  program(offset: number, bytes: Uint8Array): void {
    this.#contents.set(bytes, offset);
  }

  get isSelected(): boolean {
    return this.#selected;
  }

  /** One cycle of the chip's clock: levels of the chip's pins in, the level that the chip sees out. */
  cycle(select: number, clock: number, mosi: number): number {
    this.#cycle++;
    if (select === 1) {
      if (this.#selected) this.#deselect();
    } else {
      if (!this.#selected) this.#select();
      if (clock === 1 && this.#clock === 0) this.#take(mosi);
      if (clock === 0 && this.#clock === 1) this.#give();
    }
    this.#clock = clock;
    this.#line.push(this.#level);
    return this.#line.shift() ?? 1;
  }

  get #isAsleep(): boolean {
    return this.#awakeFrom === Number.POSITIVE_INFINITY;
  }

  #select(): void {
    this.#selected = true;
    this.#isDeaf = !this.#isAsleep && this.#cycle < this.#awakeFrom;
    this.#bits = 0;
    this.#command = 0;
    this.#address = 0;
  }

  #deselect(): void {
    this.#selected = false;
    // Nobody drives the line, and it is pulled up.
    this.#level = 1;
    if (this.#bits !== bitsPerByte || this.#isDeaf) return;
    if (this.#command === commands.release && this.#isAsleep) this.#awakeFrom = this.#cycle + this.#wakeCycles;
    if (this.#command === commands.powerDown) this.#awakeFrom = Number.POSITIVE_INFINITY;
  }

  #take(mosi: number): void {
    if (this.#bits < bitsPerByte) this.#command = 2 * this.#command + mosi;
    else if (this.#bits < bitsPerByte * requestBytes) this.#address = 2 * this.#address + mosi;
    this.#bits++;
  }

  #give(): void {
    const given = this.#bits - bitsPerByte * requestBytes;
    if (this.#command !== commands.read || given < 0 || this.#isDeaf || this.#isAsleep) return;
    const place = (this.#address + Math.floor(given / bitsPerByte)) % this.#contents.length;
    this.#level = ((this.#contents[place] ?? erased) >> (bitsPerByte - 1 - (given % bitsPerByte))) & 1;
    if (given % bitsPerByte === bitsPerByte - 1) this.bytesRead++;
  }
}

/** The ports of a chip, or of a board's top, that its flash is connected to. */
export interface FlashPorts {
  readonly select: string;
  readonly clock: string;
  readonly mosi: string;
  readonly miso: string;
}

export const chipFlashPorts: FlashPorts = {
  select: "flash_select",
  clock: "flash_clock",
  mosi: "flash_mosi",
  miso: "flash_miso",
};

/**
 * Connects a flash to a simulation, and returns what takes the place of its `step`. When the flash has been read and let
 * go, it is not looked at any more.
 */
export function withFlash(
  simulation: Simulation,
  flash: SimulatedFlash,
  ports: FlashPorts = chipFlashPorts,
): (cycles: number) => void {
  const select = simulation.port(ports.select);
  const clock = simulation.port(ports.clock);
  const mosi = simulation.port(ports.mosi);
  const miso = simulation.port(ports.miso);
  miso.value = 1;
  return (cycles) => {
    if (flash.bytesRead > 0 && !flash.isSelected) {
      simulation.step(cycles);
      return;
    }
    for (let i = 0; i < cycles; i++) {
      simulation.step(1);
      miso.value = flash.cycle(select.value, clock.value, mosi.value);
    }
  };
}
