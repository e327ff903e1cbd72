/** What every worker process of `worker-process.ts` does, whatever it works on. */
import { Worker } from "node:worker_threads";

/**
 * The process leaves signals of the terminal to the one that started it, ends when that one lets go of it, and also when
 * it is gone without a word.
 *
 * @param {string} name the module's, for whoever starts it by hand
 * @returns {(reply: unknown) => void} sends a reply
 */
export function serveParent(name) {
  if (process.send === undefined) throw new Error(`${name} is started by spikeforge, with a channel to talk over`);
  // The terminal's Ctrl-C goes to every process of its group; the one that started this one decides what it ends.
  for (const signal of ["SIGINT", "SIGHUP"]) process.on(signal, () => undefined);
  process.on("disconnect", () => process.exit());
  // While WebAssembly runs no `disconnect` is heard: a thread beside it looks whether anybody waits.
  const watch = `const parent = ${process.ppid};
    setInterval(() => process.ppid === parent || process.kill(process.pid, "SIGKILL"), 1000);`;
  new Worker(watch, { eval: true }).unref();
  return process.send.bind(process);
}
