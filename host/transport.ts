/** What carries bytes to a board and back: a serial port, a simulated board, a test double. */
export interface Transport {
  /** Resolves when the bytes are on their way; rejects when the line is gone. */
  write(bytes: Uint8Array): Promise<void>;
  /** The one receiver of everything that the board sends, in order, in pieces of any size. */
  onData(handler: (bytes: Uint8Array) => void): void;
  close(): Promise<void>;
  /** The board's notion of time; a real board has the computer's. */
  readonly clock?: LinkClock;
}

/** Time for timeouts. A simulated board gives its own, so that a slow simulation is not taken for a silent board. */
export interface LinkClock {
  /** Calls back once after that time; returns what cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const wallClock: LinkClock = {
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
