import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { encodeFrame } from "../../host/frame.ts";
import { Link } from "../../host/link.ts";
import { LineError, wallClock } from "../../host/transport.ts";
import { lineNoise } from "../support/line-noise.ts";
import { Random } from "../support/random.ts";
import { TwinBoard } from "../support/twin-board.ts";

const exchange = 7;

describe("link", () => {
  it("numbers its requests and wraps at 256", async () => {
    const board = new TwinBoard();
    const link = new Link(board, { firstSequence: 254 });
    await link.request("hello");
    for (let i = 0; i < 4; i++) await link.request("status");
    expect(board.writes.map((bytes) => bytes[1])).toEqual([254, 255, 0, 1, 2]);
  });

  it("repeats a lost request and executes it once", async () => {
    let losses = 0;
    const board = new TwinBoard({ toBoard: (bytes) => (losses-- > 0 ? new Uint8Array() : bytes) });
    const link = new Link(board);
    await link.request("hello");
    losses = 3;
    expect((await link.request("exchange", [5])).words).toEqual(Uint16Array.of(1));
    expect(board.executed.filter(({ command }) => command === exchange)).toHaveLength(1);
    expect(link.counts).toEqual({ requests: 2, repeated: 3, damaged: 0 });
  });

  it("asks again for a lost answer, without a second execution", async () => {
    let losses = 0;
    const board = new TwinBoard({ toHost: (bytes) => (losses-- > 0 ? new Uint8Array() : bytes) });
    const link = new Link(board);
    await link.request("hello");
    losses = 2;
    await link.request("exchange", [5]);
    expect(board.executed.filter(({ command }) => command === exchange)).toHaveLength(1);
  });

  it("queues concurrent requests", async () => {
    const board = new TwinBoard();
    const link = new Link(board);
    await Promise.all([link.request("hello"), link.request("exchange", [1]), link.request("exchange", [2])]);
    expect(board.executed.map(({ words }) => words)).toEqual([[], [1], [2]]);
  });

  it("ignores the second copy of an answer", async () => {
    const board = new TwinBoard({ toHost: (bytes) => Uint8Array.from([...bytes, ...bytes]) });
    const link = new Link(board);
    await link.request("hello");
    for (let i = 1; i < 20; i++) expect((await link.request("exchange", [i])).words[0]).toBe(1);
    expect(board.executed).toHaveLength(20);
  });

  it("ignores what an earlier conversation left on the line", async () => {
    const board = new TwinBoard();
    const link = new Link(board, { firstSequence: 3 });
    const stale = (sequence: number, code: number) => encodeFrame({ sequence, code, payload: Uint8Array.of(1, 2) });
    const hello = link.request("hello");
    board.say(stale(77, 0));
    board.say(stale(77, 2));
    await expect(hello).resolves.toMatchObject({ words: { length: 4 } });
  });

  it.each([1, 2, 3, 4])("loses nothing and executes nothing twice on a bad line: seed %i", async (seed) => {
    const random = new Random(seed);
    const noise = lineNoise(random, { flipped: 0.002, lost: 0.001, doubled: 0.001, cut: 0.05 });
    const board = new TwinBoard({ toBoard: noise, toHost: noise });
    const link = new Link(board, { tries: 40 });
    await link.request("hello");
    const sent: number[][] = [];
    for (let i = 0; i < 300; i++) {
      const words = Array.from({ length: random.integer(0, 120) }, () => random.integer(0, 0x7fff));
      sent.push(words);
      expect((await link.request("exchange", words)).words[0]).toBe(words.length);
    }
    const executed = board.executed.filter(({ command }) => command === exchange).map(({ words }) => words);
    expect(executed, `seed ${seed}`).toEqual(sent);
    expect(link.counts.repeated).toBeGreaterThan(20);
  });

  it("reports a silent board", async () => {
    const link = new Link(new TwinBoard({ toHost: () => new Uint8Array() }), { tries: 3, timeoutMs: 50 });
    await expect(link.request("hello")).rejects.toThrow(
      "LINK001 hello: no answer to 3 tries of 50 ms\n" +
        "    check the cable, the port, the bit rate and that the board is configured with a spikeforge design",
    );
  });

  it("reports a line that damages everything", async () => {
    const board = new TwinBoard({ toBoard: (bytes) => bytes.map((byte) => (byte === 0x7e ? byte : byte ^ 1)) });
    await expect(new Link(board, { tries: 4 }).request("hello")).rejects.toThrow(
      "LINK002 hello: 4 tries failed, 4 of them because a frame arrived damaged\n" +
        "    check the bit rate and the cable; a lower bit rate may help",
    );
  });

  it("reports a refused command, and goes on", async () => {
    const link = new Link(new TwinBoard());
    await link.request("hello");
    await expect(link.request("read", [0, 0])).rejects.toThrow(
      "LINK005 read: the board refused the command\n" +
        "    host and board disagree on the protocol: rebuild the bitstream",
    );
    await expect(link.request("status")).resolves.toBeDefined();
  });

  it("reports a board that was reset in mid-session", async () => {
    const board = new TwinBoard();
    const link = new Link(board);
    await link.request("hello");
    board.losePower();
    await expect(link.request("exchange", [1])).rejects.toThrow(
      "LINK006 exchange: the board does not know this conversation\n" +
        "    it was reset or is used by another program; connect again and load the network",
    );
    expect(board.executed).toHaveLength(1);
  });

  it("refuses requests after a failure, with the cause", async () => {
    const board = new TwinBoard();
    const link = new Link(board);
    await board.close();
    await expect(link.request("hello")).rejects.toThrow(
      "LINK014 hello: the line failed: port closed\n    check that the board is still connected",
    );
    await expect(link.request("status")).rejects.toThrow(
      "LINK012 status: the session is over\n    it was closed, or an earlier request failed: connect again",
    );
    await expect(link.request("status")).rejects.toMatchObject({ cause: { code: "LINK014" } });
  });

  it("fails a waiting request the moment the line is lost, whatever the timeout, and every later one", async () => {
    const board = new TwinBoard({ toHost: () => new Uint8Array() });
    const losing = lineThatBreaks(board);
    const link = new Link(losing, { timeoutMs: 3_600_000 });
    const [pending, queued] = [link.request("hello"), link.request("status")];
    await nextTurn();
    losing.lose(new LineError("/dev/ttyUSB1 is gone", "plug it in again"));
    await expect(pending).rejects.toThrow("LINK014 hello: the line failed: /dev/ttyUSB1 is gone\n    plug it in again");
    await expect(queued).rejects.toThrow("LINK012 status: the session is over");
  });

  it("fails at once even if the lost line never ends a write", async () => {
    const losing = lineThatBreaks(new TwinBoard());
    losing.write = () => new Promise(() => {});
    const pending = new Link(losing, { timeoutMs: 3_600_000 }).request("hello");
    await nextTurn();
    losing.lose(new Error("gone"));
    await expect(pending).rejects.toThrow("LINK014 hello: the line failed: gone\n    check that the board is still");
  });

  it("sends nothing on a line that was lost while nobody asked", async () => {
    const board = new TwinBoard();
    const losing = lineThatBreaks(board);
    const link = new Link(losing);
    await link.request("hello");
    losing.lose(new Error("gone"));
    await expect(link.request("status")).rejects.toThrow("LINK014 status: the line failed: gone");
    expect(board.writes).toHaveLength(1);
  });
});

/** A board's line whose cable can be pulled out. */
function lineThatBreaks(board: TwinBoard) {
  let lost: (reason: unknown) => void = () => {};
  return {
    clock: wallClock,
    write: (bytes: Uint8Array) => board.write(bytes),
    onData: (handler: (bytes: Uint8Array) => void) => board.onData(handler),
    onLost: (handler: (reason: unknown) => void) => {
      lost = handler;
    },
    close: () => board.close(),
    lose: (reason: unknown) => lost(reason),
  };
}
