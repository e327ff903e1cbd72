/**
 * Coverage of rtl/ by its own tests: `node --import tsx scripts/rtl-coverage/run.ts [test files…]`. The tests run as
 * they are, on simulations that count; what they leave uncovered is printed, and written to build/coverage/rtl/.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startVitest } from "vitest/node";
import { clearParts, coverageSummary, mergeCoverage, readParts, toLcov } from "../../sim/coverage/index.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = `${root}build/coverage/rtl`;
const [, , ...files] = process.argv;

clearParts(folder);
process.env.SPIKEFORGE_RTL_COVERAGE = folder;
const entry = `${root}sim/embedded/index.ts`;
const standIn = `${root}scripts/rtl-coverage/embedded-with-coverage.ts`;
const vitest = await startVitest(
  "test",
  [],
  {
    root,
    config: false,
    watch: false,
    include: files.length > 0 ? files : ["test/rtl/**/*.test.ts"],
    exclude: ["test/rtl/cells/proofs.test.ts"],
    pool: "forks",
    testTimeout: 300_000,
    hookTimeout: 600_000,
    setupFiles: [`${root}scripts/rtl-coverage/setup.ts`],
  },
  {
    plugins: [
      {
        name: "covered-engine",
        enforce: "pre",
        async resolveId(source, importer, options) {
          if (!source.endsWith("embedded/index.ts") || importer === undefined) return null;
          const found = await this.resolve(source, importer, { ...options, skipSelf: true });
          return found?.id === entry ? standIn : null;
        },
      },
    ],
  },
);
await vitest.close();

const all = readParts(folder);
const isRtl = (location: string): boolean => location.startsWith(`${root}rtl/`);
/** Modules of rtl/, without those that tests make around them. */
const report = mergeCoverage({ ...all, modules: all.modules.filter((module) => isRtl(module.location)) });
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/coverage.json`, JSON.stringify(report));
writeFileSync(`${folder}/lcov.info`, toLcov(report, { root, files: isRtl }));
const text = coverageSummary(report, { root, missing: Number.POSITIVE_INFINITY });
writeFileSync(`${folder}/summary.txt`, text);
console.log(text);
