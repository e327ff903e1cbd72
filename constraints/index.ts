export { type ActiveLevel, type Board, type BoardPin, boardPins, type LevelPin } from "./board.ts";
export { board, boards, readPcf } from "./boards.ts";
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
export { comparePcf, formatPcf, type PcfLine, parsePcf } from "./pcf.ts";
export { computePll, type PllSettings } from "./pll.ts";
export { readBoardFile } from "./user-board.ts";
