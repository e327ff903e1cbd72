import { readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  board,
  boardPins,
  boards,
  formatConstraints,
  parseLpf,
  parsePcf,
  readBoardFile,
  readConstraints,
} from "../../constraints/index.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { withTemporaryFolder } from "../../tools/index.ts";

const known =
  "icebreaker, upduino3, fomu, icestick, go-board, tinyfpga-bx, hx8k-evn, alchitry-cu, ulx3s-12f, ulx3s-25f, ulx3s-45f, ulx3s-85f, orangecrab-25f, orangecrab-85f, ecp5-evn, colorlight-i5, colorlight-i9";

describe("boards", () => {
  test("the iCEBreaker's facts", () => {
    expect(board("icebreaker")).toMatchObject({
      device: "up5k",
      package: "sg48",
      clock: { pin: "35", MHz: 12, net: "clk_pin", pll: "pad" },
      uart: { rx: { pin: "6" }, tx: { pin: "9" } },
      resources: { lc: 5280, ebr: 30, spram: 4, dsp: 8 },
      flash: { cs: { pin: "16" }, clk: { pin: "15" }, bytes: 16 * 2 ** 20, imageOffset: 0 },
      programmer: { tool: "iceprog", flash: ["{file}"] },
    });
    expect(
      boards()
        .map(({ id }) => id)
        .join(", "),
    ).toBe(known);
  });

  test.each(boards().map((each) => [each.id, each] as const))(
    "%s: its constraint file has exactly the pins of the table",
    async (_id, each) => {
      const { lines } = await readConstraints(each);
      expect(lines.map(({ net, pin }) => ({ net, pin }))).toEqual(boardPins(each));
    },
  );

  test("every constraint file in the folder belongs to a board, and net names tell active-low pins", async () => {
    const folder = dirname(board("icebreaker").constraintFile);
    const files = (await readdir(folder)).filter((name) => /\.(pcf|lpf)$/.test(name));
    expect(files.sort()).toEqual([...new Set(boards().map((each) => basename(each.constraintFile)))].sort());
    for (const { leds, reset, id } of boards())
      for (const { net, active } of reset === undefined ? leds : [...leds, reset])
        expect(net.endsWith("_n"), `${id} ${net}`).toBe(active === "low");
  });

  test("flash: data lie behind the bitstream, within the flash, at the beginning of an erase block", () => {
    const bitstreamBytes = { up5k: 104_090, hx1k: 32_300, lp8k: 135_100, hx8k: 135_100 };
    // Uncompressed, with contents in every block RAM: a measured base and 2,320 bytes for each.
    const ecp5Bytes = { "25k": 712_350, "45k": 1_283_020, "85k": 2_427_690 };
    for (const each of boards()) {
      const { flash, id } = each;
      if (flash === undefined) throw new Error(`${id} has no flash`);
      const size = each.family === "ice40" ? bitstreamBytes[each.device] : ecp5Bytes[each.device];
      expect(flash.dataOffset, id).toBeGreaterThanOrEqual(flash.imageOffset + size);
      expect(flash.dataOffset % 65536, id).toBe(0);
      expect(flash.bytes - flash.dataOffset, id).toBeGreaterThanOrEqual(64 * 1024);
      expect(flash.clk === undefined, id).toBe(each.family === "ecp5");
    }
  });

  test("BRD001: an unknown board is told with the known ones and the nearest name", () => {
    const unknown = (id: string, mend: string) =>
      expect(() => board(id)).toThrow(
        new SpikeforgeError({ code: "BRD001", place: `board "${id}"`, found: `unknown; known are ${known}`, mend }),
      );
    unknown("ice-braker", "did you mean icebreaker?, or name a .json file that describes yours");
    unknown("zzzzzz", "take one of them, or name a .json file that describes yours");
  });

  test("BRD010: lines of a .pcf that are not understood are told together", () => {
    const text =
      "set_io clk 35 # the clock\nset_frequency clk 12\nset_io clk 36\nset_io b 35\n\nset_io -pullup yes c 4\n";
    const { lines, problems } = parsePcf(text, "my.pcf");
    expect(lines).toEqual([
      { net: "clk", pin: "35", options: [], line: 1 },
      // Two nets on one pin are two uses of it: a design takes one.
      { net: "b", pin: "35", options: [], line: 4 },
      { net: "c", pin: "4", options: ["-pullup", "yes"], line: 6 },
    ]);
    expect(new SpikeforgeError(problems).message).toBe(
      [
        'BRD010 my.pcf:2: "set_frequency clk 12" is not a set_io line',
        "    write: set_io [-pullup yes] net pin",
        "BRD010 my.pcf:3: net clk is constrained twice",
        "    write: set_io [-pullup yes] net pin",
      ].join("\n"),
    );
  });

  test("BRD010: statements of an .lpf, spread over lines and with or without quotes; what is not understood is told", () => {
    const text = [
      "SYSCONFIG CONFIG_IOVOLTAGE=3.3 COMPRESS_CONFIG=ON;",
      'LOCATE COMP "clk" SITE "P3"; IOBUF PORT "clk" IO_TYPE=LVCMOS33;',
      "LOCATE COMP led[0] // the first",
      "  SITE U16;",
      "IOBUF PORT led[0] IO_TYPE=LVCMOS33 DRIVE=4; # bright",
      'LOCATE COMP "clk" SITE "P4";',
      'FREQUENCY PORT "clk" 25 MHZ;',
      "IOBUF PORT other PULLMODE=UP;",
      "IOBUF PORT clk PULLMODE=UP;",
      "PIN clk P3;",
      "LOCATE COMP tx SITE J17",
    ].join("\n");
    const { problems, ...file } = parseLpf(text, "my.lpf");
    expect(file).toEqual({
      lines: [
        { net: "clk", pin: "P3", options: ["IO_TYPE=LVCMOS33"], line: 2 },
        { net: "led[0]", pin: "U16", options: ["IO_TYPE=LVCMOS33", "DRIVE=4"], line: 3 },
      ],
      statements: ["SYSCONFIG CONFIG_IOVOLTAGE=3.3 COMPRESS_CONFIG=ON"],
    });
    const written = formatConstraints(board("colorlight-i5"), file);
    expect(written).toBe(
      [
        "SYSCONFIG CONFIG_IOVOLTAGE=3.3 COMPRESS_CONFIG=ON;",
        'LOCATE COMP "clk" SITE "P3";',
        'IOBUF PORT "clk" IO_TYPE=LVCMOS33;',
        'LOCATE COMP "led[0]" SITE "U16";',
        'IOBUF PORT "led[0]" IO_TYPE=LVCMOS33 DRIVE=4;',
        "",
      ].join("\n"),
    );
    const write = "    write: LOCATE COMP net SITE pin; and IOBUF PORT net IO_TYPE=LVCMOS33;";
    expect(new SpikeforgeError(problems).message.split("\n")).toEqual([
      "BRD010 my.lpf:6: net clk is located twice",
      write,
      'BRD010 my.lpf:7: "FREQUENCY PORT "clk" 25 MHZ" asks for a clock',
      "    leave it out: every build is held to the clock that it is asked for",
      "BRD010 my.lpf:9: net clk has two IOBUF statements",
      "    write all its settings in one",
      'BRD010 my.lpf:10: "PIN clk P3" is neither LOCATE nor IOBUF',
      write,
      'BRD010 my.lpf:11: "LOCATE COMP tx SITE J17 (without a semicolon)" is neither LOCATE nor IOBUF',
      write,
      "BRD010 my.lpf:8: net other has an IOBUF statement and no LOCATE",
      write,
    ]);
  });
});

