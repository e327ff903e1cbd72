import type { Simulation } from "../../sim/simulation.ts";

/**
 * Ports over some cycles as text: single bits as a line that is low or high, wider ones in hexadecimal, `.` where the
 * value is the one before; a stream's payload only while it is valid. `drive` sets the inputs of a cycle before it is
 * shown.
 */
export function textWaveform(
  simulation: Simulation,
  ports: readonly string[],
  cycles: number,
  drive: (cycle: number) => void,
): string {
  const handles = ports.map((name) => simulation.port(name));
  const columns = Math.max(...handles.map(({ width }) => Math.ceil(width / 4))) + 1;
  const validOf = ports.map((name) =>
    name.endsWith("_payload") ? simulation.port(name.replace(/_payload$/, "_valid")) : undefined,
  );
  const rows = handles.map(() => "");
  const last: (string | undefined)[] = [];
  for (let cycle = 0; cycle < cycles; cycle++) {
    drive(cycle);
    handles.forEach((handle, i) => {
      const value = handle.big;
      const text = validOf[i]?.value === 0 ? "" : value.toString(16);
      const line = handle.width === 1 ? (value === 0n ? "_" : "‾").repeat(columns) : undefined;
      rows[i] += line ?? (last[i] === text && text !== "" ? "." : text).padEnd(columns);
      last[i] = text;
    });
    simulation.step();
  }
  const names = Math.max(...ports.map(({ length }) => length)) + 1;
  return rows.map((row, i) => `${(ports[i] ?? "").padEnd(names)}${row.trimEnd()}\n`).join("");
}
