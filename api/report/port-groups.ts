/** Ports that belong together: the parts of a stream, the fields of a bundle. One line in a schematic stands for all. */

export interface PortGroup {
  /** In Verilog's spelling: `events`, `bus`, `sum0…15`. */
  readonly label: string;
  /** The way of the data: a stream's is that of its payload. */
  readonly direction: "input" | "output";
  readonly isStream: boolean;
  readonly bits: number;
  readonly ports: readonly string[];
}

interface GroupedPort {
  readonly name: string;
  readonly direction: "input" | "output";
  readonly width: number;
}

/**
 * `x_valid` and `x_ready` make a stream of every `x_…`; names of one direction that share their first word or differ in
 * a number at their end are one group.
 */
export function portGroups(ports: readonly GroupedPort[]): readonly PortGroup[] {
  const names = new Set(ports.map(({ name }) => name));
  const streams = ports.flatMap(({ name }) => {
    const stem = name.replace(/_valid$/, "");
    return stem !== name && names.has(`${stem}_ready`) ? [stem] : [];
  });
  const streamOf = (name: string): string | undefined => streams.find((stem) => name.startsWith(`${stem}_`));
  const byKey = new Map<string, GroupedPort[]>();
  for (const port of ports) {
    const stream = streamOf(port.name);
    const key = stream === undefined ? `${port.direction} ${firstWord(port.name)}` : `stream ${stream}`;
    byKey.set(key, [...(byKey.get(key) ?? []), port]);
  }
  return [...byKey].map(([key, members]): PortGroup => {
    const [kind, stem = ""] = key.split(" ");
    const valid = members.find(({ name }) => name === `${stem}_valid`);
    const isStream = kind === "stream";
    return {
      label: isStream ? stem : commonLabel(members.map(({ name }) => name)),
      direction: isStream && valid !== undefined ? valid.direction : kind === "output" ? "output" : "input",
      isStream,
      bits: members
        .filter(({ name }) => !isStream || name !== `${stem}_ready`)
        .reduce((sum, { width }) => sum + width, 0),
      ports: members.map(({ name }) => name),
    };
  });
}

/** `bus_address` → `bus`, `sum12` → `sum`. */
const firstWord = (name: string): string => (name.split("_")[0] ?? name).replace(/\d+$/, "");

/** What the names begin with alike, in whole words; numbers at the end as a range. */
export function commonLabel(names: readonly string[]): string {
  const [first = "", ...others] = names;
  if (others.length === 0) return first;
  const numbers = names.map((name) => /^(.*?)(\d+)$/.exec(name));
  const stems = new Set(numbers.map((found) => found?.[1]));
  if (stems.size === 1 && !stems.has(undefined)) {
    const all = numbers.map((found) => Number(found?.[2])).sort((a, b) => a - b);
    return `${[...stems][0]}${all[0]}…${all.at(-1)}`;
  }
  const words = names.map((name) => name.split("_"));
  const [shortest = []] = words;
  let count = 0;
  while (count < shortest.length && words.every((each) => each[count] === shortest[count])) count++;
  return count === 0 ? `${firstWord(first)}…` : shortest.slice(0, count).join("_");
}
