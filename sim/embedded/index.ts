/**
 * The embedded engine: a design's IR compiled to WebAssembly, in process, in milliseconds.
 *
 * The design is cut into units (units): a module with as much of what is below it as keeps its functions small. Every
 * unit becomes a few functions that take the address of an instance's part of one linear memory: one per class of
 * outputs, one for what no output needs, and for each of its clocks one for the edge and one for the assertions that
 * are checked at it; once for each way in which its clocks are tied together (clock-groups). A unit stores the inputs
 * of the units it instantiates and calls their functions as soon as the inputs are there. The way of a unit:
 * values → module-graph → schedule → edge-plan → spills → layout → module-compiler; within a function, regions says
 * where a value is computed.
 */

export type { StateHandle } from "./directory.ts";
export { KeptUnits } from "./kept-units.ts";
export {
  compileEmbedded,
  type EmbeddedDesign,
  type EmbeddedSimulation,
  openEmbedded,
} from "./simulation.ts";
