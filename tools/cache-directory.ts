import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * The folder where everything lives that can be made again: private tools, compiled models, long results.
 *
 * `SPIKEFORGE_CACHE` names it directly; otherwise `spikeforge` in `XDG_CACHE_HOME`, otherwise `~/.cache/spikeforge`.
 * The folder need not exist yet.
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment.SPIKEFORGE_CACHE;
  if (named) return resolve(named);
  const xdg = environment.XDG_CACHE_HOME;
  return join(xdg ? resolve(xdg) : join(homedir(), ".cache"), "spikeforge");
}
