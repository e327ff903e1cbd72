import { readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { board, boardPins, boards, parsePcf, readBoardFile, readPcf } from "../../constraints/index.ts";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import { withTemporaryFolder } from "../../tools/index.ts";

const known = "icebreaker, upduino3, fomu, icestick, go-board, tinyfpga-bx, hx8k-evn, alchitry-cu";

describe("boards", () => {
  test("the iCEBreaker's facts", () => {
    expect(board("icebreaker")).toMatchObject({
      device: "up5k",
      package: "sg48",
      clock: { pin: "35", MHz: 12, net: "clk_pin", pll: "pad" },
      uart: { rx: { pin: "6" }, tx: { pin: "9" } },
      resources: { lc: 5280, ebr: 30, spram: 4, dsp: 8 },
      programmer: ["iceprog"],
    });
    expect(
      boards()
        .map(({ id }) => id)
        .join(", "),
    ).toBe(known);
  });

  test.each(boards().map((each) => [each.id, each] as const))(
    "%s: its .pcf constrains exactly the pins of the table",
    async (_id, each) => {
      const lines = await readPcf(each);
      expect(lines.map(({ net, pin }) => ({ net, pin }))).toEqual(boardPins(each));
    },
  );

  test("every .pcf in the folder belongs to a board, and net names tell active-low pins", async () => {
    const folder = dirname(board("icebreaker").pcfFile);
    const files = (await readdir(folder)).filter((name) => name.endsWith(".pcf"));
    expect(files.sort()).toEqual(
      boards()
        .map(({ pcfFile }) => basename(pcfFile))
        .sort(),
    );
    for (const { leds, reset } of boards())
      for (const { net, active } of reset === undefined ? leds : [...leds, reset])
        expect(net.endsWith("_n")).toBe(active === "low");
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
      { net: "c", pin: "4", options: ["-pullup", "yes"], line: 6 },
    ]);
    expect(new SpikeforgeError(problems).message).toBe(
      [
        'BRD010 my.pcf:2: "set_frequency clk 12" is not a set_io line',
        "    write: set_io [-pullup yes] net pin",
        "BRD010 my.pcf:3: net clk is constrained twice",
        "    write: set_io [-pullup yes] net pin",
        "BRD010 my.pcf:4: pin 35 is used twice",
        "    write: set_io [-pullup yes] net pin",
      ].join("\n"),
    );
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
    pcfFile: "mine.pcf",
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
      expect(mine).toMatchObject({ id: "mine", resources: { lc: 5280 }, pcfFile: join(folder, "mine.pcf"), leds: [] });
      expect(await readPcf(mine)).toHaveLength(4);
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
      await expect(readPcf(mine)).rejects.toThrow(
        new SpikeforgeError({
          code: "BRD012",
          place: pcf,
          found: 'the constraint file of board "mine" cannot be read (ENOENT)',
          mend: "put it there, or correct pcfFile in the board's description",
        }),
      );
      await writeFile(pcf, "set_io clk_pin 35\nset_io uart_rx 4\n");
      const agree = "make the .pcf and the board's facts agree";
      await expect(readPcf(mine)).rejects.toThrow(
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
