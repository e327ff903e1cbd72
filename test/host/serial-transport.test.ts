import { afterEach, describe, expect, it } from "vitest";
import { connect, listPorts, openSerial, type Transport } from "../../host/index.ts";
import { openingFailed, packageBroken, permissionMend } from "../../host/serial-errors.ts";
import { openPty, type Pty } from "../support/pty.ts";
import { TwinBoard } from "../support/twin-board.ts";

const baud = 3_000_000;
const shapeHash = 7;
let [open, ptys]: [Transport[], Pty[]] = [[], []];

async function pty(): Promise<Pty> {
  const made = await openPty();
  ptys.push(made);
  return made;
}

/** A pseudo-terminal with the protocol's board at its other end. */
async function boardPort(): Promise<Pty & { readonly board: TwinBoard }> {
  const cable = await pty();
  const board = new TwinBoard({ shapeHash });
  cable.onData((bytes) => void board.write(bytes));
  board.onData((bytes) => cable.write(bytes));
  return { ...cable, board };
}

async function serial(path: string): Promise<Transport> {
  const transport = await openSerial({ path, baud });
  open.push(transport);
  return transport;
}

afterEach(async () => {
  await Promise.all(open.map((transport) => transport.close()));
  await Promise.all(ptys.map((made) => made.unplug()));
  [open, ptys] = [[], []];
});

describe("serial port", () => {
  it("carries a session: memory, ticks and spikes, every byte value", async () => {
    const { path } = await boardPort();
    const session = await connect(await serial(path), { shapeHash });
    const words = Uint16Array.from({ length: 4000 }, (_, i) => (i * 257) % 0x10000);
    await session.load([{ space: 0, address: 0, words }]);
    expect(await session.verify([{ space: 0, address: 0, words }])).toEqual({
      comparedWords: 4000,
      unreadableWords: 0,
    });
    expect(await session.run([[5, 6], [], [9]])).toEqual([[5, 6], [], [9]]);
    expect(session.counts.repeated).toBe(0);
    await session.close();
  });

  it("can be opened again after a session, with what an earlier program left in it dropped", async () => {
    const { path, write } = await boardPort();
    await (await connect(await serial(path), { shapeHash })).close();
    write(Uint8Array.of(1, 2, 3, 0x7e));
    const session = await connect(await serial(path), { shapeHash });
    expect(await session.run([[1]])).toEqual([[1]]);
    await session.close();
  });

  it("LINK014: unplugged in the middle of a request, which fails at once and not after its timeout", async () => {
    const { path, unplug, board } = await boardPort();
    const session = await connect(await serial(path), { shapeHash, timeoutMs: 3_600_000 });
    board.onData(() => {}); // from now on it is silent
    const pending = expect(session.run([[1]])).rejects.toThrow(
      new RegExp(
        `^LINK014 exchange: the line failed: ${path} is gone: the board was unplugged or lost its power .*\\n` +
          "    plug it in again and start again; what was loaded into the board is lost with its power$",
      ),
    );
    const started = performance.now();
    await unplug();
    await pending;
    expect(performance.now() - started).toBeLessThan(2000);
    await expect(session.status()).rejects.toThrow("LINK012");
    await session.close();
  });

  it("LINK014: unplugged while bytes arrive, over and over", async () => {
    for (let round = 0; round < 8; round++) {
      const cable = await pty();
      const transport = await serial(cable.path);
      let heard = 0;
      transport.onData((bytes) => {
        heard += bytes.length;
      });
      const lost = new Promise((resolve) => transport.onLost?.(resolve));
      const stream = setInterval(() => cable.write(new Uint8Array(64)), 1);
      while (heard < 2000) await new Promise((resolve) => setTimeout(resolve, 2));
      await cable.unplug();
      expect(String(await lost)).toContain(`${cable.path} is gone`);
      clearInterval(stream);
    }
  });

  it("LINK014: unplugged between requests", async () => {
    const { path, unplug } = await boardPort();
    const session = await connect(await serial(path), { shapeHash, timeoutMs: 3_600_000 });
    await unplug();
    await expect(session.status()).rejects.toThrow(`LINK014 status: the line failed: ${path} is gone`);
  });

  it("LINK001: a silent board is found out in seconds, with the port and its rate", async () => {
    const { path } = await pty();
    await expect(connect(await serial(path), { shapeHash, timeoutMs: 20 })).rejects.toThrow(
      `LINK001 ${path} at 3000000 baud: the board does not answer (no answer to 8 tries of 20 ms)\n` +
        "    program it with the bitstream of this network, give that bitstream's bit rate (--baud), and the right port: a bridge with two has the UART on the second",
    );
  });

  it("LINK004: another network's design in the board", async () => {
    const { path } = await boardPort();
    await expect(connect(await serial(path), { shapeHash: 8 })).rejects.toThrow(
      `LINK004 ${path} at 3000000 baud: the board holds another design: shape 0x00000007, expected 0x00000008\n` +
        "    program the board with the bitstream that was built for this network",
    );
  });

  it("LINK015: no such port", async () => {
    await expect(openSerial({ path: "/dev/ttyNOPE", baud })).rejects.toThrow(
      /^LINK015 \/dev\/ttyNOPE: no such serial port; .+\n {4}check the cable and name one of the ports$/,
    );
  });

  it("LINK016: in use by another program, and free after it", async () => {
    const { path } = await boardPort();
    const first = await serial(path);
    await expect(openSerial({ path, baud })).rejects.toThrow(
      `LINK016 ${path}: the port is in use by another program\n    close that program (a terminal, another run)`,
    );
    await first.close();
    await (await openSerial({ path, baud })).close();
  });

  it("LINK018: something else than a serial port", async () => {
    await expect(openSerial({ path: "/dev/null", baud })).rejects.toThrow(
      /^LINK018 \/dev\/null: cannot be opened at 3000000 baud: .*Inappropriate ioctl.*\n {4}name a serial port$/,
    );
  });

  it("lists ports without failing where there is no udev", async () => {
    for (const { path } of await listPorts()) expect(path).toMatch(/^(\/dev\/|COM)/);
  });
});

