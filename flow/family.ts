import type {
  BareEcp5,
  BareIce40,
  Board,
  DeviceName,
  DeviceResources,
  Ecp5Board,
  Ecp5Resources,
  Ice40Board,
} from "../constraints/index.ts";
import { withPlainCarries } from "./ecp5-netlist.ts";

/** What the types of a build depend on: where it goes, what it takes there, and the tools. */
export interface Families {
  ice40: {
    readonly target: Ice40Board | BareIce40;
    readonly resource: keyof DeviceResources;
    readonly tool: "yosys" | "nextpnr-ice40" | "icepack";
    readonly step: "yosys" | "nextpnr" | "icepack";
  };
  ecp5: {
    readonly target: Ecp5Board | BareEcp5;
    readonly resource: keyof Ecp5Resources;
    readonly tool: "yosys" | "nextpnr-ecp5" | "ecppack";
    readonly step: "yosys" | "nextpnr" | "ecppack";
  };
}

export type Family = keyof Families;
export type BuildTarget<F extends Family = Family> = Families[F]["target"];

/** A board, not a device alone. */
export function isBoard(target: BuildTarget): target is Board {
  return "constraintFile" in target && target.constraintFile !== undefined;
}

/** How the flow of one family differs from that of another. */
export interface FamilyFlow<F extends Family> {
  readonly tools: { readonly place: Families[F]["tool"]; readonly pack: Families[F]["tool"] & Families[F]["step"] };
  /** Yosys' command with what the device needs; the top and the mapper come behind. */
  readonly synth: (target: BuildTarget<F>) => readonly string[];
  readonly mappers: Readonly<Record<"abc9" | "abc", readonly string[]>>;
  /** What is done to yosys' netlist before nextpnr reads it. */
  readonly netlist: (json: Uint8Array) => Uint8Array;
  /** nextpnr's arguments for device, package and speed. */
  readonly device: (target: BuildTarget<F>) => readonly string[];
  /** Arguments that name the file with the pins, or do without it. */
  readonly pins: { readonly file: string; readonly with: readonly string[]; readonly without: readonly string[] };
  /** The option for the placed design, and its file. */
  readonly placed: { readonly option: string; readonly file: string };
  readonly bitstream: string;
  /** The packer's arguments in front of its files. */
  readonly pack: (target: BuildTarget<F>) => readonly string[];
  /** What limits a design: nextpnr's name of it, and ours in messages. */
  readonly resources: Readonly<Record<Families[F]["resource"], { readonly bel: string; readonly words: string }>>;
}

const synthDevice: Readonly<Record<DeviceName, string>> = { up5k: "u", hx1k: "hx", lp8k: "lp", hx8k: "hx" };

const ice40: FamilyFlow<"ice40"> = {
  tools: { place: "nextpnr-ice40", pack: "icepack" },
  synth: ({ device }) => [
    ...["synth_ice40", "-device", synthDevice[device]],
    // An enable takes a LUT, in which a reset joins it: where cells are few, one or two flip-flops do without, and their own
    // LUTs keep what stands in them. It costs the larger devices some of their clock.
    ...(device === "up5k" || device === "hx1k" ? ["-dffe_min_ce_use", "3"] : []),
    // Only the UltraPlus has multipliers.
    ...(device === "up5k" ? ["-dsp"] : []),
  ],
  mappers: { abc9: ["-abc9"], abc: ["-noabc9"] },
  netlist: (json) => json,
  device: ({ device, package: name }) => [`--${device}`, "--package", name],
  pins: { file: "pins.pcf", with: ["--pcf", "pins.pcf"], without: [] },
  placed: { option: "--asc", file: "design.asc" },
  bitstream: "design.bin",
  pack: () => [],
  resources: {
    lc: { bel: "ICESTORM_LC", words: "logic cells" },
    ebr: { bel: "ICESTORM_RAM", words: "block RAMs (EBR)" },
    spram: { bel: "ICESTORM_SPRAM", words: "single-port RAMs (SPRAM)" },
    dsp: { bel: "ICESTORM_DSP", words: "multipliers (DSP)" },
  },
};

const ecp5: FamilyFlow<"ecp5"> = {
  tools: { place: "nextpnr-ecp5", pack: "ecppack" },
  synth: () => ["synth_ecp5"],
  mappers: { abc9: ["-abc9"], abc: ["-noabc9"] },
  netlist: withPlainCarries,
  device: (target) => {
    const series = "series" in target && target.series === "um5g" ? "um5g-" : "";
    return [`--${series}${target.device}`, "--package", target.package, "--speed", String(target.speed)];
  },
  pins: { file: "pins.lpf", with: ["--lpf", "pins.lpf"], without: ["--lpf-allow-unconstrained"] },
  placed: { option: "--textcfg", file: "design.config" },
  bitstream: "design.bit",
  pack: (target) =>
    "idcode" in target && target.idcode !== undefined ? ["--idcode", `0x${target.idcode.toString(16)}`] : [],
  resources: {
    lut: { bel: "TRELLIS_COMB", words: "LUTs" },
    ff: { bel: "TRELLIS_FF", words: "flip-flops" },
    dp16kd: { bel: "DP16KD", words: "block RAMs (DP16KD)" },
    mult18: { bel: "MULT18X18D", words: "multipliers (MULT18X18D)" },
  },
};

const flows: { readonly [F in Family]: FamilyFlow<F> } = { ice40, ecp5 };

/** The flow of whatever family a target is of. */
export function flowOf<F extends Family>(target: BuildTarget<F>): FamilyFlow<F> {
  return familyFlow(target.family as F);
}

export function familyFlow<F extends Family>(family: F): FamilyFlow<F> {
  return flows[family];
}
