export * from "./core-bus.ts";
export * from "./hardware-config.ts";
export * from "./integer-network.ts";
