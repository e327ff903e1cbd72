/** What spikeforge knows about each program that it runs through the `Tool` abstraction. */
export interface KnownTool {
  /** Environment variable that names the program. */
  readonly variable: string;
  /** npm package of the pinned WebAssembly build. */
  readonly npmPackage: string;
  /** Package of Debian and Ubuntu that has the native program. */
  readonly debianPackage: string;
  /** The oldest native version that is known to work, with how the program is asked; icepack tells no version. */
  readonly native?: { readonly minimum: string; readonly ask: readonly string[]; readonly answer: RegExp };
}

export const knownTools = {
  yosys: {
    variable: "SPIKEFORGE_YOSYS",
    npmPackage: "@yowasp/yosys",
    debianPackage: "yosys",
    native: { minimum: "0.23", ask: ["-V"], answer: /Yosys (\S+)/ },
  },
  "nextpnr-ice40": {
    variable: "SPIKEFORGE_NEXTPNR_ICE40",
    npmPackage: "@yowasp/nextpnr-ice40",
    debianPackage: "nextpnr-ice40",
    native: { minimum: "0.4", ask: ["--version"], answer: /Version (?:nextpnr-)?([^)]+)\)/ },
  },
  icepack: {
    variable: "SPIKEFORGE_ICEPACK",
    npmPackage: "@yowasp/nextpnr-ice40",
    debianPackage: "fpga-icestorm",
  },
} as const satisfies Record<string, KnownTool>;

export type ToolName = keyof typeof knownTools;
