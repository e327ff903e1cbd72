import { describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { Crc } from "../../../rtl/cells/crc.ts";
import { type CrcAlgorithm, crcAlgorithms } from "../../../rtl/cells/crc-algorithm.ts";
import { openEmbedded } from "../../../sim/embedded/index.ts";
import { Random } from "../../support/random.ts";
import { textWaveform } from "../../support/text-waveform.ts";
import { lint } from "../../support/verilator-lint.ts";
import { randomWord } from "./stream-traffic.ts";

/** Checksums of the nine bytes "123456789", as the public catalogue gives them. */
const checkValues: Readonly<Record<keyof typeof crcAlgorithms, bigint>> = {
  "CRC-5/USB": 0x19n,
  "CRC-7/MMC": 0x75n,
  "CRC-8/SMBUS": 0xf4n,
  "CRC-8/MAXIM-DOW": 0xa1n,
  "CRC-15/CAN": 0x059en,
  "CRC-16/ARC": 0xbb3dn,
  "CRC-16/IBM-3740": 0x29b1n,
  "CRC-16/IBM-SDLC": 0x906en,
  "CRC-16/KERMIT": 0x2189n,
  "CRC-16/MODBUS": 0x4b37n,
  "CRC-16/USB": 0xb4c8n,
  "CRC-16/XMODEM": 0x31c3n,
  "CRC-24/OPENPGP": 0x21cf02n,
  "CRC-32/ISO-HDLC": 0xcbf43926n,
  "CRC-32/ISCSI": 0xe3069283n,
  "CRC-32/BZIP2": 0xfc891918n,
  "CRC-64/ECMA-182": 0x6c40df5f0b497347n,
  "CRC-64/XZ": 0x995dc9bbdf1939fan,
};
const names = Object.keys(crcAlgorithms) as (keyof typeof crcAlgorithms)[];
const text = new TextEncoder().encode("123456789");

/** The bits of a word in the order in which they are sent. */
const bitsOf = (word: bigint, width: number, order: CrcAlgorithm["dataOrder"]): number[] => {
  const lowestFirst = Array.from({ length: width }, (_, i) => Number((word >> BigInt(i)) & 1n));
  return order === "lsbFirst" ? lowestFirst : lowestFirst.reverse();
};

/** Long division, bit by bit, of a list of bits; the checksum highest power first. */
function remainderOf({ width, polynomial, initial }: CrcAlgorithm, bits: readonly number[]): number[] {
  let register = bitsOf(BigInt(initial), width, "msbFirst");
  const divisor = bitsOf(BigInt(polynomial), width, "msbFirst");
  for (const bit of bits) {
    const [top = 0, ...rest] = register;
    register = [...rest, 0].map((each, i) => each ^ ((top ^ bit) & (divisor[i] ?? 0)));
  }
  return register;
}

function oracle(algorithm: CrcAlgorithm, bits: readonly number[]): bigint {
  const register = remainderOf(algorithm, bits);
  const ordered = algorithm.crcOrder === "lsbFirst" ? register.reverse() : register;
  return ordered.reduce((word, bit) => (word << 1n) | BigInt(bit), 0n) ^ BigInt(algorithm.finalXor);
}

function open(algorithm: CrcAlgorithm, bitsPerCycle: number) {
  const simulation = openEmbedded(elaborate(Crc({ algorithm, bitsPerCycle })));
  const pulse = (pin: string) => {
    simulation.port(pin).value = 1;
    simulation.step();
    simulation.port(pin).value = 0;
  };
  for (const pin of ["clear", "enable", "data"]) simulation.port(pin).value = 0;
  simulation.reset();
  return {
    simulation,
    clear: () => pulse("clear"),
    feed(word: bigint | number) {
      simulation.port("data").big = BigInt(word);
      pulse("enable");
    },
    crc: () => simulation.port("checksum").big,
    isGood: () => simulation.port("good").value === 1,
  };
}

describe("crc", () => {
  it.each(names)("%s of 123456789 is the value of the public catalogue", (name) => {
    const { feed, crc } = open(crcAlgorithms[name], 8);
    for (const byte of text) feed(byte);
    expect(crc()).toBe(checkValues[name]);
  });

  it.each(names)("%s: one bit per cycle gives the same", (name) => {
    const { feed, crc } = open(crcAlgorithms[name], 1);
    for (const byte of text) for (const bit of bitsOf(BigInt(byte), 8, crcAlgorithms[name].dataOrder)) feed(bit);
    expect(crc()).toBe(checkValues[name]);
  });

  it("a checksum whose order is not its data's: CRC-12/UMTS", () => {
    const umts = { width: 12, polynomial: 0x80f, initial: 0, finalXor: 0 } as const;
    const { feed, crc } = open({ ...umts, dataOrder: "msbFirst", crcOrder: "lsbFirst" }, 8);
    for (const byte of text) feed(byte);
    expect(crc()).toBe(0xdafn);
  });

  it("equals long division for random polynomials, widths and words, and knows a message with its checksum", () => {
    const random = new Random(31);
    for (let round = 0; round < 60; round++) {
      const width = random.integer(3, 64);
      const bitsPerCycle = random.pick([1, 2, 3, 7, 8, 16, 32, 33, 64]);
      const order = random.pick(["msbFirst", "lsbFirst"] as const);
      const algorithm = {
        width,
        polynomial: randomWord(random, width) | 1n,
        initial: randomWord(random, width),
        finalXor: randomWord(random, width),
        dataOrder: order,
        crcOrder: order,
      };
      const { feed, crc, isGood, clear } = open(algorithm, bitsPerCycle);
      const words = Array.from({ length: random.integer(1, 12) }, () => randomWord(random, bitsPerCycle));
      feed(0n);
      clear();
      for (const word of words) feed(word);
      const bits = words.flatMap((word) => bitsOf(word, bitsPerCycle, order));
      expect(crc(), `round ${round}, seed ${random.seed}`).toBe(oracle(algorithm, bits));
      if (width % bitsPerCycle !== 0) continue;
      const sent = bitsOf(crc(), width, order);
      for (let at = 0; at < width; at += bitsPerCycle) {
        expect(isGood()).toBe(false);
        const part = sent.slice(at, at + bitsPerCycle);
        feed((order === "msbFirst" ? part : part.reverse()).reduce((word, bit) => (word << 1n) | BigInt(bit), 0n));
      }
      expect(isGood(), `round ${round}, seed ${random.seed}`).toBe(true);
      feed(1n);
      expect(isGood()).toBe(false);
    }
  });

  it("refuses a word while it starts anew", () => {
    const { simulation } = open(crcAlgorithms["CRC-8/SMBUS"], 8);
    simulation.port("clear").value = 1;
    simulation.port("enable").value = 1;
    expect(() => simulation.step()).toThrow("a word comes while the checksum starts anew");
  });

  it("starts anew at reset in mid-message", () => {
    const { simulation, feed, crc } = open(crcAlgorithms["CRC-32/ISO-HDLC"], 8);
    feed(0x55);
    simulation.reset();
    for (const byte of text) feed(byte);
    expect(crc()).toBe(checkValues["CRC-32/ISO-HDLC"]);
  });

  it("takes a byte per cycle and knows a good message", () => {
    const { simulation } = open(crcAlgorithms["CRC-8/SMBUS"], 8);
    const message = [0x31, 0x32, 0x33, 0xc0];
    const waveform = textWaveform(simulation, ["clear", "enable", "data", "checksum", "good"], 10, (cycle) => {
      simulation.port("clear").value = cycle === 6 ? 1 : 0;
      simulation.port("enable").value = cycle < 4 ? 1 : 0;
      simulation.port("data").value = message[cycle] ?? 0;
    });
    expect(`\n${waveform}`).toMatchSnapshot();
  });

  it("makes Verilog that Verilator has nothing to say about", async () => {
    for (const [name, bitsPerCycle] of [
      ["CRC-5/USB", 1],
      ["CRC-32/ISO-HDLC", 8],
      ["CRC-64/XZ", 64],
    ] as const) {
      expect(await lint(elaborate(Crc({ algorithm: crcAlgorithms[name], bitsPerCycle })))).toBe("");
    }
  });
});
