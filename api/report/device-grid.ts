/** Where things are on a device, as far as a picture needs to know. */

/** Tiles from (0, 0); `y` runs up on an iCE40, down on an ECP5. */
export interface DeviceGrid {
  readonly columns: number;
  readonly rows: number;
  readonly origin: "bottom" | "top";
  /** Places of memories and multipliers: drawn also where nothing is placed. */
  readonly slots: readonly Slot[];
}

export interface Slot {
  readonly kind: "memory" | "multiplier";
  readonly x: number;
  readonly y: number;
  /** In tiles. */
  readonly width: number;
  readonly height: number;
}

/** An EBR takes the height of two tiles, an SB_MAC16 that of four. Source: Project IceStorm's chip databases. */
const ice40Grids: Readonly<
  Record<string, { size: readonly [number, number]; ram: readonly number[]; dsp?: readonly number[] }>
> = {
  up5k: { size: [26, 32], ram: [6, 19], dsp: [5, 10, 15, 23] },
  hx1k: { size: [18, 18], ram: [3, 10] },
  lp8k: { size: [34, 34], ram: [8, 25] },
  hx8k: { size: [34, 34], ram: [8, 25] },
};

/** Source: Project Trellis' chip databases. */
const ecp5Sizes: Readonly<Record<string, readonly [number, number]>> = {
  "25k": [73, 51],
  "45k": [91, 72],
  "85k": [127, 96],
};

/** A device that no table knows is as large as what is placed on it. */
export function deviceGrid(device: string, cells: readonly { readonly x: number; readonly y: number }[]): DeviceGrid {
  const ice40 = ice40Grids[device];
  const [columns, rows] = ice40?.size ?? ecp5Sizes[device] ?? [0, 0];
  const size = {
    columns: cells.reduce((most, { x }) => Math.max(most, x + 1), columns),
    rows: cells.reduce((most, { y }) => Math.max(most, y + 1), rows),
  };
  if (ice40 === undefined) return { ...size, origin: "top", slots: [] };
  const memories = ice40.ram.flatMap((x) =>
    Array.from({ length: rows / 2 - 1 }, (_, i): Slot => ({ kind: "memory", x, y: 1 + 2 * i, width: 1, height: 2 })),
  );
  const multipliers = (ice40.dsp ?? []).flatMap((y) =>
    [0, columns - 1].map((x): Slot => ({ kind: "multiplier", x, y, width: 1, height: 4 })),
  );
  return { ...size, origin: "bottom", slots: [...memories, ...multipliers] };
}
