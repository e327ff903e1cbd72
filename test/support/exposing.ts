/** A module whose registers and nodes can be seen from around it, so that a proof can say how they hang together. */

import { reference } from "../../hdlgen/expr.ts";
import { type Module, output, type Ports, uint } from "../../hdlgen/index.ts";
import type { ModuleIr, Signal } from "../../hdlgen/ir.ts";
import { verilogName } from "../../hdlgen/names.ts";

const shown = (width: number) => output(uint(width));
type Shown<Names extends string> = { readonly [Name in `${Names}Seen`]: ReturnType<typeof shown> };

/**
 * The same module with an output `…Seen` for each of the named signals, which have these widths.
 *
 * @throws Error when there is no such signal
 */
export function exposing<P extends Ports, const Widths extends Readonly<Record<string, number>>>(
  module: Module<P>,
  widths: Widths,
): Module<P & Shown<Extract<keyof Widths, string>>> {
  const names = Object.keys(widths);
  const ports = Object.fromEntries(Object.entries(widths).map(([name, width]) => [`${name}Seen`, shown(width)]));
  return {
    name: module.name,
    ports: { ...module.ports, ...ports } as P & Shown<Extract<keyof Widths, string>>,
    build: (elaboration) => {
      const built = module.build(elaboration);
      const signals = names.map((name) => signalOf(built, name, widths[name] ?? 1));
      const outputs = signals.map((value) => {
        const signal: Signal = { ...value, name: `${value.name}_seen`, role: "output" };
        return { signal, value: reference(value) };
      });
      const open: ModuleIr = {
        ...built,
        ports: [...built.ports, ...outputs.map(({ signal }) => ({ direction: "output" as const, signal }))],
        outputs: [...built.outputs, ...outputs],
      };
      elaboration.modules.splice(elaboration.modules.indexOf(built), 1, open);
      return open;
    },
  };
}

function signalOf({ name: module, registers, nodes, wires }: ModuleIr, wanted: string, width: number): Signal {
  const all = [...registers.map(({ signal }) => signal), ...nodes.map(({ signal }) => signal), ...wires];
  const found = all.find(({ name }) => name === verilogName([wanted]));
  if (found === undefined) throw new Error(`no ${wanted} in ${module}: ${all.map(({ name }) => name).join(", ")}`);
  if (found.type.width !== width) throw new Error(`${wanted} of ${module} has ${found.type.width} bits`);
  return found;
}
