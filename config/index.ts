export * from "./hardware-config.ts";
export * from "./integer-network.ts";
