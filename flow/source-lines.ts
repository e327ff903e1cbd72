/** Where Verilog was written: the printer ends the first line of a statement with `// file.ts:12`. */
export interface SourceLines {
  /** Whether a file declares a signal or memory of that name. */
  declares(file: string, name: string): boolean;
  /** Source lines of the assignments to a signal, each once, in order; empty when the file has no comments. */
  assigning(file: string, name: string): readonly string[];
  /** Source line of its declaration, or of the instance that drives it. */
  declaring(file: string, name: string): readonly string[];
  /** The statement that a Verilog line, counted from 1, belongs to: what it assigns, and its source line. */
  statement(file: string, line: number): { readonly name: string; readonly source: string } | undefined;
}

/** Reads Verilog files as they are asked for. */
export function sourceLines(verilog: Readonly<Record<string, string>>): SourceLines {
  const files = new Map<string, FileLines>();
  const of = (file: string): FileLines | undefined => {
    const text = verilog[file];
    if (text === undefined) return undefined;
    const known = files.get(file) ?? readFile(text);
    files.set(file, known);
    return known;
  };
  return {
    declares: (file, name) => of(file)?.declared.has(name) ?? false,
    assigning: (file, name) => of(file)?.assigned.get(name) ?? [],
    declaring: (file, name) => of(file)?.declared.get(name) ?? [],
    statement(file, line) {
      const lines = of(file)?.lines ?? [];
      let at = line - 1;
      while (at > 0 && sourceOf(lines[at]) === undefined && !/^$|;|\bbegin$|\bend$/.test(lines[at - 1] ?? "")) at--;
      const [name, source] = [assignment.exec(lines[at] ?? "")?.[1], sourceOf(lines[at])];
      return name === undefined || source === undefined ? undefined : { name, source };
    },
  };
}

interface FileLines {
  readonly lines: readonly string[];
  readonly declared: ReadonlyMap<string, readonly string[]>;
  readonly assigned: ReadonlyMap<string, readonly string[]>;
}

const declaration = /^\s*(?:input|output)?\s*(?:wire|reg)\s+(?:signed\s+)?(?:\[[^\]]*\]\s*)?(\w+)/;
const assignment =
  /^\s*(?:always @\([^)]*\) )?(?:assign |(?:wire|reg) (?:signed )?(?:\[[^\]]*\] ?)?|if \(.*\) |else )?(\w+)(?:\[[^\]]*\])* (?:<=|=)(?: |$)/;
const connection = /^\s*\.\w+\s*\((\w+)\)/;
const sourceOf = (line = ""): string | undefined => /\s\/\/ (\S+:\d+)$/.exec(line)?.[1];

function readFile(text: string): FileLines {
  const declared = new Map<string, readonly string[]>();
  const assigned = new Map<string, readonly string[]>();
  const add = (map: Map<string, readonly string[]>, name: string, line: string | undefined): void => {
    const known = map.get(name) ?? [];
    map.set(name, line === undefined || known.includes(line) ? known : [...known, line]);
  };
  let instance: string | undefined;
  const lines = text.split("\n");
  for (const line of lines) {
    const at = sourceOf(line);
    // The first line of an instance carries the comment of all its lines.
    if (/^\s*\w+ (?:#\(|\w+ \()/.test(line)) instance = at;
    const [, declaredName] = declaration.exec(line) ?? [];
    if (declaredName !== undefined) add(declared, declaredName, at);
    const [, assignedName] = assignment.exec(line) ?? [];
    if (assignedName !== undefined && at !== undefined) add(assigned, assignedName, at);
    const [, connected] = connection.exec(line) ?? [];
    if (connected !== undefined && (declared.get(connected) ?? []).length === 0) add(declared, connected, instance);
  }
  return { lines, declared, assigned };
}
