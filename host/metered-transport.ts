import type { Transport } from "./transport.ts";

/** Bytes that have gone over a line. */
export interface LineBytes {
  readonly toBoard: number;
  readonly toHost: number;
}

/** The same transport, with its bytes counted. */
export function meteredTransport(inner: Transport): { readonly transport: Transport; bytes(): LineBytes } {
  const counts = { toBoard: 0, toHost: 0 };
  const transport: Transport = {
    ...(inner.name === undefined ? {} : { name: inner.name }),
    ...(inner.clock === undefined ? {} : { clock: inner.clock }),
    write(bytes) {
      counts.toBoard += bytes.length;
      return inner.write(bytes);
    },
    onData(handler) {
      inner.onData((bytes) => {
        counts.toHost += bytes.length;
        handler(bytes);
      });
    },
    onLost: (handler) => inner.onLost?.(handler),
    close: () => inner.close(),
  };
  return { transport, bytes: () => ({ ...counts }) };
}
