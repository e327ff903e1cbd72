/** What an iCE40 has: logic cells, 4 kbit block RAMs, 256 kbit single-port RAMs, 16-bit multipliers. */
export interface DeviceResources {
  readonly lc: number;
  readonly ebr: number;
  readonly spram: number;
  readonly dsp: number;
}

/** The iCE40 devices that boards carry. Source: Lattice iCE40 UltraPlus and iCE40 LP/HX family data sheets, table 1-1. */
export const devices = {
  up5k: { lc: 5280, ebr: 30, spram: 4, dsp: 8 },
  hx1k: { lc: 1280, ebr: 16, spram: 0, dsp: 0 },
  lp8k: { lc: 7680, ebr: 32, spram: 0, dsp: 0 },
  hx8k: { lc: 7680, ebr: 32, spram: 0, dsp: 0 },
} as const satisfies Record<string, DeviceResources>;

export type DeviceName = keyof typeof devices;

export const deviceNames = Object.keys(devices) as readonly DeviceName[];

/** What an ECP5 has: four-input LUTs (those in carries and distributed RAM included), flip-flops, 18 kbit block RAMs, 18-bit multipliers. */
export interface Ecp5Resources {
  readonly lut: number;
  readonly ff: number;
  readonly dp16kd: number;
  readonly mult18: number;
}

/** ECP5 devices as nextpnr names them. Source: Lattice ECP5 and ECP5-5G family data sheet, table 1-1. */
export const ecp5Devices = {
  "25k": { lut: 24288, ff: 24288, dp16kd: 56, mult18: 28 },
  "45k": { lut: 43848, ff: 43848, dp16kd: 108, mult18: 72 },
  "85k": { lut: 83640, ff: 83640, dp16kd: 208, mult18: 156 },
} as const satisfies Record<string, Ecp5Resources>;

export type Ecp5DeviceName = keyof typeof ecp5Devices;

export const ecp5DeviceNames = Object.keys(ecp5Devices) as readonly Ecp5DeviceName[];

/** A device without a board: nextpnr chooses the pins. For finding out what a design needs and how fast it is. */
export type BareDevice = BareIce40 | BareEcp5;

export interface BareIce40 {
  readonly family: "ice40";
  /** As reports call it: `up5k sg48`. */
  readonly id: string;
  readonly device: DeviceName;
  /** As nextpnr names it. */
  readonly package: string;
  readonly constraintFile?: never;
}

export interface BareEcp5 {
  readonly family: "ecp5";
  /** As reports call it: `25k CABGA381 speed 6`. */
  readonly id: string;
  readonly device: Ecp5DeviceName;
  /** As nextpnr names it. */
  readonly package: string;
  readonly series?: never;
  readonly idcode?: never;
  /** Grade: 8 is the fastest. */
  readonly speed: 6 | 7 | 8;
  readonly constraintFile?: never;
}

export const bareIce40 = (device: DeviceName, packageName: string): BareIce40 => ({
  family: "ice40",
  id: `${device} ${packageName}`,
  device,
  package: packageName,
});

export const bareEcp5 = (device: Ecp5DeviceName, packageName: string, speed: BareEcp5["speed"]): BareEcp5 => ({
  family: "ecp5",
  id: `${device} ${packageName} speed ${speed}`,
  device,
  package: packageName,
  speed,
});
