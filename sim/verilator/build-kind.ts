/** What a model is built for; each kind is a build of its own. */
export interface BuildKind {
  /** `"nets"`: wires and inner ports can be read as well. */
  readonly visible: "state" | "nets";
  /** `"fst"`: Verilator's own trace can be written. */
  readonly trace: "none" | "fst";
  /** `"on"`: lines and toggles are counted. */
  readonly coverage: "off" | "on";
}

/** Of every Verilator's preprocessor symbols, those that a kind sets. */
export function kindSymbols({ trace, coverage }: BuildKind): string[] {
  const set = (name: string, on: boolean): string => `-DVM_${name}=${on ? 1 : 0}`;
  return [
    ...["SC", "TIMING", "TRACE_VCD", "TRACE_SAIF"].map((name) => set(name, false)),
    set("TRACE", trace === "fst"),
    set("TRACE_FST", trace === "fst"),
    set("COVERAGE", coverage === "on"),
  ];
}
