import { describe, expect, it } from "vitest";
import { boardBuild, planClock } from "../../api/board-build.ts";
import { boardBoot, bootImageOf, bootMilliseconds, flashFile, hasHostBesideFlash } from "../../api/boot.ts";
import { compileNetwork } from "../../api/compile-network.ts";
import { bootEnd, bootHeaderBytes } from "../../config/index.ts";
import { boards as allBoards, type Board } from "../../constraints/index.ts";
import { rhythm } from "../../examples/boards/rhythm.ts";
import { bootImage } from "../../host/index.ts";
import { SimulatedFlash, withFlash } from "../../sim/board/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";

const boards = allBoards();
const board = (id: string): Board => {
  const found = boards.find((each) => each.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};
const fomu = compileNetwork(rhythm(), board("fomu"));
const icebreaker = compileNetwork(rhythm(), board("icebreaker"));

describe("boards that boot from flash", () => {
  it("Fomu's whole design runs the network of its flash file, and shows no error", () => {
    const build = boardBuild(fomu, 48, { boot: "flash" });
    expect(build.clock).toEqual({ clockMHz: 48, baud: 0, clockCyclesPerBit: 0 });
    const image = bootImageOf(fomu, 48, { periodMs: 0.01 });
    const { flash: facts, leds } = board("fomu");
    if (facts === undefined) throw new Error("no flash");
    const flash = new SimulatedFlash({ bytes: facts.bytes, wakeCycles: 48 * 35 });
    flash.program(facts.imageOffset, flashFile(board("fomu"), new Uint8Array(104_090), image));
    const simulation = openEmbedded(build.design, { seed: 2, visible: "nets" });
    const ports = {
      select: facts.cs.net,
      clock: facts.clk?.net ?? "",
      mosi: facts.mosi.net,
      miso: facts.miso.net,
    };
    const step = withFlash(simulation, flash, ports);
    step(4200 + 48 * 50 + 60 * image.length);
    expect(simulation.register("clocked.chip.link.tick_timer.running").value).toBe(1);
    expect(flash.bytesRead).toBe(image.length);
    const ticks = () => simulation.signal("clocked.chip.link.aer_gate_ticks").value;
    const before = ticks();
    step(480 * 20);
    expect(ticks() - before).toBe(20);
    const red = leds.find(({ net }) => net.includes("red"));
    expect(simulation.port(red?.net ?? "").value).toBe(1);
    simulation.close();
  });

  it("runs the flash's clock at no more than 25 MHz, and wakes it for 50 µs", () => {
    for (const [MHz, halfPeriodCycles] of [
      [12, 1],
      [48, 1],
      [50, 1],
      [51, 2],
      [100, 2],
      [101, 3],
    ] as const) {
      const { settings } = boardBoot(board("icebreaker"), MHz);
      expect(settings.halfPeriodCycles).toBe(halfPeriodCycles);
      expect((settings.wakeBytes * 16 * halfPeriodCycles) / MHz).toBeGreaterThanOrEqual(50);
    }
  });

  it("leaves the host out where it has no pins, or the flash's", () => {
    const withoutHost = boards.filter((each) => !hasHostBesideFlash(each)).map(({ id }) => id);
    expect(withoutHost).toEqual(["upduino3", "fomu"]);
    expect(planClock(board("upduino3"), 48, { boot: "flash" }).baud).toBe(0);
    expect(planClock(board("icebreaker"), 48, { boot: "flash" }).baud).toBe(3_000_000);
  });

  it.each(boards.map((each) => [each.id, each] as const))("has pins and a place for it on %s", (_, each) => {
    const { selectNet, mosiNet, misoNet, clockNet, settings } = boardBoot(each, 48);
    expect([selectNet, mosiNet, misoNet]).toEqual(["flash_cs_n", "flash_mosi", "flash_miso"]);
    expect(clockNet).toBe(each.family === "ecp5" ? undefined : "flash_clk");
    expect(settings.offset).toBeLessThan(2 ** 24);
    expect(settings.offset % 4096).toBe(0);
  });

  it("reaches the flash's clock of an ECP5 through USRMCLK, which is no pin", () => {
    const compiled = compileNetwork(rhythm(), board("ulx3s-25f"));
    const build = boardBuild(compiled, 25, { boot: "flash" });
    const top = build.verilog[`${build.top}.v`] ?? "";
    expect(top).toMatch(/USRMCLK \w+ \([^.]*\.ts:\d+\s+\.USRMCLKI\(clocked_flash_clock\),\s+\.USRMCLKTS\(1'b0\)/);
    expect(top).not.toContain("flash_clk");
  });

  it("waits for a host where there is one, and runs by itself where there is none, or when told", () => {
    // The last frame is CLEAR_FLAGS, or MODE with a period.
    const last = (image: Uint8Array) => image.slice(0, -2).lastIndexOf(0x7e);
    const command = (image: Uint8Array) => image[last(image) + 2];
    expect(command(bootImageOf(icebreaker, 48))).toBe(6);
    expect(command(bootImageOf(icebreaker, 48, { periodMs: 2 }))).toBe(2);
    expect(command(bootImageOf(fomu, 48))).toBe(2);
    const image = bootImageOf(fomu, 48);
    expect(new TextDecoder().decode(image.subarray(0, 4))).toBe("SPKB");
    expect(new DataView(image.buffer).getUint32(4, true)).toBe(image.length - bootHeaderBytes - 1);
    expect(image.at(-1)).toBe(bootEnd);
  });

  it("joins bitstream and image at the offsets of the board", () => {
    const file = flashFile(board("fomu"), Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5));
    expect(file.length).toBe(128 * 1024 + 2);
    expect([...file.subarray(0, 4), ...file.subarray(-3)]).toEqual([1, 2, 3, 0xff, 0xff, 4, 5]);
  });

  it("says about how long a boot takes", () => {
    expect(bootMilliseconds(new Uint8Array(98_885), "ice40up", 48)).toBeCloseTo(84.5, 0);
    expect(bootMilliseconds(new Uint8Array(98_885), "ecp5", 48)).toBeCloseTo(94.8, 0);
  });
});

describe("what cannot boot", () => {
  it("CLI050: a board without flash", () => {
    const { flash: _, ...bare } = board("icebreaker");
    expect(() => boardBoot(bare as Board, 48)).toThrow(
      [
        "CLI050 iCEBreaker: no SPI flash that a design can read",
        "    load the network over the host link, or choose another board: spikeforge boards",
      ].join("\n"),
    );
  });

  it("CLI051: a period that the timer cannot count", () => {
    expect(() => bootImageOf(fomu, 48, { periodMs: 400 })).toThrow(
      [
        "CLI051 Fomu PVT: a tick every 400 ms, which is 19200000 cycles of 48 MHz",
        "    the tick timer counts 18 to 16777217 cycles: take at most 349 ms",
      ].join("\n"),
    );
  });

  it("LINK020: more frames than the length in the header can say", () => {
    // Flags, of which each takes two bytes on the line.
    const words = new Uint16Array(0x10000).fill(0x7e7e);
    const blocks = Array.from({ length: 65 }, () => ({ space: 0, address: 0, words }) as const);
    expect(() => bootImage(blocks, { shapeHash: 1 })).toThrow(
      /^LINK020 boot image: 1\d{7} bytes of frames, and a boot loader reads at most 16777215\n {4}load the board over the host link$/,
    );
  });

  it("LINK021: an image that the flash has no room for", () => {
    const { flash } = fomu.board;
    if (flash === undefined) throw new Error("no flash");
    const small = { ...fomu, board: { ...fomu.board, flash: { ...flash, bytes: flash.dataOffset + 100 } } };
    const { length } = bootImageOf(fomu, 48);
    expect(() => bootImageOf(small, 48)).toThrow(
      [
        `LINK021 Fomu PVT: a boot image of ${length} bytes at ${flash.dataOffset}, and the flash has ${flash.dataOffset + 100} bytes`,
        "    make the network smaller, or load it over the host link",
      ].join("\n"),
    );
  });

  it("LINK022: a bitstream that reaches into the image", () => {
    expect(() => flashFile(board("fomu"), new Uint8Array(131_073), new Uint8Array(1))).toThrow(
      [
        "LINK022 Fomu PVT: a bitstream of 131073 bytes, and the boot image begins 131072 bytes behind its start",
        "    correct `flash.dataOffset` in the board's file",
      ].join("\n"),
    );
  });
});
