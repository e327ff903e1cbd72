import type { Diagnostic } from "../diagnostics/index.ts";

/** One pin of a constraint file. */
export interface PinLine {
  readonly net: string;
  readonly pin: string;
  /** What else is said about it, as written: `-pullup yes` as two words in a .pcf, `IO_TYPE=LVCMOS33` in a .lpf. */
  readonly options: readonly string[];
  readonly line: number;
}

/** What a constraint file says. */
export interface PinFile {
  readonly lines: readonly PinLine[];
  /** Statements about the whole device, which go into every build as they are. */
  readonly statements: readonly string[];
}

/** What could be read, and BRD010 for each line that could not. */
export interface ParsedPins extends PinFile {
  readonly problems: readonly Diagnostic[];
}
