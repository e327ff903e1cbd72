import { reference, slice } from "../expr.ts";
import type { Expr, Instance, Signal } from "../ir.ts";
import { bitsOf } from "./cell-models.ts";
import type { ModuleContext } from "./context.ts";

/** Longest expression that stands in a connection; longer ones become a wire. */
const longestConnection = 48;
/** Longest line of connections of single bits. */
const longestBitLine = 96;

/** The instance, one named connection per line in the order of the child's ports. */
export function printInstance(instance: Instance, context: ModuleContext): string[] {
  const { name, module, site } = instance;
  /** Ports with what they are connected to; the bits of one port together. */
  const connections: [string, string][][] = [];
  const bitPorts = new Set(module.blackBox?.bitPorts ?? []);
  const clockPort = module.blackBox === undefined ? (module.clocked ? "clk" : undefined) : module.blackBox.clockPort;
  if (clockPort !== undefined) {
    const clock = instance.clock;
    connections.push([[clockPort, context.clockName(clock)]]);
  }
  if (module.reset !== undefined && instance.reset !== undefined) {
    const owner = { name: `${name}_${module.reset.name}`, site };
    connections.push([[module.reset.name, context.short(instance.reset, owner, longestConnection)]]);
  }
  for (const { direction, signal } of module.ports) {
    if (direction === "output") {
      const output = instance.outputs.find((candidate) => candidate.port === signal.name);
      if (output === undefined) continue;
      // What the cell drives, nobody has read yet.
      const bits = () => bitConnections(signal, reference(output.signal), context);
      if (bitPorts.has(signal.name)) connections.push(context.usage.paused(bits));
      else connections.push([[signal.name, output.signal.name]]);
      continue;
    }
    const input = instance.inputs.find((candidate) => candidate.port === signal.name);
    if (input === undefined) throw new Error(`instance ${name}: nothing drives ${signal.name}`);
    if (input.value.op === "ref" && input.value.signal.type.kind === "clock") {
      connections.push([[signal.name, context.clockName(input.value.signal)]]);
      continue;
    }
    if (bitPorts.has(signal.name)) {
      const simple = context.simplified(input.value);
      const owner = { name: `${name}_${signal.name}`, site };
      const value = simple.op === "const" ? simple : context.named(simple, owner);
      connections.push(bitConnections(signal, value, context));
      continue;
    }
    const owner = { name: `${name}_${signal.name}`, site };
    connections.push([[signal.name, context.short(input.value, owner, longestConnection)]]);
  }
  for (const loop of module.blackBox?.feedback ?? []) {
    const output = instance.outputs.find(({ port }) => port === loop.output);
    if (output === undefined) throw new Error(`instance ${name}: no output ${loop.output}`);
    connections.push([[loop.input, output.signal.name]]);
  }
  const parameters = module.blackBox?.parameters ?? [];
  return [
    ...(parameters.length === 0
      ? [`${module.name} ${name} (${context.comment(site)}`]
      : [
          `${module.name} #(${context.comment(site)}`,
          ...list(parameters.map((p) => [[p.name, p.value]])),
          `) ${name} (`,
        ]),
    ...list(connections),
    ");",
  ];
}

/** One connection for each bit of a port that the cell has bit by bit, highest first. */
function bitConnections({ name, type }: Signal, value: Expr, context: ModuleContext): [string, string][] {
  const owner = { name, site: { location: undefined } };
  return bitsOf(name, type.width).map((port, i) => [port, context.alone(slice(value, type.width - 1 - i, 1), owner)]);
}

/** One line for each port; the bits of one stand side by side. */
function list(ports: readonly (readonly (readonly [string, string])[])[]): string[] {
  return ports.flatMap((bits, i) => {
    const lines: string[] = [];
    bits.forEach(([port, value], bit) => {
      const isLast = i === ports.length - 1 && bit === bits.length - 1;
      const text = `.${port}(${value})${isLast ? "" : ","}`;
      const line = lines.at(-1);
      if (line !== undefined && line.length + text.length < longestBitLine) lines[lines.length - 1] = `${line} ${text}`;
      else lines.push(`  ${text}`);
    });
    return lines;
  });
}
