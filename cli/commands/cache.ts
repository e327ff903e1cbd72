import { Command } from "commander";
import { buildCacheUse, clearBuildCache, openBuildCache } from "../../index.ts";
import { jsonOption } from "../options.ts";
import { type OutputOptions, printResult, reporting } from "../output.ts";

interface CacheOptions extends OutputOptions {
  readonly clear?: true;
}

/** `spikeforge cache`: the finished builds that are kept, and what they take. */
export function cacheCommand(): Command {
  return new Command("cache")
    .description("show how much room the finished builds take that synth answers from, or remove them")
    .option("--clear", "remove them; tools and compiled models stay")
    .addOption(jsonOption())
    .action((options: CacheOptions) => reporting(options, () => cache(options)));
}

async function cache(options: CacheOptions): Promise<void> {
  const { folder, limitBytes } = openBuildCache();
  const cleared = options.clear === true;
  const { builds, bytes } = await (cleared ? clearBuildCache : buildCacheUse)({ folder, limitBytes });
  const size = `${builds} ${builds === 1 ? "build" : "builds"}, ${megabytes(bytes)}`;
  printResult(options, { folder, builds, bytes, limitBytes, cleared }, [
    cleared ? `removed ${size}` : `${size} of at most ${megabytes(limitBytes)}`,
    folder,
  ]);
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
