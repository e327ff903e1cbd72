/** What every figure may depend on. */
import { cpus } from "node:os";

export type Versions = Readonly<Record<string, string>>;

export const nodeVersion = async (): Promise<Versions> => ({ node: process.versions.node });

/** `4 cores, Vendor Model`: the class of machine, nothing that names one. */
export function machineClass(): string {
  const all = cpus();
  return `${all.length} cores, ${all[0]?.model.trim() ?? "unknown processor"}`;
}
