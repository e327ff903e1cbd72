import {
  type BoardBuild,
  type BuildResult,
  buildBitstream,
  closeFlowTools,
  findFlowTools,
  type Ice40Board,
} from "../../index.ts";
import { progressBar } from "../progress.ts";

/** A build that runs in threads of its own, and how far it is. */
export interface RunningBuild {
  readonly result: Promise<BuildResult>;
  readonly progress: { fraction: number; message: string };
}

export function startBitstream(build: BoardBuild<Ice40Board>, signal: AbortSignal): RunningBuild {
  const progress = { fraction: 0, message: "starting" };
  const result = findFlowTools({ prefer: "wasm" }).then(async (tools) => {
    try {
      return await buildBitstream({
        ...build,
        seed: 1,
        tools,
        signal,
        onProgress: ({ fraction, message }) => Object.assign(progress, { fraction, message }),
      });
    } finally {
      await closeFlowTools(tools);
    }
  });
  // It is awaited later; a failure until then must not end the process.
  result.catch(() => undefined);
  return { result, progress };
}

export async function showBitstream({ result, progress }: RunningBuild): Promise<BuildResult> {
  const bar = progressBar("building the bitstream");
  const timer = setInterval(() => bar.update(progress.fraction, progress.message.slice(0, 40)), 200);
  try {
    const built = await result;
    bar.done(`${built.lc.used} LC, ${built.fmaxMHz.toFixed(1)} MHz`);
    return built;
  } finally {
    clearInterval(timer);
  }
}
