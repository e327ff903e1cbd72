/** Streams between the instances of a module: declared once, connected at both ends, in both directions. */
import type { StreamData, StreamReady } from "./ports.ts";
import { type Wire, wires } from "./structure.ts";
import { type AnyFields, bool, bundle, type Type } from "./types.ts";
import type { Bool } from "./values.ts";

/** Under this key an end of a stream takes what the module at that end drives. */
const answer: unique symbol = Symbol("answer");

/** The end that a source is connected to: `instance("fifo", Fifo(…), { …, deq: middle.in })`. */
export type StreamEntry<T> = StreamReady & { readonly [answer]: (driven: StreamData<T>) => void };
/** The end that a sink is connected to: `instance("fifo", Fifo(…), { enq: middle.out, … })`. */
export type StreamExit<T> = StreamData<T> & { readonly [answer]: (driven: StreamReady) => void };

/** A stream as three wires. Each direction is driven by what is connected to an end, or assigned like any wire. */
export interface StreamWires<T> {
  readonly valid: Wire<Bool>;
  readonly payload: Wire<T>;
  readonly ready: Wire<Bool>;
  /** A payload moves in this cycle. */
  readonly fire: Bool;
  readonly in: StreamEntry<T>;
  readonly out: StreamExit<T>;
}

/** Declares streams by the types of their payloads; the names of their wires come from the keys. */
export function streams<const F extends AnyFields>(
  fields: F,
): { readonly [K in keyof F]: StreamWires<F[K] extends Type<infer T> ? T : never> } {
  const declared = wires(
    Object.fromEntries(
      Object.entries(fields).map(([key, type]) => [key, bundle({ valid: bool, payload: type, ready: bool })]),
    ),
  );
  const entries = Object.entries(declared).map(([key, { valid, payload, ready }]) => {
    const entry: StreamEntry<unknown> = {
      ready,
      [answer]: (driven) => {
        valid.value = driven.valid;
        payload.value = driven.payload;
      },
    };
    const exit: StreamExit<unknown> = {
      valid,
      payload,
      [answer]: (driven) => {
        ready.value = driven.ready;
      },
    };
    return [key, { valid, payload, ready, fire: valid.and(ready), in: entry, out: exit }];
  });
  return Object.fromEntries(entries);
}

/** Hands what a module drives to the ends of streams among its connections. */
export function answerEnds(connections: object, driven: object): void {
  for (const [key, connection] of Object.entries(connections)) {
    if (typeof connection !== "object" || connection === null || !(answer in connection)) continue;
    const given = (driven as Readonly<Record<string, unknown>>)[key];
    if (given !== undefined) (connection[answer] as (given: unknown) => void)(given);
  }
}
