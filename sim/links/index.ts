/** Chips joined by cables, each in a simulation of its own. */
export { CabledClusters, type CableRunOptions, clusterInside, withoutLinkStreams } from "./cabled-clusters.ts";
export { checkLinks, type LinkEnd } from "./check-links.ts";
export { type CableOptions, type LinkedChip, LinkedChips, type Pin } from "./linked-chips.ts";
export type { WireOptions } from "./wire.ts";
