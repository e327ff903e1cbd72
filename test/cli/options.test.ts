import type { Command } from "commander";
import { expect, test } from "vitest";
import { bootImageCommand } from "../../cli/commands/boot-image.ts";
import { buildCommand } from "../../cli/commands/build.ts";
import { exportCommand } from "../../cli/commands/export.ts";
import { ladderCommand } from "../../cli/commands/ladder.ts";
import { runCommand } from "../../cli/commands/run.ts";
import { synthCommand } from "../../cli/commands/synth.ts";
import { checkRunOptions, linkOf, type RunOptions } from "../../cli/run/run-options.ts";
import { spiBitRate } from "../../index.ts";

const withClock = [synthCommand, runCommand, buildCommand, bootImageCommand, ladderCommand, exportCommand];
const withBaud = [synthCommand, runCommand, ladderCommand, exportCommand];

/** What a command makes of an option's text; what it says of one that it refuses. */
function parsed(make: () => Command, ...words: string[]): unknown {
  let said = "";
  const command = make()
    .exitOverride()
    .configureOutput({ writeErr: (text) => (said += text) })
    .action(() => {});
  const needed = command.options.some(({ mandatory, long }) => mandatory && long === "--out") ? ["--out", "x"] : [];
  try {
    command.parse(["network.json", ...words, ...needed], { from: "user" });
  } catch {
    return said.trim();
  }
  return (command.opts() as Record<string, unknown>)[words[0]?.slice(2) ?? ""];
}

test("what can be built can be run: every command takes the same clocks and bit rates", () => {
  for (const command of withClock) {
    expect(parsed(command, "--clock", "400")).toBe(400);
    expect(parsed(command, "--clock", "13.56")).toBe(13.56);
    expect(parsed(command, "--clock", "401")).toBe(
      "error: option '--clock <MHz>' argument '401' is invalid. expected a number in 1..400",
    );
  }
  for (const command of withBaud) {
    expect(parsed(command, "--baud", "300")).toBe(300);
    expect(parsed(command, "--baud", "12000000")).toBe(12_000_000);
    expect(parsed(command, "--baud", "12000001")).toMatch("expected a whole number in 300..12000000");
  }
});

test("the line to a board: SPI where it is asked for or the port is one of spidev; CLI056 where the port has another", () => {
  expect(linkOf({ port: "sim" })).toBe("uart");
  expect(linkOf({ port: "sim", link: "spi" })).toBe("spi");
  expect(linkOf({ port: "spidev:/dev/spidev0.0" })).toBe("spi");
  const check = (port: string, link: "uart" | "spi") =>
    checkRunOptions({ ...({ encode: "chip" } as RunOptions), port, link });
  check("/dev/ttyUSB0", "uart");
  check("spidev:/dev/spidev0.0", "spi");
  check("sim", "spi");
  const mend = "\n    SPI has ports like spidev:/dev/spidev0.0, a UART serial ones";
  expect(() => check("/dev/ttyUSB0", "spi")).toThrow(
    `CLI056 spikeforge run: --link spi over the port /dev/ttyUSB0${mend}`,
  );
  expect(() => check("spidev:/dev/spidev0.0", "uart")).toThrow(
    `CLI056 spikeforge run: --link uart over the port spidev:/dev/spidev0.0${mend}`,
  );
});

test("CLI059: an SPI line that is faster than the design samples", () => {
  expect(spiBitRate({ clockMHz: 48 })).toBe(4_800_000);
  expect(spiBitRate({ clockMHz: 48 }, 1_000_000)).toBe(1_000_000);
  expect(() => spiBitRate({ clockMHz: 48 }, 4_800_001)).toThrow(
    "CLI059 a design of 48 MHz: an SPI line of 4800001 bit/s, and it samples at most a tenth of its clock\n" +
      "    use --baud 4800000 or less",
  );
});
