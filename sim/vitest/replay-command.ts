/** The command that runs one failed test again. */
export interface Replayed {
  /** From the project's root. */
  readonly file: string;
  /** With the names of its suites. */
  readonly fullName: string;
  /** Of the vitest project, where there are several. */
  readonly project: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function replayCommand({ file, fullName, project, environment }: Replayed): string {
  const variables = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${quoted(value)}`],
  );
  const ofProject = project === undefined || project === "" ? [] : ["--project", quoted(project)];
  return [...variables, "npx vitest run", quoted(file), ...ofProject, "-t", quoted(asPattern(fullName))].join(" ");
}

/** `-t` takes a regular expression. */
const asPattern = (name: string): string => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** For a POSIX shell, bare where that is safe. */
const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
