import { type CompiledNetwork, SpikeforgeError } from "../../index.ts";

/** The population that the host sees; the digits network has one. */
export function outputOf({ network }: CompiledNetwork) {
  const output = network.populations.find(({ name }) => network.outputs.includes(name));
  if (output === undefined) {
    throw new SpikeforgeError({ code: "CLI032", place: `network "${network.name}"`, found: "no output population" });
  }
  return output;
}