describe("a board of the user's own", () => {
  const description = {
    id: "mine",
    name: "My board",
    family: "ice40",
    device: "up5k",
    package: "sg48",
    clock: { net: "clk_pin", pin: "35", MHz: 12, pll: "pad" },
    uart: { rx: { net: "uart_rx", pin: "3" }, tx: { net: "uart_tx", pin: "4" }, maxBaud: 3_000_000 },
    programmer: { tool: "iceprog", flash: ["{file}"] },
    constraintFile: "mine.pcf",
  };

  test("is read with its device's resources and a .pcf beside it", async () => {
    await withTemporaryFolder(async (folder) => {
      const file = join(folder, "mine.json");
      await writeFile(file, JSON.stringify(description));
      await writeFile(
        join(folder, "mine.pcf"),
        "set_io clk_pin 35\nset_io uart_rx 3\nset_io uart_tx 4\nset_io extra 9\n",
      );
      const mine = await readBoardFile(file);
      expect(mine).toMatchObject({
        id: "mine",
        resources: { lc: 5280 },
        constraintFile: join(folder, "mine.pcf"),
        leds: [],
      });
      expect((await readConstraints(mine)).lines).toHaveLength(4);
    });
  });

  test("BRD003: every wrong field is told", async () => {
    await withTemporaryFolder(async (folder) => {
      const file = join(folder, "mine.json");
      const wrong = { ...description, device: "up9k", clock: { ...description.clock, MHz: -1 }, colour: "red" };
      await writeFile(file, JSON.stringify(wrong));
      const error = await readBoardFile(file).catch((caught: unknown) => caught);
      expect((error as Error).message.split("\n").sort()).toEqual([
        `BRD003 ${file} (whole file): Unrecognized key: "colour"`,
        `BRD003 ${file} clock.MHz: Too small: expected number to be >0`,
        `BRD003 ${file} device: Invalid option: expected one of "up5k"|"hx1k"|"lp8k"|"hx8k"`,
      ]);
    });
  });

  test("BRD002, BRD011, BRD012: a broken file, a pin that differs, a .pcf that is not there", async () => {
    await withTemporaryFolder(async (folder) => {
      const file = join(folder, "mine.json");
      const mend = "give the path of a JSON file that describes a board";
      await expect(readBoardFile(file)).rejects.toThrow(
        new SpikeforgeError({ code: "BRD002", place: file, found: "cannot be read (ENOENT)", mend }),
      );
      await writeFile(file, "{");
      await expect(readBoardFile(file)).rejects.toThrow(/^BRD002 .*: is not JSON: /);
      await writeFile(file, JSON.stringify(description));
      const mine = await readBoardFile(file);
      const pcf = join(folder, "mine.pcf");
      await expect(readConstraints(mine)).rejects.toThrow(
        new SpikeforgeError({
          code: "BRD012",
          place: pcf,
          found: 'the constraint file of board "mine" cannot be read (ENOENT)',
          mend: "put it there, or correct constraintFile in the board's description",
        }),
      );
      await writeFile(pcf, "set_io clk_pin 35\nset_io uart_rx 4\n");
      const agree = "make the constraint file and the board's facts agree";
      await expect(readConstraints(mine)).rejects.toThrow(
        new SpikeforgeError([
          {
            code: "BRD011",
            place: `${pcf}:2`,
            found: 'uart_rx is on pin 4, but the facts of board "mine" say pin 3',
            mend: agree,
          },
          {
            code: "BRD011",
            place: pcf,
            found: 'uart_tx is not constrained, but the facts of board "mine" say pin 4',
            mend: agree,
          },
        ]),
      );
    });
  });
});
