/** Talks to a simulated board in frames or bytes, without the host's manners. */
import { type Decoded, encodeFrame, FrameDecoder } from "../../host/frame.ts";
import type { SimulatedBoard } from "../../sim/board/index.ts";

export interface RawAnswer {
  readonly sequence: number;
  readonly status: number;
  readonly words: readonly number[];
}

/** Cycles of a byte at 4 per bit, and of the longest answer with every byte escaped. */
const byteCycles = 41;
const answerCycles = 1014 * byteCycles;

export class RawClient {
  readonly #board: SimulatedBoard;
  readonly #decoder = new FrameDecoder();
  #answers: RawAnswer[] = [];
  #sequence = 0;
  /** All bytes that the board has sent. */
  bytes: number[] = [];

  constructor(board: SimulatedBoard) {
    this.#board = board;
    board.onData((bytes) => {
      this.bytes.push(...bytes);
      this.#answers.push(...this.#decoder.push(bytes).map(toAnswer));
    });
  }

  /** Sends bytes and returns every frame that comes back. */
  async send(bytes: Uint8Array): Promise<RawAnswer[]> {
    this.#answers = [];
    this.bytes = [];
    await this.#board.write(bytes);
    await this.#board.advance(bytes.length * byteCycles + answerCycles);
    return this.#answers;
  }

  /** Sends a request with this sequence number; exactly one answer is expected. */
  async request(sequence: number, command: number, words: readonly number[] = []): Promise<RawAnswer> {
    const payload = new Uint8Array(Uint16Array.from(words).buffer);
    const answers = await this.send(encodeFrame({ sequence, code: command, payload }));
    const [answer] = answers;
    if (answer === undefined || answers.length > 1) throw new Error(`${answers.length} answers`);
    return answer;
  }

  /** Greets, and from then on counts. */
  async hello(sequence: number): Promise<RawAnswer> {
    this.#sequence = sequence;
    return this.request(sequence, 0);
  }

  ask(command: number, words: readonly number[]): Promise<RawAnswer> {
    this.#sequence = (this.#sequence + 1) % 256;
    return this.request(this.#sequence, command, words);
  }
}

function toAnswer(decoded: Decoded): RawAnswer {
  if (decoded.kind === "bad") throw new Error(`the board sent a bad frame: ${decoded.reason}`);
  const { sequence, code, payload } = decoded.frame;
  return { sequence, status: code, words: Array.from(new Uint16Array(payload.slice().buffer)) };
}