describe("errors of opening, from what the package says", () => {
  const where = { path: "/dev/ttyUSB1", baud };
  const text = (message: string, ...ports: { readonly path: string; readonly maker?: string }[]) =>
    openingFailed(where, new Error(message), ports).message;

  it("LINK015 names the ports that there are", () => {
    const message = "Error: No such file or directory, cannot open /dev/ttyUSB1";
    const mend = "\n    check the cable and name one of the ports";
    expect(text(message)).toBe(`LINK015 /dev/ttyUSB1: no such serial port; no USB serial port is plugged in${mend}`);
    expect(text(message, { path: "/dev/ttyUSB0", maker: "FTDI" })).toBe(
      `LINK015 /dev/ttyUSB1: no such serial port; the only one is /dev/ttyUSB0 (FTDI)${mend}`,
    );
    expect(text(message, { path: "/dev/ttyUSB0", maker: "FTDI" }, { path: "/dev/ttyACM0" })).toBe(
      `LINK015 /dev/ttyUSB1: no such serial port; there are /dev/ttyUSB0 (FTDI), /dev/ttyACM0${mend}`,
    );
  });

  it("LINK016 for a port that Windows or macOS keeps closed", () => {
    expect(text("Opening COM4: Access denied")).toContain("LINK016 /dev/ttyUSB1: the port is in use");
    expect(text("Error: Resource busy, cannot open /dev/tty.usbserial")).toContain("LINK016");
  });

  it("LINK017: no permission, with the command", () => {
    expect(text("Error: Permission denied, cannot open /dev/ttyUSB1")).toBe(
      `LINK017 /dev/ttyUSB1: no permission to open the port\n    ${permissionMend(process.platform)}`,
    );
    expect(permissionMend("linux")).toBe("type: sudo usermod -aG dialout $USER (Arch: uucp), then log in again");
    expect(permissionMend("darwin")).toBe("run as a user who may use serial ports");
  });

  it("LINK018: a rate that the port does not make", () => {
    expect(text("Invalid argument setting custom baud rate of 3000000", { path: "/dev/ttyUSB1" })).toBe(
      "LINK018 /dev/ttyUSB1: cannot be opened at 3000000 baud: Invalid argument setting custom baud rate of 3000000\n" +
        "    its driver may not make this rate: build the design for another with --baud",
    );
  });

  it("LINK019: the package's native part is missing", () => {
    expect(packageBroken(new Error("No native build was found\n    attempted: …")).message).toBe(
      "LINK019 serialport package: cannot be loaded: No native build was found\n" +
        "    type: npm rebuild serialport (it compiles the package's native part for this machine)",
    );
  });
});
