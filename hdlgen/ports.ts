/** Port declarations: what the module sees of a port and what it has to drive, as types that `tsc` checks. */
import { captureSite, type Site } from "./site.ts";
import { bool, bundle, checkType, type Type } from "./types.ts";
import type { Bool, In } from "./values.ts";

/** A port; `See` is what its module reads, `Drive` what its module must drive; `never` where there is nothing. */
export interface Port<See, Drive, S extends Side = SideOf<See, Drive>> {
  readonly see?: Type<See>;
  readonly drive?: Type<Drive>;
  /** The domain of its values: a clock port of the module by its key, or none. */
  readonly domain?: string;
  /** @internal Where it is declared. */
  readonly site?: Site;
  /** For `tsc` alone: what there is, also where the types are still parameters. */
  readonly side?: S;
}
/** What the module reads. */
export interface InputPort<T> extends Port<T, never, "see"> {}
/** What the module drives. */
export interface OutputPort<T> extends Port<never, T, "drive"> {}
type Side = "see" | "drive" | "both";
type SideOf<See, Drive> = [See] extends [never] ? "drive" : [Drive] extends [never] ? "see" : "both";

export interface PortOptions {
  /**
   * The clock port, by its key, that the values follow; `"async"`: they follow no clock, as those of a pin, and have
   * to be synchronised. Default: whatever the module does with them.
   */
  readonly domain?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: a record of ports of any type
export type Ports = { readonly [name: string]: Port<any, any, any> };

type SeeOf<P> = P extends { readonly see?: Type<infer See> } ? See : never;
type DriveOf<P> = P extends { readonly drive?: Type<infer Drive> } ? Drive : never;
type KeysWith<P extends Ports, Only extends "see" | "drive"> = {
  [K in keyof P]: P[K] extends { readonly side?: Only | "both" } ? K : never;
}[keyof P];

/** What a module's `build` receives, and what an instance gives back to it: values. */
export type Sees<P extends Ports> = { readonly [K in KeysWith<P, "see">]: SeeOf<P[K]> };
export type Drives<P extends Ports> = { readonly [K in KeysWith<P, "drive">]: DriveOf<P[K]> };
/**
 * The same with literals allowed, for who has to give them. `& {}` makes the compiler's messages show the fields instead
 * of this type's name.
 */
export type Given<T> = { readonly [K in keyof T]: In<T[K]> } & {};

export function input<T>(type: Type<T>, options: PortOptions = {}): InputPort<T> {
  checkType(type, "input");
  return { ...options, see: type, site: captureSite() };
}

export function output<T>(type: Type<T>, options: PortOptions = {}): OutputPort<T> {
  checkType(type, "output");
  return { ...options, drive: type, site: captureSite() };
}

/** What the source of a stream drives. */
export type StreamData<T> = { readonly valid: Bool; readonly payload: T };
/** What the sink of a stream drives. */
export type StreamReady = { readonly ready: Bool };
/** A stream that the module takes from. */
export interface StreamInPort<T> extends Port<StreamData<T>, StreamReady, "both"> {}
/** A stream that the module gives to. */
export interface StreamOutPort<T> extends Port<StreamReady, StreamData<T>, "both"> {}

/**
 * A stream moves one payload in every cycle in which `valid` and `ready` are both high. `valid`, once high, stays and
 * keeps its payload until `ready`; `valid` never waits for `ready`.
 */
export const stream = {
  in<T>(type: Type<T>, options: PortOptions = {}): StreamInPort<T> {
    return {
      ...options,
      see: bundle({ valid: bool, payload: type }),
      drive: bundle({ ready: bool }),
      site: captureSite(),
    } as never;
  },
  out<T>(type: Type<T>, options: PortOptions = {}): StreamOutPort<T> {
    return {
      ...options,
      see: bundle({ ready: bool }),
      drive: bundle({ valid: bool, payload: type }),
      site: captureSite(),
    } as never;
  },
};
