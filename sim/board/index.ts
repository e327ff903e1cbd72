export { type SimulatedBoard, type SimulatedBoardOptions, simulatedBoard } from "./simulated-board.ts";
export {
  chipFlashPorts,
  type FlashPorts,
  SimulatedFlash,
  type SimulatedFlashOptions,
  withFlash,
} from "./simulated-flash.ts";
export { type SimulatedSpi, type SimulatedSpiOptions, simulatedSpi } from "./simulated-spi.ts";
export type { LineNoise } from "./uart-pins.ts";
