/** The embedded engine: a design's IR compiled to WebAssembly, in process, in milliseconds. */
export { type CoverCount, type EmbeddedSimulation, openEmbedded, type Snapshot } from "./simulation.ts";
