/** Frames on the wire, as docs/host-link.md §1 has them: flags, escapes, CRC-32. */
import { crc32 } from "./crc32.ts";
import { longestFrame, shortestFrame } from "./protocol.ts";

/** Between frames; any number of them may stand there. */
export const frameFlag = 0x7e;
const escapeByte = 0x7d;
const escapeXor = 0x20;

export interface Frame {
  readonly sequence: number;
  /** Command of a request, status of an answer. */
  readonly code: number;
  readonly payload: Uint8Array;
}

export type BadFrame = "checksum" | "odd length" | "too short" | "too long" | "flag after escape";
export type Decoded =
  | { readonly kind: "frame"; readonly frame: Frame }
  | { readonly kind: "bad"; readonly reason: BadFrame };

/** The bytes of one frame, with a flag on both sides. The payload must be even and at most 500 bytes. */
export function encodeFrame({ sequence, code, payload }: Frame): Uint8Array {
  if (payload.length % 2 !== 0 || payload.length > longestFrame - shortestFrame) {
    throw new Error(`a frame cannot carry ${payload.length} bytes`);
  }
  const body = new Uint8Array(payload.length + shortestFrame);
  body[0] = sequence;
  body[1] = code;
  body.set(payload, 2);
  const checksum = crc32(body.subarray(0, payload.length + 2));
  new DataView(body.buffer).setUint32(payload.length + 2, checksum, true);
  const escaped = Array.from(body).flatMap((byte) =>
    byte === frameFlag || byte === escapeByte ? [escapeByte, byte ^ escapeXor] : [byte],
  );
  return Uint8Array.from([frameFlag, ...escaped, frameFlag]);
}

/** Finds frames in a stream of bytes that may be cut anywhere. What comes before the first flag is ignored. */
export class FrameDecoder {
  readonly #body = new Uint8Array(longestFrame);
  #length = 0;
  #state: "hunting" | "inside" | "escaped" | "overlong" = "hunting";

  push(bytes: Uint8Array): Decoded[] {
    const found: Decoded[] = [];
    for (const byte of bytes) {
      if (byte === frameFlag) found.push(...this.#flag());
      else this.#byte(byte);
    }
    return found;
  }

  #flag(): Decoded[] {
    const nothing = this.#state === "hunting" || (this.#state === "inside" && this.#length === 0);
    const found = nothing ? [] : [this.#result()];
    this.#state = "inside";
    this.#length = 0;
    return found;
  }

  #byte(byte: number): void {
    if (this.#state === "hunting" || this.#state === "overlong") return;
    if (this.#state === "inside" && byte === escapeByte) {
      this.#state = "escaped";
      return;
    }
    if (this.#length === longestFrame) {
      this.#state = "overlong";
      return;
    }
    this.#body[this.#length++] = this.#state === "escaped" ? byte ^ escapeXor : byte;
    this.#state = "inside";
  }

  #result(): Decoded {
    if (this.#state === "overlong") return { kind: "bad", reason: "too long" };
    if (this.#state === "escaped") return { kind: "bad", reason: "flag after escape" };
    if (this.#length < shortestFrame) return { kind: "bad", reason: "too short" };
    if (this.#length % 2 !== 0) return { kind: "bad", reason: "odd length" };
    const body = this.#body.slice(0, this.#length);
    const end = this.#length - 4;
    if (new DataView(body.buffer).getUint32(end, true) !== crc32(body.subarray(0, end))) {
      return { kind: "bad", reason: "checksum" };
    }
    const [sequence = 0, code = 0] = body;
    return { kind: "frame", frame: { sequence, code, payload: body.slice(2, end) } };
  }
}
