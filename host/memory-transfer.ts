/** Memory blocks over the link: cut into requests, written, read back, compared. */
import { type BusSpace, busSpaces, type MemoryBlock } from "../config/index.ts";
import type { Link } from "./link.ts";
import { protocolBroken, verifyFailed } from "./link-errors.ts";
import { payloadWords, writeWords } from "./protocol.ts";

/** Words done and to do. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}
export type OnProgress = (progress: Progress) => void;

export interface Verification {
  readonly comparedWords: number;
  /** Words in spaces that the core cannot read back; each of them went through the link's CRC. */
  readonly unreadableWords: number;
}

const readableSpaces: ReadonlySet<BusSpace> = new Set([busSpaces.weights, busSpaces.membranes, busSpaces.refractory]);

const spaceName = (space: BusSpace) =>
  Object.entries(busSpaces).find(([, value]) => value === space)?.[0] ?? `${space}`;
const head = (space: BusSpace, count: number) => count + 256 * space;
const wordsOf = (blocks: readonly MemoryBlock[]) => blocks.reduce((sum, { words }) => sum + words.length, 0);

export async function writeBlocks(link: Link, blocks: readonly MemoryBlock[], onProgress?: OnProgress): Promise<void> {
  const total = wordsOf(blocks);
  let done = 0;
  onProgress?.({ done, total });
  for (const { words, written } of writeRequests(blocks)) {
    await link.request("write", words);
    done += written;
    onProgress?.({ done, total });
  }
}

/** The payloads of the WRITE requests that write these blocks, and how many words of the blocks are in each. */
export function* writeRequests(
  blocks: readonly MemoryBlock[],
): Generator<{ readonly words: readonly number[]; readonly written: number }> {
  for (const { space, address, words } of blocks) {
    for (const at of steps(words.length, writeWords)) {
      const part = words.subarray(at, at + writeWords);
      yield { words: [head(space, 0), address + at, ...part], written: part.length };
    }
  }
}

/** Compares what can be read back; throws LINK007 with the first difference. */
export async function compareBlocks(
  link: Link,
  blocks: readonly MemoryBlock[],
  onProgress?: OnProgress,
): Promise<Verification> {
  const readable = blocks.filter(({ space }) => readableSpaces.has(space));
  const total = wordsOf(readable);
  let done = 0;
  onProgress?.({ done, total });
  for (const { space, address, words } of readable) {
    for (const at of steps(words.length, payloadWords)) {
      const part = words.subarray(at, at + payloadWords);
      const found = await readWords(link, space, address + at, part.length);
      const wrong = part.findIndex((word, i) => word !== found[i]);
      if (wrong >= 0) {
        throw verifyFailed({
          space: spaceName(space),
          address: address + at + wrong,
          written: part[wrong] ?? 0,
          readBack: found[wrong] ?? 0,
        });
      }
      done += part.length;
      onProgress?.({ done, total });
    }
  }
  return { comparedWords: total, unreadableWords: wordsOf(blocks) - total };
}

/** Any number of words from one space. */
export async function readSpace(link: Link, space: BusSpace, address: number, count: number): Promise<Uint16Array> {
  const words = new Uint16Array(count);
  for (const at of steps(count, payloadWords)) {
    words.set(await readWords(link, space, address + at, Math.min(payloadWords, count - at)), at);
  }
  return words;
}

async function readWords(link: Link, space: BusSpace, address: number, count: number): Promise<Uint16Array> {
  const { words } = await link.request("read", [head(space, count), address]);
  if (words.length !== count) {
    throw protocolBroken(`${spaceName(space)}[${address}]`, `${words.length} words for a READ of ${count}`);
  }
  return words;
}

function steps(length: number, step: number): number[] {
  return Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step);
}
