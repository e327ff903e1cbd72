export { type ActiveLevel, type Board, type BoardPin, boardPins, type LevelPin } from "./board.ts";
export { board, boards, readPcf } from "./boards.ts";
export { type DeviceName, type DeviceResources, devices } from "./devices.ts";
export { comparePcf, formatPcf, type PcfLine, parsePcf } from "./pcf.ts";
export { computePll, type PllSettings } from "./pll.ts";
export { readBoardFile } from "./user-board.ts";
