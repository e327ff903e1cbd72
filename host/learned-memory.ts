/** What a board has learned, over the link: words of the weight memory, decoded to rows of axons. */
import {
  adaptationSpans,
  adaptationValues,
  type HardwareConfig,
  type LearnedPlane,
  learnedSpans,
  learnedValues,
} from "../config/index.ts";
import type { Link } from "./link.ts";
import { type OnProgress, readSpace } from "./memory-transfer.ts";

/** Values of a plastic projection, axons × neurons; none for second values that do not exist. */
export async function readLearned(
  link: Link,
  config: HardwareConfig,
  plastic: number,
  plane: LearnedPlane,
  onProgress?: OnProgress,
): Promise<Int32Array> {
  const spans = learnedSpans(config, plastic, plane);
  if (spans.length === 0) return new Int32Array();
  const total = spans.reduce((sum, { count }) => sum + count, 0);
  const words: Uint16Array[] = [];
  let done = 0;
  onProgress?.({ done, total });
  for (const { space, address, count } of spans) {
    words.push(await readSpace(link, space, address, count));
    done += count;
    onProgress?.({ done, total });
  }
  return learnedValues(config, plastic, plane, words);
}

/** Raises of adapting thresholds by neuron. */
export async function readAdaptation(link: Link, config: HardwareConfig): Promise<Int32Array> {
  const [span] = adaptationSpans(config);
  if (span === undefined) return new Int32Array();
  return adaptationValues(config, await readSpace(link, span.space, span.address, span.count));
}
