import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { SpikeforgeError } from "../../diagnostics/index.ts";

/** A file that is there whole, or not at all: written beside its place, and then put there. */
export class WholeFile {
  readonly path: string;
  readonly #aside: string;
  #open: number | undefined;
  #size = 0;

  /** Makes the folder where there is none. Throws SIM142 where nothing can be written. */
  constructor(path: string) {
    this.path = path;
    this.#aside = `${path}.${process.pid}.partial`;
    this.#open = written(path, () => {
      mkdirSync(dirname(path), { recursive: true });
      return openSync(this.#aside, "w");
    });
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  append(bytes: Uint8Array | string): void {
    const data = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
    this.#write(data, this.#size);
    this.#size += data.length;
  }

  /** Writes over what is there. */
  patch(at: number, bytes: Uint8Array): void {
    this.#write(bytes, at);
  }

  /** Puts the file in its place. */
  commit(): void {
    const descriptor = this.#descriptor();
    this.#open = undefined;
    written(this.path, () => {
      closeSync(descriptor);
      renameSync(this.#aside, this.path);
    });
  }

  /** Leaves nothing behind. */
  discard(): void {
    if (this.#open === undefined) return;
    closeSync(this.#open);
    this.#open = undefined;
    rmSync(this.#aside, { force: true });
  }

  #write(bytes: Uint8Array, at: number): void {
    const descriptor = this.#descriptor();
    written(this.path, () => {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(descriptor, bytes, done, bytes.length - done, at + done);
      }
    });
  }

  #descriptor(): number {
    if (this.#open === undefined) throw new Error(`${this.path} is closed`);
    return this.#open;
  }
}

/** Writes a file with one go at its contents. */
export function writeWhole(path: string, write: (file: WholeFile) => void): void {
  const file = new WholeFile(path);
  try {
    write(file);
  } catch (error) {
    file.discard();
    throw error;
  }
  file.commit();
}

function written<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    throw new SpikeforgeError(
      {
        code: "SIM142",
        place: path,
        found: `cannot be written: ${error.message}`,
        mend: "name a file in a folder that this user may write to",
      },
      { cause: error },
    );
  }
}
