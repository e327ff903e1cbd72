import { type Bool, bool, bundle, nodes, regArray, type UInt, uint, when, wires } from "../../hdlgen/index.ts";
import type { Sink, Source } from "../cells/named-streams.ts";
import { skidBuffer } from "../cells/skid-buffer.ts";
import { lookupLine } from "./lookup-line.ts";
import { type SpikeWord, type SpikeWordShape, spikeWord } from "./spike-word.ts";

export interface RoutedInputParameters extends SpikeWordShape {
  /** Cycles from a route to its mask. */
  readonly latency: number;
}

export interface RoutedInputIo {
  readonly words: Source<SpikeWord>;
  /** Nothing is taken. The caller resets what is inside. */
  readonly clear: Bool;
  /** In the order of the mask's bits, lowest first. */
  readonly sinks: readonly Sink[];
  /** The mask of a route, `latency` cycles later. */
  readonly maskOf: (route: UInt) => UInt;
}

/**
 * Words with several ways to go on: a mask says for each route which; each of these sinks gets its copy when it can take
 * it, and the next word comes when all have theirs. A marker goes to all.
 */
export function routedInput({ words, clear, sinks, maskOf }: RoutedInputIo, parameters: RoutedInputParameters) {
  const { routeBits, indexBits, latency } = parameters;
  const count = sinks.length;
  const lookup = wires({ route: uint(routeBits) });
  const mask = maskOf(lookup.route);
  const tag = bundle({ route: uint(routeBits), index: uint(indexBits) });
  const line = lookupLine({ tag, length: latency, starts: "empty" });
  const { last, turn } = line;
  const forked = wires({ taken: bool });
  const buffer = skidBuffer(
    {
      enq: {
        valid: last.valid.and(turn),
        payload: { word: { marker: last.marker, ...last.tag }, wanted: last.marker.mux(2 ** count - 1, mask) },
      },
      deq: { ready: forked.taken },
    },
    { type: bundle({ word: spikeWord(parameters), wanted: uint(count) }) },
  );
  const { ready, entering } = line.connect(
    {
      valid: words.valid.and(clear.not()),
      marker: words.payload.marker,
      tag: { route: words.payload.route, index: words.payload.index },
    },
    { finished: buffer.open, again: last.tag },
  );
  lookup.route.value = entering.route;

  const { valid, payload } = buffer.drives.deq;
  const has = regArray("has", count, [bool, false]);
  const done = sinks.map((sink, i) => sink.ready.or(has[i] ?? false).or(payload.wanted.bit(i).not()));
  const { allDone } = nodes({ allDone: done.reduce((all, each) => all.and(each)) });
  forked.taken.value = allDone;
  when(valid, () => {
    has.forEach((taken, i) => {
      taken.next = allDone.not().and(done[i] ?? false);
    });
  });
  const offers = has.map((taken, i) => ({
    valid: valid.and(payload.wanted.bit(i)).and(taken.not()),
    payload: payload.word,
  }));
  return { words: { ready: ready.and(clear.not()) }, offers, inside: { line, buffer, has } };
}
