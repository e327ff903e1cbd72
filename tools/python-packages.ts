import { runProcess } from "./run-process.ts";

export interface PythonPackagesRequest {
  /** Path of the Python that will import them. */
  readonly python: string;
  readonly folder: string;
  /** All that is wanted, each pinned: `click==8.5.1`. What they depend on is not added. */
  readonly packages: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Default: 5 minutes. */
  readonly timeoutSeconds?: number;
}

/**
 * Puts ready-made Python packages into a folder of their own, for `PYTHONPATH`. Nothing is built, and nothing outside of
 * the folder is touched.
 *
 * @throws TOOL001 with what pip said · TOOL002 the time is up
 */
export async function installPythonPackages(request: PythonPackagesRequest): Promise<void> {
  const { python, folder, packages, signal, timeoutSeconds = 300 } = request;
  await runProcess({
    name: "python3",
    command: python,
    args: [
      ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-cache-dir"],
      ...["--no-deps", "--only-binary", ":all:", "--target", folder, ...packages],
    ],
    environment: { PIP_ROOT_USER_ACTION: "ignore" },
    signal,
    timeoutSeconds,
  });
}
