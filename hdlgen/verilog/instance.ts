import type { Instance } from "../ir.ts";
import type { ModuleContext } from "./context.ts";

/** Longest expression that stands in a connection; longer ones become a wire. */
const longestConnection = 48;

/** The instance, one named connection per line in the order of the child's ports. */
export function printInstance(instance: Instance, context: ModuleContext): string[] {
  const { name, module, site } = instance;
  const connections: [string, string][] = [];
  const clockPort = module.blackBox === undefined ? (module.clocked ? "clk" : undefined) : module.blackBox.clockPort;
  if (clockPort !== undefined) {
    const clock = instance.clock;
    connections.push([
      clockPort,
      clock === undefined
        ? context.clock
        : context.clockName(clock),
    ]);
  }
  if (module.reset !== undefined && instance.reset !== undefined) {
    const owner = { name: `${name}_${module.reset.name}`, site };
    connections.push([module.reset.name, context.short(instance.reset, owner, longestConnection)]);
  }
  for (const { direction, signal } of module.ports) {
    if (direction === "output") {
      const output = instance.outputs.find((candidate) => candidate.port === signal.name);
      if (output !== undefined) connections.push([signal.name, output.signal.name]);
      continue;
    }
    const input = instance.inputs.find((candidate) => candidate.port === signal.name);
    if (input === undefined) throw new Error(`instance ${name}: nothing drives ${signal.name}`);
    if (input.value.op === "ref" && input.value.signal.type.kind === "clock") {
      connections.push([signal.name, context.clockName(input.value.signal)]);
      continue;
    }
    connections.push([
      signal.name,
      context.short(input.value, { name: `${name}_${signal.name}`, site }, longestConnection),
    ]);
  }
  const parameters = module.blackBox?.parameters ?? [];
  return [
    ...(parameters.length === 0
      ? [`${module.name} ${name} (${context.comment(site)}`]
      : [
          `${module.name} #(${context.comment(site)}`,
          ...list(parameters.map((p) => [p.name, p.value])),
          `) ${name} (`,
        ]),
    ...list(connections),
    ");",
  ];
}

function list(pairs: readonly (readonly [string, string])[]): string[] {
  return pairs.map(([port, value], index) => `  .${port}(${value})${index === pairs.length - 1 ? "" : ","}`);
}
