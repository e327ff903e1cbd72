/** Proofs: bounded checks, k-induction and reachability of a design's properties. */
import { elaborate } from "../../hdlgen/index.ts";
import { openSmtSolver, type SmtSolver, type Tool } from "../../tools/index.ts";
import { checkOptions } from "./options.ts";
import type { Proof, Provable, ProveOptions } from "./proof.ts";
import { Search } from "./search.ts";
import { findYosys, yosysModel } from "./yosys-model.ts";

const defaultDepth = { bmc: 20, induction: 10, cover: 20 } as const;
const defaultTimeoutSeconds = 300;

/** Proves design after design with yosys and solver kept warm: a small proof then takes a sixth of the time. */
export interface Prover {
  /** As `prove`. Proofs at the same time are independent of each other. */
  prove(provable: Provable, options: ProveOptions): Promise<Proof>;
  /** Ends yosys and solver. */
  close(): Promise<void>;
}

/**
 * Opens a prover for several proofs; `close` it at their end.
 *
 * @throws TOOL020, TOOL004 solver or yosys not installed
 */
export async function openProver(): Promise<Prover> {
  const yosys = await findYosys();
  // One solver for each proof under way: an abort ends the solver, and must end no other proof.
  const idle = [await openSmtSolver()];
  return {
    async prove(provable, options) {
      const solver = idle.pop() ?? (await openSmtSolver());
      try {
        return await proveWith({ yosys, solver }, provable, options);
      } finally {
        if (!solver.isClosed && idle.length === 0) idle.push(solver);
        else await solver.close();
      }
    },
    close: async () => {
      await Promise.all([yosys.close(), ...idle.splice(0).map((solver) => solver.close())]);
    },
  };
}

/**
 * Proves the properties of a design on the Verilog that is printed for it. Every counterexample and witness is run on
 * the embedded engine, which must agree in every register.
 *
 * @throws SIM030 nothing to prove · SIM031 assumptions that contradict each other · SIM032 an option that does not fit ·
 *   TOOL020, TOOL004 solver or yosys not installed · the signal's reason on abort · a plain Error when engine and
 *   prover disagree
 */
export async function prove(provable: Provable, options: ProveOptions): Promise<Proof> {
  const prover = await openProver();
  try {
    return await prover.prove(provable, options);
  } finally {
    await prover.close();
  }
}

interface Programs {
  readonly yosys: Tool;
  readonly solver: SmtSolver;
}

async function proveWith({ yosys, solver }: Programs, provable: Provable, options: ProveOptions): Promise<Proof> {
  const started = performance.now();
  const design = "modules" in provable ? provable : elaborate(provable);
  const { mode, signal, timeoutSeconds = defaultTimeoutSeconds } = options;
  const depth = options.depth ?? defaultDepth[mode];
  checkOptions(design, options, depth);
  const timeout = AbortSignal.timeout(Math.ceil(timeoutSeconds * 1000));
  const stop = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  const progress = { depth: 0 };
  let search: Search | undefined;
  try {
    const system = await yosysModel(design, yosys, stop);
    search = new Search({ design, system, options, progress, context: () => solver.context(stop) });
    const outcome = await search[mode](depth);
    return { mode, depth: progress.depth, ms: elapsed(started), ...outcome };
  } catch (error) {
    signal?.throwIfAborted();
    if (!timeout.aborted) throw error;
    return { mode, depth: progress.depth, ms: elapsed(started), status: "unknown", reason: "time" };
  } finally {
    await search?.close();
  }
}

const elapsed = (started: number): number => Math.round(performance.now() - started);
