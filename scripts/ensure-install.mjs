// Runs before `npm run demo`, `npm test` and `npm run bench` with nothing but Node: installs the packages when they are
// missing or older than the lock file, and with --simulators makes sure that there are Verilator, Icarus Verilog
// and the readers of waves.
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
  const { ensureIcarus, ensureVerilator, ensureWaveReaders } = await import("../tools/index.ts");
  const options = {
    install: /** @type {const} */ ("allowed"),
    onProgress: (/** @type {string} */ message) => process.stderr.write(`${message}\n`),
  };
  const [verilator, icarus] = await Promise.allSettled([ensureVerilator(options), ensureIcarus(options)]);
  // Not at the same time as Icarus: only one apt-get can fetch package lists.
  const [readers] = await Promise.allSettled([ensureWaveReaders(options)]);
  const failed = [verilator, icarus, readers].flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  if (failed.length > 0) {
    fail(failed.map((error) => (error instanceof Error ? error.message : String(error))).join("\n"));
  }
  if (verilator.status === "fulfilled") {
    process.stderr.write(`verilator ${verilator.value.version} (${verilator.value.binary})\n`);
  }
  if (icarus.status === "fulfilled") {
    process.stderr.write(`iverilog ${icarus.value.version} (${icarus.value.compiler.path})\n`);
  }
  if (readers.status === "fulfilled") {
    process.stderr.write(`pywellen ${readers.value.wellen.version}, ${readers.value.fst2vcd.path}\n`);
  }
}

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
