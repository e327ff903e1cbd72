import {
  type CoreDevice,
  type CoreDeviceName,
  type CoreOptions,
  type CoreTarget,
  coreDevices,
  coreTarget,
} from "../../compile/index.ts";
import { type Board, devices, ecp5Devices } from "../../constraints/index.ts";
import { boardDevice, boardTarget } from "../compile-network.ts";
import { findBoard } from "../find-board.ts";

/** What a network is planned for: a board, with the host link beside the core, or a device with the core alone. */
export interface PlanTarget {
  readonly name: string;
  readonly device: CoreDevice;
  /** Logic cells of an iCE40, LUTs of an ECP5. */
  readonly cells: number;
  readonly board?: Board;
}

const deviceCells: Readonly<Record<CoreDeviceName, number>> = {
  up5k: devices.up5k.lc,
  hx8k: devices.hx8k.lc,
  "ecp5-25f": ecp5Devices["25k"].lut,
  "ecp5-45f": ecp5Devices["45k"].lut,
  "ecp5-85f": ecp5Devices["85k"].lut,
};

const isDevice = (name: string): name is CoreDeviceName => name in coreDevices;

/** A device by name (`up5k`, `hx8k`, `ecp5-25f`, …), a known board by its id, or a board file. Throws BRD errors. */
export async function findPlanTarget(name: string): Promise<PlanTarget> {
  if (isDevice(name)) {
    const device = coreDevices[name];
    return { name: device.name, device, cells: deviceCells[name] };
  }
  const board = await findBoard(name);
  boardTarget(board, { weightBits: 1 });
  const cells = board.family === "ecp5" ? board.resources.lut : board.resources.lc;
  return { name: board.name, device: boardDevice(board), cells, board };
}

/** The core that the target can hold. Throws CLI042 where no memory is left for weights. */
export function planCoreTarget({ board, device }: PlanTarget, options: CoreOptions): CoreTarget {
  return board === undefined ? coreTarget(device, options) : boardTarget(board, options);
}
