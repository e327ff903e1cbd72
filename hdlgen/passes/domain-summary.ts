/** What the clock-domains pass knows of a module from outside: the terms in which its parent reasons. */
import type { Site } from "../site.ts";

/** What follows one clock. Two are the same when they are the same object; names are for messages. */
export interface Domain {
  readonly name: string;
}

/** Values that follow no clock: those of a pin. */
export const noClock: Domain = { name: "no clock" };

/** A register, memory port or port, by its name below the module. */
export interface Place {
  readonly name: string;
  readonly site: Site;
}

/** A way from where a value is launched, or comes in, to where it was asked for. */
export interface Path {
  readonly from: Place;
  /** Names between. */
  readonly through: readonly string[];
}

/** Names on a way; found out when a message needs them. */
export type Names = () => readonly string[];

/** A domain whose state reaches an output within a cycle. */
export interface Launch {
  readonly domain: Domain;
  readonly path: () => Path;
}

/** What an output, or a value, is without any logic: bits of a register, or of an input. */
export interface Root {
  readonly kind: "register" | "input" | "constant";
  /** Of a register: below the module. */
  readonly name: string;
  readonly low: number;
  readonly width: number;
}

export interface OutputSummary {
  readonly launches: readonly Launch[];
  /** Inputs that reach it within a cycle, with the names between. */
  readonly inputs: ReadonlyMap<string, Names>;
  /** Absent: there is logic before it. */
  readonly root?: Root;
}

/** Something that takes an input's value at a clock edge. */
export interface Sample {
  readonly domain: Domain;
  readonly at: Place;
  /** Names between the input and it. */
  readonly through: Names;
  /** It is the first register of a synchroniser. */
  readonly crossing: boolean;
  /** There is no logic between the input and it; true where that does not matter. */
  readonly direct: boolean;
}

export interface Summary {
  /** The module's own clock. */
  readonly own: Domain;
  /** By the name of a clock input. */
  readonly clockInputs: ReadonlyMap<string, Domain>;
  /** By the name of a clock output: what it carries, one of the above or a clock made inside. */
  readonly clockOutputs: ReadonlyMap<string, Domain>;
  readonly outputs: ReadonlyMap<string, OutputSummary>;
  /** By the name of an input, `rst` included. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
}
