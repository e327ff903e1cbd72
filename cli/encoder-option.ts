/** `--encoder`: the frame encoder of a design, and how frames are given to it. */
import { InvalidArgumentError, Option } from "commander";
import type { EncoderRequest, FrameCode } from "../index.ts";

/** One code of an encoder, as it was written. */
export interface EncoderText extends FrameCode {
  readonly request: EncoderRequest;
}

const forms =
  "rate:numerator=<n>,shift=<n>,phase=<n>,ticks=<n> or latency:ticks=<n>, each with ,input=<name> for one of several inputs";

/** May be given once for each code that the design is to have. */
export const encoderOption = (): Option =>
  new Option("--encoder <code>", `encode frames on the chip: ${forms}`).argParser(
    (text: string, before: readonly EncoderText[] | undefined) => [...(before ?? []), parseEncoder(text)],
  );

function parseEncoder(text: string): EncoderText {
  const [, code = "", rest = ""] = /^([a-z]+):(.*)$/.exec(text) ?? [];
  const entries = rest.split(",").map((entry) => entry.split("=") as [string, string | undefined]);
  const fields = new Map(entries);
  const known = { rate: ["numerator", "shift", "phase", "ticks", "input"], latency: ["ticks", "input"] };
  if (!(code === "rate" || code === "latency")) throw new InvalidArgumentError(`expected ${forms}`);
  const foreign = [...fields.keys()].filter((name) => !known[code].includes(name));
  if (foreign.length > 0 || fields.size < entries.length) throw new InvalidArgumentError(`expected ${forms}`);
  const whole = (name: string): number => {
    const value = Number(fields.get(name) ?? Number.NaN);
    if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError(`${name}: expected ${forms}`);
    return value;
  };
  const input = fields.get("input");
  const shared = input === undefined ? {} : { input };
  const ticks = whole("ticks");
  if (code === "latency") return { code, ticks, request: { ...shared, latency: "built" } };
  const rate = { numerator: whole("numerator"), shift: whole("shift"), phaseMultiplier: whole("phase") };
  return { code, ticks, request: { ...shared, rate } };
}

/** The encoder that a design has with these codes; none without one. */
export function encoderRequest(texts: readonly EncoderText[] | undefined): EncoderRequest | undefined {
  if (texts === undefined) return undefined;
  return Object.assign({}, ...texts.map(({ request }) => request)) as EncoderRequest;
}
