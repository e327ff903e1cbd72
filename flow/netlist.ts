/** What the flow reads from yosys' JSON. */
export interface NetlistFacts {
  /** The top module's port bits as constraint files name them: `clk_pin`, `led[0]`. */
  readonly ports: readonly string[];
  readonly cells: Readonly<Record<string, number>>;
}

interface YosysJson {
  readonly modules: Readonly<
    Record<
      string,
      {
        readonly ports: Readonly<Record<string, { readonly bits: readonly unknown[] }>>;
        readonly cells: Readonly<Record<string, { readonly type: string }>>;
      }
    >
  >;
}

export function readNetlist(json: Uint8Array, top: string): NetlistFacts {
  const { modules } = JSON.parse(new TextDecoder().decode(json)) as YosysJson;
  const module = modules[top];
  if (module === undefined) throw new Error(`yosys wrote no module ${top}`);
  const ports = Object.entries(module.ports).flatMap(([name, { bits }]) =>
    bits.length === 1 ? [name] : bits.map((_, index) => `${name}[${index}]`),
  );
  const counts = new Map<string, number>();
  for (const { type } of Object.values(module.cells)) counts.set(type, (counts.get(type) ?? 0) + 1);
  return { ports, cells: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
