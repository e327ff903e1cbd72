import { existsSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { SpikeforgeError } from "../diagnostics/index.ts";

/** What was to be written. */
export interface Writing {
  /** Path of the file or folder, as the user knows it. */
  readonly path: string;
  readonly bytes: number;
}

const reasons: Readonly<Record<string, { readonly code: string; readonly found: string; readonly mend: string }>> = {
  ENOSPC: { code: "FLOW021", found: "the disk is full", mend: "make room, or write to another disk" },
  EDQUOT: { code: "FLOW021", found: "the quota of the disk is used up", mend: "make room, or write to another disk" },
  EACCES: {
    code: "FLOW022",
    found: "no permission to write there",
    mend: "change the permissions, or write to another folder",
  },
  EPERM: {
    code: "FLOW022",
    found: "no permission to write there",
    mend: "change the permissions, or write to another folder",
  },
  EROFS: { code: "FLOW023", found: "the file system is read-only", mend: "write to another folder" },
};

/**
 * Runs what writes files; what the system refuses becomes an error that says what was to be written and how much of it.
 * Whatever else goes wrong passes through.
 *
 * @throws FLOW021 no space · FLOW022 no permission · FLOW023 read-only · FLOW024 another refusal of the system
 */
export async function whileWriting<T>(writing: Writing, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    throw isSystemError(cause) ? writeRefused(cause, writing) : cause;
  }
}

function writeRefused(cause: NodeJS.ErrnoException, { path, bytes }: Writing): SpikeforgeError {
  const name = cause.code ?? "";
  const { code, found, mend } = reasons[name] ?? {
    code: "FLOW024",
    found: "the system refuses to write there",
    mend: "check the path: each of its parts but the last has to be a folder",
  };
  const free = code === "FLOW021" ? freeBytes(path) : undefined;
  const room = free === undefined ? "" : `, ${withCommas(free)} are free`;
  return new SpikeforgeError(
    {
      code,
      place: path,
      found: `${found} (${name}); ${withCommas(bytes)} bytes were to be written${room}`,
      mend: `${mend}; nothing was left half-written`,
    },
    { cause },
  );
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}

/** On the disk of a path that need not exist yet. */
function freeBytes(path: string): number | undefined {
  let folder = resolve(path);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined; // the message does without it
  }
}

const withCommas = (value: number): string => value.toLocaleString("en-US");

/** Bytes of a file's contents. */
export const byteLength = (content: string | Uint8Array): number => Buffer.byteLength(content);
