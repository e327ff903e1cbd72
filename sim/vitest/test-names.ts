import type { RunnerTestCase, RunnerTestSuite } from "vitest";

export interface TestNames {
  /** Of the suites and the test, without the engine. */
  readonly name: string;
  /** As `-t` sees it. */
  readonly full: string;
  /** The test's file, from the project's root. */
  readonly file: string;
  /** The project's root, absolute. */
  readonly root: string;
  readonly project: string | undefined;
}

/** What a test is called; `suffix` is the engine at the end of its name. */
export function testNames(task: RunnerTestCase, suffix: string): TestNames {
  const names = [task.name];
  for (let suite: RunnerTestSuite | undefined = task.suite; suite !== undefined; suite = suite.suite) {
    names.unshift(suite.name);
  }
  const full = names.join(" ");
  const { name: file, filepath, projectName: project } = task.file;
  return {
    name: full.slice(0, full.length - suffix.length),
    full,
    file,
    root: filepath.slice(0, filepath.length - file.length),
    project,
  };
}
