/**
 * Source locations. Capturing one must cost next to nothing, since every node has one: the stack is captured at
 * construction and turned into text only when somebody asks.
 */
export interface Site {
  /** `file:line:column` of the user's code, or undefined when the stack holds none. */
  readonly location: string | undefined;
}

/** Directory of hdlgen itself: frames inside it are never the user's line. */
const kernelDirectory = new URL(".", import.meta.url).href;
const kernelOnly: readonly string[] = [kernelDirectory];
/** Enough for every way from a user's call to where it captures the site. */
const capturedFrames = 8;
/** An error may be found deep inside nested types; it is rare, so that its stack may be longer. */
export const framesOfErrors = 200;

class CapturedSite implements Site {
  readonly #holder: { stack?: string };
  readonly #inside: readonly string[];
  #resolved: string | undefined;
  #isResolved = false;

  constructor(frames: number, inside: readonly string[]) {
    this.#holder = {};
    this.#inside = inside;
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = frames;
    Error.captureStackTrace(this.#holder, captureSite);
    Error.stackTraceLimit = limit;
  }

  get location(): string | undefined {
    if (!this.#isResolved) {
      this.#resolved = firstForeignFrame(this.#holder.stack ?? "", this.#inside);
      this.#isResolved = true;
    }
    return this.#resolved;
  }
}

/** The place in the user's code from which hdlgen was called; `library`: a folder that is not the user's code either. */
export function captureSite(frames: number = capturedFrames, library?: string): Site {
  return new CapturedSite(frames, library === undefined ? kernelOnly : [kernelDirectory, library]);
}

function firstForeignFrame(stack: string, inside: readonly string[]): string | undefined {
  for (const line of stack.split("\n").slice(1)) {
    const frame = /\(?((?:file:\/\/)?\/[^()]*?|[A-Za-z]:[^()]*?):(\d+):(\d+)\)?$/.exec(line.trim());
    const [, file, lineNumber, column] = frame ?? [];
    if (file === undefined || lineNumber === undefined || column === undefined) continue;
    const href = file.startsWith("file:") ? file : new URL(`file://${file}`).href;
    if (inside.some((folder) => href.startsWith(folder)) || file.startsWith("node:")) continue;
    return `${decodeURIComponent(new URL(href).pathname)}:${lineNumber}:${column}`;
  }
  return undefined;
}

/** `my-core.ts:41`: file name and line only, for messages. */
export function shortLocation(site: Site): string {
  const location = site.location;
  if (location === undefined) return "unknown location";
  const [, file, line] = /([^/\\]+):(\d+):\d+$/.exec(location) ?? [];
  return `${file}:${line}`;
}
