/**
 * Source locations. Every node has one, so that capturing must cost next to nothing: an `Error` keeps the innermost
 * frames of the stack, and they are turned into text, through source maps where there are any, only when somebody asks.
 */
export interface Site {
  /** `file:line:column` of the user's code, or undefined when the stack holds none. */
  readonly location: string | undefined;
}

/**
 * Enough for the ways on which public functions call each other before they capture the site; what lies deeper has to
 * capture it first and pass it on. Every frame costs time and memory.
 */
const capturedFrames = 5;
/** An error may be found deep inside nested types; it is rare, so that its stack may be longer. */
export const framesOfErrors = 200;

/** The folder of hdlgen, with `/` at its end: frames inside it are never the user's line. */
const kernelFolder = folderOf(pathOf(import.meta.url));
/** The same as stacks name it: with source maps on, that is not where it was loaded from. */
const mappedFolder = folderOf(firstFrame(new Error())?.path ?? kernelFolder);

class CapturedSite implements Site {
  readonly #error: Error;
  readonly #library: string | undefined;
  #location: string | undefined | "not asked for" = "not asked for";

  constructor(error: Error, library: string | undefined) {
    this.#error = error;
    this.#library = library;
  }

  get location(): string | undefined {
    if (this.#location === "not asked for") {
      const library = this.#library === undefined ? [] : bothFolders(pathOf(this.#library));
      this.#location = firstForeignFrame(this.#error.stack ?? "", [kernelFolder, mappedFolder, ...library]);
    }
    return this.#location;
  }
}

/**
 * The place in the user's code from which hdlgen was called: the innermost line outside hdlgen and outside `library`, the
 * URL of a folder that is not the user's code either.
 */
export function captureSite(frames: number = capturedFrames, library?: string): Site {
  const limit = Error.stackTraceLimit;
  // One more for the frame of this function.
  Error.stackTraceLimit = frames + 1;
  const error = new Error();
  Error.stackTraceLimit = limit;
  return new CapturedSite(error, library);
}

function firstFrame({ stack = "" }: Error): Frame | undefined {
  for (const frame of framesOf(stack)) return frame;
  return undefined;
}

interface Frame {
  /** With `/` between folders on every system. */
  readonly path: string;
  readonly line: string;
  readonly column: string;
}

function firstForeignFrame(stack: string, folders: readonly string[]): string | undefined {
  for (const frame of framesOf(stack)) {
    if (folders.some((folder) => frame.path.startsWith(folder))) continue;
    return `${frame.path}:${frame.line}:${frame.column}`;
  }
  return undefined;
}

/** Frames in files, innermost first: `    at name (file:///a/b.ts:1:2)`, `    at /a/b.ts:1:2`. */
function* framesOf(stack: string): Generator<Frame> {
  for (const text of stack.split("\n")) {
    const [, at] = /^\s*at (.*)$/.exec(text) ?? [];
    if (at === undefined) continue;
    const inBrackets = at.endsWith(")") ? at.slice(at.indexOf(" (") + 2, -1) : at.replace(/^async /, "");
    const [, file, line, column] = /^((?:file:|\/|[A-Za-z]:[\\/]).*):(\d+):(\d+)$/.exec(inBrackets) ?? [];
    if (file !== undefined && line !== undefined && column !== undefined) yield { path: pathOf(file), line, column };
  }
}

/** The path of a `file:` URL, or of a path as the system writes it. */
function pathOf(file: string): string {
  const path = file.startsWith("file:") ? decodeURIComponent(new URL(file).pathname) : file.replaceAll("\\", "/");
  // Windows: `/C:/a` in URLs.
  return path.replace(/^\/(?=[A-Za-z]:\/)/, "");
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** A folder beside hdlgen as it was loaded from, and as stacks name it. */
function bothFolders(folder: string): readonly string[] {
  const root = (kernel: string): string => folderOf(kernel.slice(0, -1));
  const isBeside = folder.startsWith(root(kernelFolder));
  return isBeside ? [folder, root(mappedFolder) + folder.slice(root(kernelFolder).length)] : [folder];
}

/** `my-core.ts:41`: file name and line only, for messages. */
export function shortLocation(site: Site): string {
  const location = site.location;
  if (location === undefined) return "unknown location";
  const [, file, line] = /([^/]+):(\d+):\d+$/.exec(location) ?? [];
  return `${file}:${line}`;
}
