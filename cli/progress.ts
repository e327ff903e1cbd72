/** Progress bars on stderr for what takes long; plain lines where stderr is not a terminal. */
import { Presets, SingleBar } from "cli-progress";

export interface ProgressBar {
  /** `fraction` 0…1; `message` says what is going on. */
  update(fraction: number, message?: string): void;
  done(message?: string): void;
  /** Leaves the bar as it is; after `done` nothing is left to do. A bar that nobody ends keeps the process alive. */
  stop(): void;
}

export function progressBar(title: string): ProgressBar {
  if (!process.stderr.isTTY) return plainProgress(title);
  const bar = new SingleBar(
    { format: `${title.padEnd(28)} {bar} {percentage}%  {message}`, hideCursor: true, clearOnComplete: false },
    Presets.shades_classic,
  );
  bar.start(1000, 0, { message: "" });
  return {
    update: (fraction, message) => bar.update(Math.round(fraction * 1000), message === undefined ? {} : { message }),
    done(message) {
      bar.update(1000, { message: message ?? "" });
      bar.stop();
    },
    stop: () => bar.stop(),
  };
}

/** Parts after which a log gets a line. */
const told = [0.25, 0.5, 0.75];

function plainProgress(title: string): ProgressBar {
  process.stderr.write(`${title} …\n`);
  let next = 0;
  return {
    update(fraction, message) {
      const passed = told.filter((part) => fraction >= part).length;
      const part = `${title}: ${Math.floor(fraction * 100)} % ${message ?? ""}`;
      if (passed > next) process.stderr.write(`${part.trimEnd()}\n`);
      next = Math.max(next, passed);
    },
    done: (message) => process.stderr.write(`${title}: ${message ?? "done"}\n`),
    stop() {},
  };
}
