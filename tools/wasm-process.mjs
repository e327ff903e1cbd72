/**
 * Runs YoWASP commands, which block their thread, one request after the other.
 *
 * A plain module, so that `fork` loads the same file under tsx, vitest and the compiled package.
 *
 * @import { WasmReply, WasmRequest } from "./wasm-messages.ts"
 * @import { Tree } from "@yowasp/yosys"
 */
import { serveParent } from "./worker-kit.mjs";

/** @type {(reply: WasmReply) => void} */
const post = serveParent("wasm-process.mjs");

process.on("message", (/** @type {WasmRequest} */ request) => {
  void run(request);
});

/** @param {WasmRequest} request */
async function run(request) {
  const stdout = outputStream("stdout");
  const stderr = outputStream("stderr");
  /** @type {typeof import("@yowasp/yosys")} */
  const { commands, Exit } = await import(request.package);
  const command = /** @type {Record<string, import("@yowasp/yosys").Command>} */ (commands)[request.command];
  try {
    if (command === undefined) throw new Error(`${request.package} has no command ${request.command}`);
    if (request.task === "prepare") {
      await command(); // without arguments it only fetches its resources
      post({ kind: "done", files: {} });
      return;
    }
    const tree = await command([...request.args], treeOf(request.files), {
      stdout: stdout.write,
      stderr: stderr.write,
      decodeASCII: false,
    });
    stdout.flush();
    stderr.flush();
    post({ kind: "done", files: pick(tree ?? {}, request.outputs) });
  } catch (error) {
    stdout.flush();
    stderr.flush();
    if (error instanceof Exit) post({ kind: "failed", how: `exit code ${error.code}`, crashed: false });
    else post({ kind: "failed", how: `crashed: ${error instanceof Error ? error.message : error}`, crashed: true });
  }
}

/**
 * Gathers small writes: one message per character would cost more than the tool itself.
 *
 * @param {"stdout" | "stderr"} stream
 */
function outputStream(stream) {
  const decoder = new TextDecoder();
  const flushMilliseconds = 50;
  const flushCharacters = 8192;
  let text = "";
  let last = 0;
  const flush = () => {
    if (text !== "") post({ kind: "output", stream, text });
    text = "";
    last = performance.now();
  };
  return {
    flush,
    /** @param {Uint8Array | null} bytes */
    write(bytes) {
      text += bytes === null ? "" : decoder.decode(bytes, { stream: true });
      if (text.length > flushCharacters || performance.now() - last > flushMilliseconds) flush();
    },
  };
}

/**
 * @param {WasmRequest["files"]} files
 * @returns {Tree}
 */
function treeOf(files) {
  /** @type {Tree} */
  const root = {};
  for (const [name, content] of Object.entries(files)) {
    const folders = name.split("/");
    const base = folders.pop() ?? name;
    let folder = root;
    for (const part of folders) {
      folder[part] ??= {};
      folder = /** @type {Tree} */ (folder[part]);
    }
    folder[base] = content;
  }
  return root;
}

/**
 * The wanted files as far as they were written.
 *
 * @param {Tree} tree
 * @param {readonly string[]} names
 */
function pick(tree, names) {
  /** @type {Record<string, Uint8Array>} */
  const files = {};
  for (const name of names) {
    /** @type {Tree | string | Uint8Array | undefined} */
    let at = tree;
    for (const part of name.split("/"))
      at = typeof at === "object" && !(at instanceof Uint8Array) ? at[part] : undefined;
    if (at instanceof Uint8Array) files[name] = at;
  }
  return files;
}
