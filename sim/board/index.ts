export { type SimulatedBoard, type SimulatedBoardOptions, simulatedBoard } from "./simulated-board.ts";
export {
  chipFlashPorts,
  type FlashPorts,
  SimulatedFlash,
  type SimulatedFlashOptions,
  withFlash,
} from "./simulated-flash.ts";
export type { LineNoise } from "./uart-pins.ts";
