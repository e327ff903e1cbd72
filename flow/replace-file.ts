import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { byteLength, whileWriting } from "../tools/index.ts";

/**
 * Writes one file whole: aside, then renamed; an earlier one stays when something fails.
 *
 * @throws FLOW021 to FLOW024 the system refuses
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const aside = `${path}.${process.pid}.partial`;
  await whileWriting({ path, bytes: byteLength(content) }, async () => {
    await mkdir(dirname(resolve(path)), { recursive: true });
    try {
      await writeFile(aside, content);
      await rename(aside, path);
    } finally {
      await rm(aside, { force: true });
    }
  });
}
