export {
  type ActiveLevel,
  type Board,
  type BoardFlash,
  type BoardPin,
  type BoardSpi,
  boardPins,
  type Ecp5Board,
  type Ice40Board,
  type LevelPin,
} from "./board.ts";
export { board, boards, ice40Board } from "./boards.ts";
export { formatConstraints, readConstraints } from "./constraint-file.ts";

export {
  type BareDevice,
  type BareEcp5,
  type BareIce40,
  bareEcp5,
  bareIce40,
  type DeviceName,
  type DeviceResources,
  devices,
  type Ecp5DeviceName,
  type Ecp5Resources,
  ecp5Devices,
} from "./devices.ts";
export { computeEcp5Pll, type Ecp5PllSettings } from "./ecp5-pll.ts";
export { parseLpf } from "./lpf.ts";
export { parsePcf } from "./pcf.ts";
export type { PinFile, PinLine } from "./pin-line.ts";
export { computePll, type PllSettings } from "./pll.ts";
export {
  type Programmer,
  type ProgrammerMode,
  type ProgrammerTool,
  programmerArguments,
  programmerModes,
} from "./programmer.ts";
export { readBoardFile } from "./user-board.ts";
