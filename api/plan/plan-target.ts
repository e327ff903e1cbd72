import {
  type CoreDevice,
  type CoreDeviceName,
  type CoreOptions,
  type CoreTarget,
  coreDevices,
  coreTarget,
} from "../../compile/index.ts";
import type { Board } from "../../constraints/index.ts";
import { boardTarget } from "../compile-network.ts";
import { findBoard } from "../find-board.ts";

/** What a network is planned for: a board, with the host link beside the core, or a device with the core alone. */
export interface PlanTarget {
  readonly name: string;
  readonly device: CoreDevice;
  /** Logic cells of an iCE40, LUTs of an ECP5. */
  readonly cells: number;
  readonly board?: Board;
}

/** LUTs. Source: Lattice ECP5 and ECP5-5G family data sheet, table 1-1; iCE40 family data sheets. */
const deviceCells: Readonly<Record<CoreDeviceName, number>> = {
  up5k: 5280,
  hx8k: 7680,
  "ecp5-25f": 24_288,
  "ecp5-45f": 43_848,
  "ecp5-85f": 83_640,
};

const isDevice = (name: string): name is CoreDeviceName => name in coreDevices;

/** A device by name (`up5k`, `hx8k`, `ecp5-25f`, …), a known board by its id, or a board file. Throws BRD errors. */
export async function findPlanTarget(name: string): Promise<PlanTarget> {
  if (isDevice(name)) {
    const device = coreDevices[name];
    return { name: device.name, device, cells: deviceCells[name] };
  }
  const board = await findBoard(name);
  const { lc, ebr, spram } = board.resources;
  const fabric = boardTarget(board, { weightBits: 1 }).fabric;
  return { name: board.name, device: { name: board.name, fabric, blocks: ebr, spram }, cells: lc, board };
}

/** The core that the target can hold. Throws CLI042 where no memory is left for weights. */
export function planCoreTarget({ board, device }: PlanTarget, options: CoreOptions): CoreTarget {
  return board === undefined ? coreTarget(device, options) : boardTarget(board, options);
}
