/** Whole images as input, each of them one inference: the answer is the output neuron that fires most. */
import {
  type BoardRun,
  decodeBySpikeCount,
  type FrameCode,
  hostFrameInput,
  type IdxImages,
  type InputTicks,
  imageAt,
  type RateShape,
  readIdxLabels,
  SpikeforgeError,
} from "../../index.ts";
import { frameImages, imagesProblem } from "../frame-images.ts";
import { type ProgressBar, progressBar } from "../progress.ts";
import { type Played, type Stage, sampleTicks } from "./play.ts";
import type { RunOptions } from "./run-options.ts";

export interface FrameAnswers {
  /** Neuron of the last output population, by image. */
  readonly answers: readonly number[];
  /** Answers that are the image's label, where there are labels. */
  readonly right?: number;
}

export interface PlayedFrames extends Played {
  readonly frames: FrameAnswers;
}

/** Runs the images of `--frames`. Throws NET040 to NET043, CLI064 for files that do not fit the network or each other. */
export async function playFrames(stage: Stage, options: RunOptions): Promise<PlayedFrames> {
  const plan = framePlan(stage, options);
  const answers: number[] = [];
  const bar = progressBar("running the images");
  for (let image = 0; image < plan.count && !stage.signal.aborted; image++) {
    const answer = await inference(stage, plan, imageAt(plan.images, image));
    answers.push(answer);
    stage.print(JSON.stringify({ frame: image, answer }));
    showProgress(bar, answers, plan);
  }
  const right = rightOf(answers, plan.labels);
  bar.done(right === undefined ? `${answers.length} images` : `${right} of ${answers.length} right`);
  return {
    ticks: answers.length * plan.runTicks,
    sample: plan.events(imageAt(plan.images, 0)).slice(0, sampleTicks),
    frames: { answers, ...(right === undefined ? {} : { right }) },
  };
}

interface FramePlan {
  readonly images: IdxImages;
  readonly labels: Uint8Array | undefined;
  readonly count: number;
  readonly runTicks: number;
  readonly code: FrameCode;
  readonly encode: "chip" | "host";
  /** What an image is, tick by tick, up to the last tick of its inference. */
  events(values: Uint8Array): InputTicks;
}

function framePlan({ run }: Stage, options: RunOptions): FramePlan {
  const [text] = options.encoder ?? [];
  if (text === undefined || options.frames === undefined) throw new Error("frames without an encoder");
  const { inputs } = run.compiled.network;
  const input = inputs.find(({ name }) => name === text.request.input) ?? inputs[0];
  const { images, problems: ofImages } = frameImages(options.frames, run.compiled.network, text.request.input);
  const labels = options.labels === undefined ? undefined : readIdxLabels(options.labels);
  const problems = [
    ...ofImages,
    ...(labels === undefined || labels.length === images.count
      ? []
      : [
          imagesProblem(
            options.labels ?? "",
            `${labels.length} labels for ${images.count} images`,
            "name the labels of these images",
          ),
        ]),
  ];
  if (problems.length > 0) throw new SpikeforgeError(problems);
  const { code, ticks } = text;
  const runTicks = options.runTicks ?? ticks + 1;
  const rate: { readonly rate?: RateShape } = text.request.rate === undefined ? {} : { rate: text.request.rate };
  return {
    ...{ images, labels, runTicks, code: { code, ticks }, encode: options.encode },
    count: Math.min(images.count, options.images ?? images.count),
    events: (values) => lengthened(hostFrameInput(values, { code, ticks }, rate, input?.first ?? 0), runTicks),
  };
}

const lengthened = (input: InputTicks, ticks: number): InputTicks =>
  Array.from({ length: ticks }, (_, tick) => input[tick] ?? []);

async function inference(stage: Stage, plan: FramePlan, values: Uint8Array): Promise<number> {
  const { run } = stage;
  await run.clear();
  if (plan.encode === "chip") await run.frame(values, plan.code);
  const input = plan.encode === "chip" ? lengthened([], plan.runTicks) : plan.events(values);
  const ticks = await run.run(input);
  stage.count(ticks);
  return answerOf(run, ticks);
}

/** Most spikes; of equals the larger membrane, which is read only then; of equals the first. */
async function answerOf(run: BoardRun, ticks: Awaited<ReturnType<BoardRun["run"]>>): Promise<number> {
  const { outputs, populations } = run.compiled.network;
  const { first, size } = populations.find(({ name }) => name === outputs.at(-1)) ?? { first: 0, size: 0 };
  const counts = new Array<number>(size).fill(0);
  for (const { spikes } of ticks) {
    for (const neuron of spikes) {
      if (neuron >= first && neuron < first + size) counts[neuron - first] = (counts[neuron - first] ?? 0) + 1;
    }
  }
  const most = Math.max(...counts);
  if (counts.filter((count) => count === most).length === 1) return counts.indexOf(most);
  const { membranes } = await run.state();
  return decodeBySpikeCount(counts, membranes.subarray(first, first + size));
}

function rightOf(answers: readonly number[], labels: Uint8Array | undefined): number | undefined {
  return labels && answers.filter((answer, image) => answer === labels[image]).length;
}

function showProgress(bar: ProgressBar, answers: readonly number[], { count, labels }: FramePlan): void {
  const right = rightOf(answers, labels);
  const message = right === undefined ? `${answers.length} of ${count}` : `${right} of ${answers.length} right`;
  bar.update(answers.length / count, message);
}
