// Runs before `npm run demo`, `npm test` and `npm run bench` with nothing but Node: installs the packages when they are
// missing or older than the lock file, and with --simulators makes sure that there are Verilator, Icarus Verilog,
// the readers of waves, and what some tests compare with.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stamp = `${root}node_modules/.spikeforge-installed`;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 11))
  fail(`Node ${process.versions.node} is too old: install Node 20.11 or later`);

const wanted = createHash("sha256")
  .update(readFileSync(`${root}package-lock.json`))
  .digest("hex");
const installed = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
if (installed !== wanted) {
  process.stderr.write("installing packages (npm ci) …\n");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const result = spawnSync(npm, ["ci", "--no-audit", "--no-fund"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (result.status !== 0) fail("npm ci failed; see above");
  writeFileSync(stamp, wanted);
}

if (process.argv.includes("--simulators")) {
  const { register } = await import("tsx/esm/api");
  register();
  const { ensureCocotb, ensureDebianVerilator, ensureIcarus, ensurePythonToolSet, ensureVerilator, ensureWaveReaders } =
    await import("../tools/index.ts");
  const options = {
    install: /** @type {const} */ ("allowed"),
    onProgress: (/** @type {string} */ message) => process.stderr.write(`${message}\n`),
  };
  /** @type {string[]} */
  const failures = [];
  /** @type {(what: () => Promise<string>) => Promise<void>} */
  const setUp = async (what) => {
    try {
      process.stderr.write(`${await what()}\n`);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  };
  const packages = async () => {
    // One after the other: only one apt-get can fetch package lists.
    await setUp(async () => {
      const { version, compiler } = await ensureIcarus(options);
      return `iverilog ${version} (${compiler.path})`;
    });
    await setUp(async () => {
      const { wellen, fst2vcd } = await ensureWaveReaders(options);
      return `pywellen ${wellen.version}, ${fst2vcd.path}`;
    });
  };
  await Promise.all([
    setUp(async () => {
      const { version, binary } = await ensureVerilator(options);
      return `verilator ${version} (${binary})`;
    }),
    packages(),
  ]);
  if (failures.length > 0) fail(failures.join("\n"));
  // A few tests compare with these; where they cannot be set up, those tests fail and say so.
  await setUp(async () => `verilator ${(await ensureDebianVerilator(options)).version} of Debian, beside the other`);
  await setUp(async () => `cocotb ${(await ensureCocotb(options)).version}`);
  await setUp(async () => `yosys and nextpnr of PyPI (${(await ensurePythonToolSet(options)).folder})`);
  for (const failure of failures) process.stderr.write(`${failure}\n`);
}

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
