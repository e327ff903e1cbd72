/** What other programs read in waves that were written here. */
import { fileURLToPath } from "node:url";
import { ensureWaveReaders, runProcess } from "../../tools/index.ts";

export interface ReadVariable {
  /** From the top on: `top.left.count`. */
  readonly path: string;
  /** As the reader calls it: `Wire`, `Reg`, `Enum`. */
  readonly type: string;
  readonly direction: string;
  readonly width: number | null;
  /** Name of the enumeration, and its labels by their bits. */
  readonly labels: readonly [string, Readonly<Record<string, string>>] | null;
  readonly typeName: string | null;
  /** Time and bits, in hexadecimal; of text the text. */
  readonly changes: readonly (readonly [number, string])[];
}

export interface ReadWave {
  readonly timescale: string;
  readonly variables: readonly ReadVariable[];
}

/** The readers, found or set up once. */
export async function openWaveReaders() {
  const { wellen, fst2vcd } = await ensureWaveReaders({ install: "allowed" });
  const script = fileURLToPath(new URL("read-waves.py", import.meta.url));
  const readWellen = async (...args: readonly string[]): Promise<ReadWave[]> => {
    const { path, environment } = wellen;
    const { stdout } = await runProcess({ name: "pywellen", command: path, args: [script, ...args], environment });
    return stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as ReadWave);
  };
  return {
    /** Reads VCD and FST files with wellen, the reader of Surfer. */
    wellen: readWellen,
    /** The same; of more than a thousand changes the first entry has their number, and the second a checksum. */
    wellenSummary: (...paths: readonly string[]) => readWellen("--summary", ...paths),
    /** Reads an FST file with GTKWave's fst2vcd: names and changes only. */
    async gtkwave(fst: string): Promise<Pick<ReadVariable, "path" | "width" | "changes">[]> {
      const { path, environment } = fst2vcd;
      const { stdout } = await runProcess({ name: "fst2vcd", command: path, args: [fst], environment });
      return parseVcd(stdout);
    },
  };
}

function parseVcd(text: string): { path: string; width: number; changes: [number, string][] }[] {
  const scopes: string[] = [];
  const found: { path: string; width: number; id: string }[] = [];
  const changes = new Map<string, [number, string][]>();
  let time = 0;
  for (const line of text.split("\n")) {
    const words = line.trim().split(/\s+/);
    const [first = "", , third = "", id = "", name = ""] = words;
    if (first === "$scope") scopes.push(third);
    else if (first === "$upscope") scopes.pop();
    else if (first === "$var") {
      found.push({ path: [...scopes, name].join("."), width: Number(third), id });
      if (!changes.has(id)) changes.set(id, []);
    } else if (/^#\d/.test(line)) time = Number(line.slice(1));
    else {
      const [, vector, bit, to] = /^(?:b([01]+) |([01]))(\S+)$/.exec(line) ?? [];
      const bits = vector ?? bit;
      if (bits !== undefined && to !== undefined) changes.get(to)?.push([time, BigInt(`0b${bits}`).toString(16)]);
    }
  }
  return found.map(({ id, ...rest }) => ({ ...rest, changes: changes.get(id) ?? [] }));
}
