/** Reads the part of YAML that exported core files use; anything else is an error. */

export interface CoreFile {
  readonly name: string;
  readonly filesets: Readonly<Record<string, { readonly files: readonly string[] }>>;
  readonly targets: Readonly<Record<string, { readonly filesets: readonly string[]; readonly toplevel?: string }>>;
}

type Value = string | readonly Value[] | { readonly [key: string]: Value };

export function readCoreFile(text: string): CoreFile {
  const [first, ...rest] = text.split("\n");
  if (first !== "CAPI=2:") throw new Error(`begins with ${first}`);
  const lines = rest.filter((line) => line.trim() !== "");
  const anchors = new Map<string, Record<string, Value>>();
  const document = readMap(lines, 0, anchors) as Record<string, Record<string, Record<string, Value>>>;
  if (lines.length > 0) throw new Error(`left over: ${lines[0]}`);
  const filesets = Object.entries(document.filesets ?? {}).map(([name, set]) => {
    const files = (set.files as readonly Value[]).map((file) =>
      typeof file === "string" ? file : (Object.keys(file)[0] ?? ""),
    );
    return [name, { files }] as const;
  });
  return {
    name: String(document.name),
    filesets: Object.fromEntries(filesets),
    targets: document.targets as unknown as CoreFile["targets"],
  };
}

const depthOf = (line: string): number => line.length - line.trimStart().length;

/** Takes the lines of one map away from the front. */
function readMap(lines: string[], depth: number, anchors: Map<string, Record<string, Value>>): Record<string, Value> {
  const map: Record<string, Value> = {};
  while (lines[0] !== undefined && depthOf(lines[0]) === depth) {
    const line = lines.shift() ?? "";
    const [, key, after = ""] = /^\s*([\w<-]+):(?: (.*))?$/.exec(line) ?? [];
    if (key === undefined) throw new Error(`not understood: ${line}`);
    if (key === "<<") {
      Object.assign(map, anchors.get(after.replace(/^\*/, "")));
      continue;
    }
    if (after !== "" && !after.startsWith("&")) {
      map[key] = readFlow(after);
      continue;
    }
    const inner = depthOf(lines[0] ?? "");
    if (inner <= depth) throw new Error(`nothing in ${key}`);
    const value = lines[0]?.trimStart().startsWith("- ") ? readList(lines, inner) : readMap(lines, inner, anchors);
    map[key] = value;
    if (after.startsWith("&")) anchors.set(after.slice(1), value as Record<string, Value>);
  }
  return map;
}

function readList(lines: string[], depth: number): Value[] {
  const list: Value[] = [];
  while (lines[0] !== undefined && depthOf(lines[0]) === depth && lines[0].trimStart().startsWith("- ")) {
    const item = (lines.shift() ?? "").trim().slice(2);
    const [, key, flow] = /^(\S+): (\{.*\})$/.exec(item) ?? [];
    list.push(key === undefined ? readFlow(item) : { [key]: readFlow(flow ?? "") });
  }
  return list;
}

function readFlow(text: string): Value {
  if (text.startsWith('"')) return JSON.parse(text) as string;
  if (text.startsWith("[")) return splitFlow(text).map(readFlow);
  if (text.startsWith("{")) {
    return Object.fromEntries(
      splitFlow(text).map((part): [string, Value] => {
        const at = part.indexOf(": ");
        return [part.slice(0, at), readFlow(part.slice(at + 2))];
      }),
    );
  }
  if (/[[\]{}"]/.test(text)) throw new Error(`not understood: ${text}`);
  return text;
}

const splitFlow = (text: string): string[] =>
  text
    .slice(1, -1)
    .split(", ")
    .filter((part) => part !== "");
