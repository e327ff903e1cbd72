import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { replayCommand } from "../../sim/vitest/replay-command.ts";

const base = { file: "test/fifo.test.ts", project: undefined, environment: { SPIKEFORGE_SEED: "7" } };

test("the command of a failed test: seed, file and name", () => {
  expect(replayCommand({ ...base, fullName: "fifo keeps order" })).toBe(
    "SPIKEFORGE_SEED=7 npx vitest run test/fifo.test.ts -t 'fifo keeps order'",
  );
  expect(replayCommand({ ...base, fullName: "counts", project: "sign off", environment: {} })).toBe(
    "npx vitest run test/fifo.test.ts --project 'sign off' -t counts",
  );
});

test("whatever the name holds, the shell hands it over and the pattern matches it alone", () => {
  const fullName = 'it\'s (a+b)*c? [x|y] {1} $HOME ^.\\ "q" `ls`';
  const command = replayCommand({ ...base, fullName, environment: { SPIKEFORGE_PATH: "3:1 x" } });
  const script = command.replace(
    "npx vitest run",
    `${process.execPath} -e 'console.log(JSON.stringify([process.env.SPIKEFORGE_PATH, ...process.argv.slice(1)]))' --`,
  );
  const [path, file, flag, pattern] = JSON.parse(execFileSync("sh", ["-c", script], { encoding: "utf8" })) as string[];
  expect([path, file, flag]).toEqual(["3:1 x", "test/fifo.test.ts", "-t"]);
  expect(new RegExp(`^${pattern}$`).test(fullName)).toBe(true);
});
