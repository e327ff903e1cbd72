/** What a model is built for; each kind is a build of its own. */
export interface BuildKind {
  /** `"nets"`: wires and inner ports can be read as well. */
  readonly visible: "state" | "nets";
  /** Verilator's own trace can be written, in this format. */
  readonly trace: "none" | "vcd" | "fst";
  /** `"on"`: lines and toggles are counted. */
  readonly coverage: "off" | "on";
}

/** Of every Verilator's preprocessor symbols, those that a kind sets. */
export function kindSymbols({ trace, coverage }: BuildKind): string[] {
  const set = (name: string, on: boolean): string => `-DVM_${name}=${on ? 1 : 0}`;
  return [
    ...["SC", "TIMING", "TRACE_SAIF"].map((name) => set(name, false)),
    set("TRACE", trace !== "none"),
    set("TRACE_VCD", trace === "vcd"),
    set("TRACE_FST", trace === "fst"),
    set("COVERAGE", coverage === "on"),
  ];
}
