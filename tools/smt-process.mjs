/**
 * Answers SMT-LIB text with Z3, in one or several contexts that know nothing of each other.
 *
 * @import { SmtReply, SmtRequest } from "./smt-messages.ts"
 */
import { serveParent } from "./worker-kit.mjs";

/** @type {(reply: SmtReply) => void} */
const post = serveParent("smt-process.mjs");

/**
 * What of the compiled program is called here: the blocking form, which is right in a process of its own. The package's
 * asynchronous form hands the text over on a stack that is gone before it is read.
 *
 * @typedef {{
 *   HEAPU8: Uint8Array,
 *   _malloc(bytes: number): number,
 *   _free(address: number): void,
 *   _Z3_eval_smtlib2_string(context: number, text: number): number,
 *   UTF8ToString(address: number): string,
 * }} Program
 */

serve();

function serve() {
  /** @type {Promise<{ z3: import("z3-solver").Z3LowLevel["Z3"], program: Program }> | undefined} */
  let starting;
  /** @type {Map<number, import("z3-solver").Z3_context>} */
  const contexts = new Map();

  process.on("message", (/** @type {SmtRequest} */ request) => {
    void answer(request).then((reply) => post(reply));
  });

  /**
   * @param {SmtRequest} request
   * @returns {Promise<SmtReply>}
   */
  async function answer({ context: number, text }) {
    try {
      starting ??= start();
      const { z3, program } = await starting;
      let context = contexts.get(number);
      if (text === undefined) {
        contexts.delete(number);
        if (context !== undefined) z3.del_context(context);
        return { kind: "answer", text: "" };
      }
      if (context === undefined) {
        const config = z3.mk_config();
        context = z3.mk_context(config);
        z3.del_config(config);
        contexts.set(number, context);
      }
      return { kind: "answer", text: evaluate(program, context, text) };
    } catch (error) {
      return { kind: "failed", how: error instanceof Error ? error.message : String(error) };
    }
  }
}

async function start() {
  const { init } = await import("z3-solver");
  const { Z3, em } = await init();
  return { z3: Z3, program: /** @type {Program} */ (em) };
}

/**
 * @param {Program} program
 * @param {import("z3-solver").Z3_context} context
 * @param {string} text
 */
function evaluate(program, context, text) {
  const bytes = new TextEncoder().encode(`${text}\0`);
  const address = program._malloc(bytes.length);
  if (address === 0) throw new Error("out of memory");
  program.HEAPU8.set(bytes, address);
  try {
    return program.UTF8ToString(
      program._Z3_eval_smtlib2_string(/** @type {number} */ (/** @type {unknown} */ (context)), address),
    );
  } finally {
    program._free(address);
  }
}
