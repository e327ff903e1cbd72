export * from "./cluster.ts";
export * from "./core-bus.ts";
export * from "./core-layout.ts";
export * from "./fabric.ts";
export * from "./hardware-config.ts";
export * from "./integer-network.ts";
export * from "./learning.ts";
export * from "./learning-bus.ts";
