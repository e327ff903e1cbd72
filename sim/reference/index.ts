export { Reference, type TickResult } from "./reference.ts";
