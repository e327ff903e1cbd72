export type { Fabric } from "../../config/index.ts";
