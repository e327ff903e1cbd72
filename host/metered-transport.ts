import type { Transport } from "./transport.ts";

/** Bytes that have gone over a line. */
export interface LineBytes {
  readonly toBoard: number;
  readonly toHost: number;
}

export interface MeteredTransport {
  readonly transport: Transport;
  /** Resolves with the reason when the line is lost. */
  readonly lost: Promise<unknown>;
  bytes(): LineBytes;
}

/** The same transport, with its bytes counted and its end told to others too. */
export function meteredTransport(inner: Transport): MeteredTransport {
  const counts = { toBoard: 0, toHost: 0 };
  let isLost: (reason: unknown) => void = () => {};
  const lost = new Promise((resolve) => {
    isLost = resolve;
  });
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
    onLost: (handler) =>
      inner.onLost?.((reason) => {
        isLost(reason);
        handler(reason);
      }),
    close: () => inner.close(),
  };
  return { transport, lost, bytes: () => ({ ...counts }) };
}
