import type { Wave } from "../wave.ts";
import { writeWhole } from "../whole-file.ts";
import { FstWriter } from "./writer.ts";

/** Writes a wave as FST, whole or not at all. Throws SIM142. */
export function toFst(wave: Wave, path: string): void {
  writeWhole(path, (file) => {
    const writer = new FstWriter(file, wave);
    writer.add(wave);
    writer.finish();
  });
}
