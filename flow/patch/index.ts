export { type PatchedDesign, type PatchRequest, patchBuild, patchPlaced, placedFiles } from "./patch-build.ts";
