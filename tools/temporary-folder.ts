import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whileWriting } from "./write-refused.ts";

/** Runs `work` with a private folder that is removed afterwards, whatever happens, also when this process ends in between. */
export async function withTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await whileWriting({ path: tmpdir(), bytes: 0 }, () => mkdtemp(join(tmpdir(), "spikeforge-")));
  const removeNow = () => rmSync(folder, { recursive: true, force: true });
  process.on("exit", removeNow);
  try {
    return await work(folder);
  } finally {
    process.off("exit", removeNow);
    await rm(folder, { recursive: true, force: true });
  }
}
