/** Writes a folder of 200 kB to a disk that is too small, and tells the error and what is left behind. */
import { readdirSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { replaceFolder } from "../../flow/index.ts";

const [disk = ""] = process.argv.slice(2);
const files = { "report.json": "{}", "top.bin": new Uint8Array(100_000), "top.asc": new Uint8Array(100_000) };
await replaceFolder(join(disk, "build"), { marker: "report.json", noun: "a build", code: "FLOW020" }, files).catch(
  (error: Error) => process.stdout.write(`${error.message}\n`),
);
const { bavail, bsize } = statfsSync(disk);
process.stdout.write(`left: ${JSON.stringify(readdirSync(disk))}\nfree: ${bavail * bsize}\n`);
