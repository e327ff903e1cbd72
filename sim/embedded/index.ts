/**
 * The embedded engine: a design's IR compiled to WebAssembly, in process, in milliseconds.
 *
 * Every module definition becomes a few functions that take the address of an instance's part of one linear memory:
 * one per class of outputs, one for what no output needs, and for each of its clocks one for the edge and one for the
 * assertions that are checked at it; once for each way in which its clocks are tied together (clock-groups). A parent
 * stores its children's inputs and calls their functions as soon as the inputs are there; the design is never
 * flattened. The way of a module: module-graph → schedule → spills → layout → module-compiler.
 */
export {
  compileEmbedded,
  type EmbeddedDesign,
  type EmbeddedSimulation,
  openEmbedded,
  type StateHandle,
} from "./simulation.ts";
