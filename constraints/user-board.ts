import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { SpikeforgeError } from "../diagnostics/index.ts";
import type { Board } from "./board.ts";
import { type DeviceName, deviceNames, devices, type Ecp5DeviceName, ecp5DeviceNames, ecp5Devices } from "./devices.ts";
import { programmerTools } from "./programmer.ts";

const net = z.string().regex(/^[a-z][a-z0-9_]*$/, "a net name is lower case, digits and _");
const pin = z.string().regex(/^[A-Z]{0,2}[0-9]+$/, "a pin is a number or letters with a number: 35, J3");
const boardPin = z.strictObject({ net, pin });
const levelPin = z.strictObject({ net, pin, active: z.enum(["low", "high"]) });
const MHz = z.number().positive().max(400);
const offset = z.int().nonnegative();
const words = z.array(z.string()).min(1);

const common = {
  id: z.string().min(1),
  name: z.string().min(1),
  package: z.string().min(1),
  uart: z.strictObject({ rx: boardPin, tx: boardPin, maxBaud: z.int().positive() }).optional(),
  leds: z.array(levelPin).default([]),
  reset: levelPin.optional(),
  flash: z
    .strictObject({
      cs: boardPin,
      clk: boardPin.optional(),
      mosi: boardPin,
      miso: boardPin,
      bytes: z.int().positive(),
      imageOffset: offset.default(0),
      dataOffset: offset,
    })
    .optional(),
  spi: z.strictObject({ cs: boardPin, clk: boardPin, mosi: boardPin, miso: boardPin }).optional(),
  programmer: z.strictObject({
    tool: z.enum(programmerTools),
    volatile: words.optional(),
    flash: words.optional(),
    flashAt: words.optional(),
  }),
  constraintFile: z.string().min(1),
  source: z.string().default("the user's own description"),
  notes: z.array(z.string()).default([]),
};

const schema = z.discriminatedUnion("family", [
  z.strictObject({
    ...common,
    family: z.literal("ice40"),
    device: z.enum(deviceNames as [DeviceName, ...DeviceName[]]),
    clock: z.strictObject({ net, pin, MHz, pll: z.enum(["pad", "core", "none"]) }),
  }),
  z.strictObject({
    ...common,
    family: z.literal("ecp5"),
    device: z.enum(ecp5DeviceNames as [Ecp5DeviceName, ...Ecp5DeviceName[]]),
    series: z.enum(["u", "um5g"]).default("u"),
    speed: z.union([z.literal(6), z.literal(7), z.literal(8)]),
    idcode: z.int().nonnegative().max(0xffff_ffff).optional(),
    clock: z.strictObject({ net, pin, MHz, pll: z.literal("pll").default("pll") }),
  }),
]);

/**
 * Reads a board of the user's own from a JSON file with the fields of `Board`; `resources` follow from the device, and
 * `constraintFile` is relative to the JSON file.
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
  const facts = present({ ...parsed.data, constraintFile: resolve(dirname(path), parsed.data.constraintFile) });
  return facts.family === "ice40"
    ? { ...facts, resources: devices[facts.device] }
    : { ...facts, resources: ecp5Devices[facts.device] };
}

/** The same without fields that are undefined, also within. */
type Present<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [Key in keyof T as undefined extends T[Key] ? never : Key]: Present<T[Key]> } & {
        [Key in keyof T as undefined extends T[Key] ? Key : never]?: Present<Exclude<T[Key], undefined>>;
      }
    : T;

function present<T extends object>(value: T): Present<T> {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.map(([key, each]) => [key, isRecord(each) ? present(each) : each])) as Present<T>;
}

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
