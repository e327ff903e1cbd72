export { type SimulatedBoard, type SimulatedBoardOptions, simulatedBoard } from "./simulated-board.ts";
export type { LineNoise } from "./uart-pins.ts";
