/** Stacks without the library's own frames, so that the first line that is shown is the user's. */
import { SpikeforgeError } from "../../diagnostics/index.ts";

const libraryFolder = folderAbove(import.meta.url);

/** An error, or what vitest has made of one. */
interface Stacked {
  readonly name?: string;
  stack?: string;
  readonly cause?: unknown;
}

/**
 * Takes the frames inside the library out of an error's stack; where no frame of the user is left, `otherwise` stand in.
 * The stack of a defect of the library stays whole.
 */
export function showUserLine(error: Stacked, otherwise: readonly string[]): void {
  if (error.cause instanceof Error) showUserLine(error.cause, otherwise);
  const lines = (error.stack ?? "").split("\n");
  const innermost = lines.find(isFrame);
  if (!isReport(error) && innermost !== undefined && isOurs(innermost)) return;
  const kept = lines.filter((line) => !isFrame(line) || !isOurs(line));
  const hasOwn = kept.some(isUsers);
  error.stack = [...kept.filter((line) => hasOwn || !isFrame(line)), ...(hasOwn ? [] : otherwise)].join("\n");
}

/**
 * The same error for people: some reporters print all fields of an error, and its diagnostics are in the message already.
 */
export function withoutRecords(error: Error): Error {
  if (!(error instanceof SpikeforgeError)) return error;
  const { message, name, stack = "", cause } = error;
  const behind = cause instanceof Error ? withoutRecords(cause) : cause;
  return Object.assign(new Error(message, behind === undefined ? {} : { cause: behind }), { name, stack });
}

/** Of something that the user did, rather than of a defect. */
const isReport = ({ name }: Stacked): boolean => name === "SpikeforgeError";

/** The frames of whoever called the library. */
export function userFrames(): readonly string[] {
  return (new Error().stack ?? "").split("\n").filter((line) => isFrame(line) && !isOurs(line));
}

/** A line of a message may begin with "at" too. */
const isFrame = (line: string): boolean => /^\s+at .*(?::\d+:\d+|<anonymous>)\)?$/.test(line);
/** Of no package, and not of Node itself. */
const isUsers = (line: string): boolean => isFrame(line) && !/[\\/]node_modules[\\/]|\(?node:|<anonymous>/.test(line);

/** In `sim/`, `hdlgen/` or `diagnostics/` beside this file, or as stacks name that. */
const isOurs = (line: string): boolean =>
  ["sim", "hdlgen", "diagnostics"].some((room) => line.includes(`${libraryFolder}${room}/`));

/** The folder that holds `sim/`. */
function folderAbove(url: string): string {
  const path = url.startsWith("file:") ? decodeURIComponent(new URL(url).pathname) : url;
  return path.slice(0, path.lastIndexOf("/sim/") + 1);
}
