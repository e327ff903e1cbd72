import assert from "node:assert/strict";
import { Crc, crcAlgorithms } from "../../rtl/cells/index.ts";
import { twin } from "./support/twin.ts";
import { Xorshift } from "./support/xorshift.ts";

/** CRC-32, bit by bit. */
function crc32(message: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of message) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) * 0xedb8_8320);
  }
  return ~crc >>> 0;
}

/** The 4 bytes of a checksum, lowest first. */
const sealOf = (checksum: number): Buffer => {
  const seal = Buffer.alloc(4);
  seal.writeUInt32LE(checksum);
  return seal;
};

/** Equals another implementation of CRC-32; a message that ends with its own checksum is good, a changed one is not. */
export const crcMessages = twin(
  "crc_messages",
  Crc({ algorithm: crcAlgorithms["CRC-32/ISO-HDLC"], bitsPerCycle: 8 }),
  (tb, log) => {
    const { clear, enable, data, checksum, good } = tb.dut;

    const feed = (message: Uint8Array): void => {
      clear.value = 1;
      tb.step();
      clear.value = 0;
      enable.value = 1;
      for (const byte of message) {
        data.value = byte;
        tb.step();
      }
      enable.value = 0;
    };

    tb.reset(2);
    const random = new Xorshift(41);
    const randomMessage = () => Buffer.from(Array.from({ length: random.below(40) }, () => random.below(256)));
    for (const message of [Buffer.from("123456789"), ...Array.from({ length: 20 }, randomMessage)]) {
      feed(message);
      const found = checksum.value;
      log.note(`${tb.cycle}: ${message.length} bytes, ${found.toString(16).padStart(8, "0")}`);
      assert.equal(found, crc32(message));
      const sealed = Buffer.concat([message, sealOf(found)]);
      feed(sealed);
      assert.equal(good.value, 1);
      sealed[0] = (sealed[0] ?? 0) ^ 4;
      feed(sealed);
      assert.equal(good.value, 0);
    }
  },
);
