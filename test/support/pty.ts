/** Pseudo-terminals: serial ports that a real `serialport` opens, with a test at their other end. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface Pty {
  /** What a host opens: `/dev/pts/7`. */
  readonly path: string;
  /** Bytes to the host. */
  write(bytes: Uint8Array): void;
  /** The one receiver of what the host sends. */
  onData(handler: (bytes: Uint8Array) => void): void;
  /** The cable is pulled out: the port hangs up for whoever has it open. */
  unplug(): Promise<void>;
}

const program = fileURLToPath(new URL("./pty-bridge.py", import.meta.url));

export async function openPty(): Promise<Pty> {
  const bridge = spawn("python3", [program], { stdio: ["pipe", "pipe", "inherit"] });
  // What is still on its way when the cable is pulled out is lost.
  bridge.stdin.on("error", () => {});
  const path = await firstLine(bridge);
  return {
    path,
    write: (bytes) => {
      if (bridge.stdin.writable) bridge.stdin.write(bytes);
    },
    onData: (handler) => {
      bridge.stdout.on("data", handler);
    },
    async unplug() {
      if (bridge.exitCode !== null || bridge.signalCode !== null) return;
      const ended = once(bridge, "exit");
      bridge.kill("SIGKILL");
      await ended;
    },
  };
}

/** The line that a child begins its output with; what follows stays in the stream. */
export async function firstLine(child: ChildProcess): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error("no output to read");
  let text = "";
  while (!text.includes("\n")) {
    const piece: unknown = stdout.read(1);
    if (piece !== null) text += String(piece);
    else
      await Promise.race([once(stdout, "readable"), once(child, "exit").then(() => Promise.reject(new Error(text)))]);
  }
  return text.trimEnd();
}
