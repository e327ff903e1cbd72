import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { SpikeforgeError } from "../diagnostics/index.ts";
import type { Board } from "./board.ts";
import { type DeviceName, deviceNames, devices } from "./devices.ts";

const net = z.string().regex(/^[a-z][a-z0-9_]*$/, "a net name is lower case, digits and _");
const pin = z.string().regex(/^[A-Z]?[0-9]+$/, "a pin is a number or a letter with a number: 35, J3");
const boardPin = z.strictObject({ net, pin });
const levelPin = z.strictObject({ net, pin, active: z.enum(["low", "high"]) });

const schema = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  family: z.literal("ice40"),
  device: z.enum(deviceNames as [DeviceName, ...DeviceName[]]),
  package: z.string().min(1),
  clock: z.strictObject({ net, pin, MHz: z.number().positive().max(275), pll: z.enum(["pad", "core", "none"]) }),
  uart: z.strictObject({ rx: boardPin, tx: boardPin, maxBaud: z.int().positive() }).optional(),
  leds: z.array(levelPin).default([]),
  reset: levelPin.optional(),
  programmer: z.array(z.string()).min(1).default(["iceprog"]),
  pcfFile: z.string().min(1),
  source: z.string().default("the user's own description"),
  notes: z.array(z.string()).default([]),
});

/**
 * Reads a board of the user's own from a JSON file with the fields of `Board`; `resources` follow from the device, and
 * `pcfFile` is relative to the JSON file.
 *
 * @throws BRD002 the file cannot be read or is not JSON · BRD003 each field that is wrong, all together
 */
export async function readBoardFile(path: string): Promise<Board> {
  const unreadable = (why: string, cause: unknown) =>
    new SpikeforgeError(
      { code: "BRD002", place: path, found: why, mend: "give the path of a JSON file that describes a board" },
      { cause },
    );
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(`cannot be read (${cause.code ?? cause.message})`, cause);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw unreadable(`is not JSON: ${(cause as Error).message}`, cause);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success)
    throw new SpikeforgeError(
      parsed.error.issues.map((issue) => ({
        code: "BRD003",
        place: `${path} ${issue.path.join(".") || "(whole file)"}`,
        found: issue.message,
      })),
    );
  const { uart, reset, ...facts } = parsed.data;
  return {
    ...facts,
    ...(uart === undefined ? {} : { uart }),
    ...(reset === undefined ? {} : { reset }),
    resources: devices[facts.device],
    pcfFile: resolve(dirname(path), facts.pcfFile),
  };
}
