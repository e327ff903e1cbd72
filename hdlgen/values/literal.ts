/** What may stand for a hardware value: plain numbers, booleans, labels, and records and lists of them. */
import type { Enum } from "./enum.ts";
import type { HardwareValue } from "./hardware-value.ts";
import type { Bool, Fix, SInt, UFix, UInt } from "./scalars.ts";
import type { Vec } from "./vec.ts";

export type Integer = number | bigint;

/** What may stand where a value of type T is expected: the value or a literal. */
export type In<T> = T | Literal<T>;

type ScalarLiteral<T> = HardwareValue extends T
  ? boolean | number | bigint | string
  : T extends Bool
    ? boolean
    : T extends UInt | SInt
      ? Integer
      : T extends Fix | UFix
        ? number
        : T extends Enum<string, infer L>
          ? L
          : never;

type Literal<T> = T extends HardwareValue
  ? ScalarLiteral<T>
  : T extends Vec<infer E>
    ? readonly In<E>[]
    : { readonly [K in keyof T]: In<T[K]> };

/** A value of type T that is known when the hardware is built: plain data throughout. */
export type Constant<T> = T extends HardwareValue
  ? ScalarLiteral<T>
  : T extends Vec<infer E>
    ? readonly Constant<E>[]
    : { readonly [K in keyof T]: Constant<T[K]> };
