/** What carries bytes to a board and back: a serial port, a simulated board, a test double. */
export interface Transport {
  /** What errors of connecting call the board's end: `/dev/ttyUSB1 at 3000000 baud`. */
  readonly name?: string;
  /** Resolves when the bytes are on their way; rejects when the line is gone. */
  write(bytes: Uint8Array): Promise<void>;
  /** The one receiver of everything that the board sends, in order, in pieces of any size. */
  onData(handler: (bytes: Uint8Array) => void): void;
  /**
   * The one receiver of the line's end: called once, with the reason, when the line is gone without `close` (a cable
   * pulled out). What waits for an answer then fails at once; a transport without it is found out by the next write.
   */
  onLost?(handler: (reason: unknown) => void): void;
  close(): Promise<void>;
  /** The board's notion of time; a real board has the computer's. */
  readonly clock?: LinkClock;
}

/** Why a line is gone, in words for its user: what happened to which port, and what to do. */
export class LineError extends Error {
  override readonly name = "LineError";
  readonly mend: string;

  constructor(message: string, mend: string, options?: ErrorOptions) {
    super(message, options);
    this.mend = mend;
  }
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
