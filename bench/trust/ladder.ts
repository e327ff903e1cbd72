import { boardBuild } from "../../api/board-build.ts";
import type { CompiledNetwork } from "../../api/compile-network.ts";
import type { InputTicks } from "../../api/events.ts";
import { type LadderResult, type LadderTools, runLadder } from "../../api/ladder/index.ts";
import { board } from "../../constraints/index.ts";
import { closeFlowTools, findFlowTools } from "../../flow/index.ts";
import { Random } from "../../test/support/random.ts";
import { randomOnBoard } from "../../test/support/random-board.ts";
import { randomInput } from "../../test/support/random-network.ts";
import { ensureIcebox } from "../../tools/index.ts";
import type { Benchmark } from "../kit/benchmark.ts";
import { flowVersions } from "../kit/flow-versions.ts";
import { significant } from "../kit/statistics.ts";
import { verilatorVersions } from "../kit/verilator-versions.ts";
import { nodeVersion } from "../kit/versions.ts";
import { compiledDigits, digitInputs } from "../support/digits.ts";

interface Case {
  readonly name: string;
  readonly compiled: CompiledNetwork;
  readonly input: InputTicks;
  readonly clockMHz: number;
  /** The link is made fast, so that the simulated time is the core's. */
  readonly baud: number;
}

const images = 3;
const randomTicks = 40;
/** Boards of the families, with seeds of networks and lanes of the cores on each. */
const randomCores = [
  { id: "icebreaker", clockMHz: 48, baud: 12_000_000, seeds: [2, 5], lanes: 8 },
  { id: "hx8k-evn", clockMHz: 48, baud: 12_000_000, seeds: [2, 5], lanes: 4 },
  { id: "ulx3s-25f", clockMHz: 50, baud: 2_000_000, seeds: [2, 5], lanes: 8 },
] as const;

export const ladderFigure: Benchmark = {
  id: "trust.ladder",
  title: "Networks that are equal on every rung from the reference to the bitstream",
  method:
    `The digits, ${images} held-out images on the iCEBreaker at 12 Mbaud, and random networks on iCEBreaker, HX8K-EVN and ` +
    "ULX3S 25F: each is loaded over the host link, read back, run, and its state read, on the embedded engine; spikes and state " +
    "are compared with the reference. The Verilog, the netlist before place and route and (iCE40) the bitstream, read back by " +
    "icebox_vlog, repeat the session in Verilator: every output pin in every cycle of the core. `detail` says how many " +
    "cycles, and seconds to build and run each rung. One difference ends the run without a figure.",
  unit: "networks",
  target: { goal: "atLeast", value: 7 },
  standing: "required",
  duration: "long",
  source: import.meta.url,
  inputs: ["examples/digits/digits.network.json", "examples/digits/digits.meta.json", "sim/netlist/native/replay.cpp"],
  versions: async () => ({ ...(await nodeVersion()), ...(await flowVersions()), ...(await verilatorVersions()) }),
  async measure({ report }) {
    const flow = await findFlowTools({ prefer: "wasm" });
    const icebox = await ensureIcebox({ install: "allowed" });
    const results: LadderResult[] = [];
    try {
      for (const { name, compiled, input, clockMHz, baud } of await cases()) {
        const { family } = compiled.board;
        const tools: LadderTools =
          family === "ecp5" ? { family, flow: { yosys: flow.yosys } } : { family, flow, icebox };
        const result = await runLadder(compiled, boardBuild(compiled, clockMHz, { baud }), { name, input, tools });
        if (!result.equal) throw new Error(`${name} on ${result.board}: ${JSON.stringify(result.rungs)}`);
        results.push(result);
        report(`${results.length}: ${name} on ${result.board}`);
      }
    } finally {
      await closeFlowTools(flow);
    }
    return {
      value: results.length,
      detail: {
        cyclesCompared: results
          .flatMap(({ rungs }) => rungs.map(({ cycles = 0 }) => cycles))
          .reduce((a, b) => a + b, 0),
        networks: results.map(summary),
      },
      table: {
        columns: [
          "network",
          "board",
          "ticks",
          "spikes",
          "words loaded",
          "cycles on each rung",
          "rungs",
          "build s",
          "run s",
        ],
        rows: results.map((result) => summary(result)).map((row) => Object.values(row).map(String)),
      },
    };
  },
};

async function cases(): Promise<readonly Case[]> {
  const { example, compiled } = await compiledDigits();
  const digits: Case = {
    ...{ name: "digits", compiled, input: digitInputs(example, images).flat(), clockMHz: 48, baud: 12_000_000 },
  };
  const random = randomCores.flatMap(({ id, clockMHz, baud, seeds, lanes }) =>
    seeds.map((seed): Case => {
      const compiled = randomOnBoard(seed, board(id), lanes);
      const input = randomInput(new Random(seed), compiled.network, randomTicks);
      return { name: `random ${seed}`, compiled, input, clockMHz, baud };
    }),
  );
  return [digits, ...random];
}

/** A row of the table; seconds are those of all rungs below the embedded engine. */
function summary({ network, board: id, session, rungs }: LadderResult) {
  const [, embedded] = rungs;
  const lower = rungs.slice(2);
  const sum = (part: "build" | "run"): number =>
    significant(lower.reduce((total, { seconds }) => total + (seconds?.[part] ?? 0), 0));
  return {
    network,
    board: id,
    ticks: session.ticks,
    spikes: session.outputSpikes,
    loadedWords: session.loadedWords,
    cycles: embedded?.cycles ?? 0,
    rungs: rungs.filter(({ status }) => status === "equal").length,
    buildSeconds: sum("build"),
    runSeconds: sum("run"),
  };
}
