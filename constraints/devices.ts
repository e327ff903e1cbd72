/** What a device has: logic cells, 4 kbit block RAMs, 256 kbit single-port RAMs, 16-bit multipliers. */
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
