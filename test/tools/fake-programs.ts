import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Writes an executable shell script and returns its path. Only shell built-ins may be used: tests run it with an empty PATH. */
export async function fakeProgram(folder: string, name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}
