import { describe, expect, it } from "vitest";
import { elaborate } from "../../../hdlgen/index.ts";
import { crc32 } from "../../../host/crc32.ts";
import { encodeFrame } from "../../../host/frame.ts";
import * as host from "../../../host/protocol.ts";
import * as hardware from "../../../rtl/host-link/protocol.ts";
import { simulatedBoard } from "../../../sim/board/index.ts";
import { RawClient } from "../../support/raw-client.ts";
import { StubChip } from "../../support/stub-core.ts";

const chip = elaborate(
  StubChip({ clockCyclesPerBit: 4, shapeHash: 0x89abcdef, outputDepth: 512, tickOutput: 200, tickCycles: 5 }),
);
const open = (seed = 1) => new RawClient(simulatedBoard(chip, { clockCyclesPerBit: 4, seed }));
const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const { ok, badFrame, badSequence, refused, wrongMode } = host.statusCodes;

describe("host link, frame by frame", () => {
  it("uses the same numbers on both sides", () => {
    expect(hardware.protocolVersion).toBe(host.protocolVersion);
    expect(hardware.payloadWords).toBe(host.payloadWords);
    expect(hardware.statusCodes).toEqual(host.statusCodes);
    expect(Object.fromEntries(hardware.commandNames.map((name, i) => [name, i]))).toEqual(host.commands);
    expect(2 ** hardware.steppedBits).toBe(host.shortestPeriodCycles - host.periodOffset);
  });

  it.each([1, 2, 3])("answers HELLO after power-up: seed %i", async (seed) => {
    expect(await open(seed).hello(0)).toEqual({ sequence: 0, status: ok, words: [1, 500, 0xcdef, 0x89ab] });
  });

  it("sends the bytes that the protocol page shows", async () => {
    const client = open();
    await client.send(bytes("7E 0000 FF12D941 7E"));
    expect(client.bytes.slice(0, 7)).toEqual([...bytes("7E 0000 0100 F401")]);
    expect(client.bytes.at(-1)).toBe(0x7e);
  });

  it("refuses everything before HELLO", async () => {
    const client = open(3);
    // The answer's memory begins with 0 where it keeps the last sequence number.
    expect((await client.request(1, 1)).status).toBe(badSequence);
    expect((await client.request(0, 7, [5])).status).toBe(badSequence);
  });

  it("sends the same answer to the same sequence number, and executes once", async () => {
    const client = open();
    await client.hello(9);
    const first = await client.request(10, 7, [3, 0x8000]);
    expect(first).toEqual({ sequence: 10, status: ok, words: [2, 3, 0x8000] });
    expect(await client.request(10, 7, [3, 0x8000])).toEqual(first);
    expect(await client.request(10, 7, [3, 0x8000])).toEqual(first);
    expect((await client.request(11, 1)).words).toEqual([1, 0, 0]);
  });

  it("remembers the answer through bad frames and wrong sequence numbers", async () => {
    const client = open();
    await client.hello(255);
    const first = await client.request(0, 7, [3, 4, 0x8000]);
    expect((await client.send(bytes("7E 0102 7E"))).map(({ status }) => status)).toEqual([badFrame]);
    expect((await client.request(7, 1)).status).toBe(badSequence);
    expect((await client.request(254, 1)).status).toBe(badSequence);
    expect(await client.request(0, 7, [3, 4, 0x8000])).toEqual(first);
  });

  it("starts over with any HELLO", async () => {
    const client = open();
    await client.hello(9);
    await client.ask(7, [3, 0x8000]);
    expect((await client.hello(200)).sequence).toBe(200);
    expect((await client.hello(200)).status).toBe(ok);
    expect((await client.ask(1, [])).words).toEqual([1, 0, 0]);
    expect((await client.request(201, 1)).words).toEqual([1, 0, 0]);
  });

  it.each([
    ["nothing but a right checksum", []],
    ["odd length under a right checksum", [1, 1, 0]],
    ["a word too long under a right checksum", [1, 7, ...Array(502).fill(0)]],
  ])("answers a bad frame: %s", async (_, content) => {
    const client = open();
    await client.hello(0);
    const checksum = crc32(Uint8Array.from(content));
    const body = [...content, ...[0, 8, 16, 24].map((shift) => (checksum >>> shift) & 0xff)];
    expect(body).not.toContain(0x7d);
    expect(await client.send(Uint8Array.from([0x7e, ...body, 0x7e]))).toEqual([
      { sequence: 0, status: badFrame, words: [] },
    ]);
  });

  it.each([
    ["checksum", "7E 0100 FF12D941 7E"],
    ["odd length", "7E 0000 00 FF12D941 7E"],
    ["too short", "7E 0000 FF12 7E"],
    ["one byte", "7E 00 7E"],
    ["flag after escape", "7E 0000 7D 7E"],
    ["too long", `7E ${"00".repeat(508)} 7E`],
    ["far too long", `7E ${"00".repeat(1700)} 7E`],
  ])("answers a bad frame and counts it: %s", async (_, text) => {
    const client = open();
    await client.hello(0);
    expect(await client.send(bytes(text))).toEqual([{ sequence: 0, status: badFrame, words: [] }]);
    expect((await client.request(1, 1)).words).toEqual([0, 0, 1]);
    await client.request(2, 6);
    expect((await client.request(3, 1)).words).toEqual([0, 0, 0]);
  });

  it("counts at most 255 bad frames", async () => {
    const client = open();
    await client.hello(0);
    for (let i = 0; i < 258; i++) expect(await client.send(bytes("7E 01 7E"))).toHaveLength(1);
    expect((await client.request(1, 1)).words).toEqual([0, 0, 255]);
  });

  it("ignores what is no frame", async () => {
    const client = open();
    expect(await client.send(bytes("112233 7E7E7E 7E"))).toEqual([]);
    expect((await client.hello(0)).status).toBe(ok);
  });

  it("drops a request that comes while it is answering, up to the next flag", async () => {
    const client = open();
    const hello = encodeFrame({ sequence: 4, code: 0, payload: new Uint8Array() });
    expect(await client.send(Uint8Array.from([...hello, ...hello, ...hello]))).toHaveLength(1);
    expect((await client.request(5, 1)).words).toEqual([0, 0, 0]);
  });

  it("takes the longest request and gives the longest answer", async () => {
    const client = open();
    await client.hello(0);
    const data = Array.from({ length: 248 }, (_, i) => (i * 257) ^ 0x7e7d);
    expect(await client.ask(3, [0, 100, ...data])).toEqual({ sequence: 1, status: ok, words: [] });
    expect((await client.ask(4, [250, 99])).words.slice(1, 249)).toEqual(data);
    const events = Array.from({ length: 249 }, (_, i) => i);
    const full = await client.ask(7, [...events, 0x8000]);
    expect(full).toMatchObject({ status: ok | host.statusFlags.more, words: [250, ...events] });
    expect(await client.ask(7, [])).toMatchObject({ status: ok, words: [0, 0x8000] });
    expect(await client.ask(7, [])).toMatchObject({ status: ok, words: [0] });
  });

  it("drops unread output at CLEAR", async () => {
    const client = open();
    await client.hello(0);
    await client.ask(2, [200, 0]);
    expect((await client.ask(2, [0, 0])).status).toBe(host.statusFlags.more);
    expect((await client.ask(5, [])).status).toBe(ok);
    expect(await client.ask(7, [])).toMatchObject({ status: ok, words: [0] });
    expect((await client.ask(1, [])).words[0]).toBe(0);
  });

  it("keeps spaces apart and counts addresses up", async () => {
    const client = open();
    await client.hello(0);
    for (let space = 0; space < 7; space++) await client.ask(3, [256 * space, 510, space, 10 + space]);
    for (let space = 0; space < 7; space++) {
      expect((await client.ask(4, [256 * space + 2, 510])).words).toEqual([space, 10 + space]);
    }
    expect(await client.ask(3, [0, 0])).toMatchObject({ status: ok, words: [] });
  });

  it.each([
    ["an unknown command", 8, []],
    ["an unknown command", 0xff, []],
    ["HELLO with a payload", 0, [1]],
    ["STATUS with a payload", 1, [1]],
    ["MODE with one word", 2, [0]],
    ["MODE with three", 2, [0, 0, 0]],
    ["WRITE without an address", 3, [0]],
    ["READ of nothing", 4, [0, 0]],
    ["READ of too much", 4, [251, 0]],
    ["READ with data", 4, [1, 0, 0]],
    ["CLEAR with a payload", 5, [0]],
    ["CLEAR_FLAGS with a payload", 6, [0]],
  ])("refuses %s (%i), and the refusal is an answer like any other", async (_, command, words) => {
    const client = open();
    await client.hello(0);
    const answer = await client.request(1, command, words);
    expect(answer).toEqual({ sequence: 1, status: refused, words: [] });
    expect(await client.request(1, command, words)).toEqual(answer);
    expect((await client.request(2, 1)).words).toEqual([0, 0, 0]);
  });

  it("answers MODE 0 when the last tick has ended", async () => {
    const slow = elaborate(
      StubChip({ clockCyclesPerBit: 4, shapeHash: 1, outputDepth: 512, tickOutput: 200, tickCycles: 9000 }),
    );
    const client = new RawClient(simulatedBoard(slow, { clockCyclesPerBit: 4 }));
    await client.hello(0);
    await client.ask(2, [9500, 0]);
    const { busy, more } = host.statusFlags;
    expect((await client.ask(2, [0, 0])).status).toBe(more);
    await client.ask(2, [9500, 0]);
    expect((await client.ask(1, [])).status & busy).toBe(busy);
  });

  it("flags an event after a marker of a tick that is long past", async () => {
    const client = open();
    const { late } = host.statusFlags;
    await client.hello(0);
    await client.ask(2, [1000, 0]);
    expect((await client.ask(7, [0x8001])).status & late).toBe(0);
    expect((await client.ask(7, [0x8002, 5])).status & late).toBe(late);
  });

  it("shows its mode, and less than 16 means stepped", async () => {
    const client = open();
    await client.hello(0);
    const { freeRunning } = host.statusFlags;
    for (const [low, high, flags] of [
      [16, 0, freeRunning],
      [15, 0, 0],
      [0, 1, freeRunning],
      [0, 0, 0],
    ] as const) {
      await client.ask(2, [low, high]);
      expect((await client.ask(1, [])).status & freeRunning, `MODE ${low}, ${high}`).toBe(flags);
    }
    await client.ask(2, [0, 200]);
    for (const [command, words] of [
      [3, [0, 0]],
      [4, [1, 0]],
      [5, []],
    ] as const) {
      expect((await client.ask(command, words)).status & host.statusCodeMask).toBe(wrongMode);
    }
  });
});
