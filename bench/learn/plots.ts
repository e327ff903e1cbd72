/** Draws the shows of learning into docs/images, on a simulated core: `node --import tsx bench/learn/plots.ts`. */
import { writeFileSync } from "node:fs";
import * as shows from "../../examples/learning/index.ts";
import { withCoreLearners } from "../../test/support/core-learner.ts";
import { compareWithBindsnet, type SynapsePair } from "./bindsnet-differences.ts";
import { readKeptWeights } from "./bindsnet-kept.ts";
import { colours, type Panel, type PanelSeries, panelsSvg } from "./panels-svg.ts";
import { rewardSeeds } from "./reward.ts";
import { timeSeriesSeeds } from "./time-series.ts";

async function draw(name: string, title: string, panels: readonly Panel[], columns = panels.length): Promise<void> {
  writeFileSync(new URL(`../../docs/images/${name}.svg`, import.meta.url), await panelsSvg(title, panels, columns));
}

const onCore = <T>(work: (open: shows.OpenLearner) => T): T => withCoreLearners(work).result;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function windowPanel(design: shows.WindowDesign): Panel {
  const { middle } = onCore((open) => shows.measureWindow(design, open));
  const formula = (from: number, to: number): [number, number][] =>
    Array.from({ length: 201 }, (_, i) => from + ((to - from) * i) / 200).map((delta) => [
      delta,
      shows.windowFormula(design, delta),
    ]);
  return {
    title: design.copies > 1 ? `${design.name}: mean of ${design.copies} synapses` : design.name,
    x: "Δt, ticks from arrival to spike",
    y: "change, weight LSB",
    range: { x: [-shows.reach, shows.reach] },
    series: [
      { name: "formula, Δt ≥ 0", draw: "line", colour: colours.blue, data: formula(0, shows.reach) },
      { name: "Δt < 0", draw: "line", colour: colours.red, data: formula(-shows.reach, -0.001) },
      {
        name: "measured on the core",
        draw: "points",
        colour: "#222222",
        size: 3.5,
        data: middle.map(({ delta, learned, first }) => [delta, learned - first]),
      },
    ],
  };
}

/** Weights that start next to their bounds: they stop there. */
function boundsPanel(design: shows.WindowDesign): Panel {
  const { low, high } = onCore((open) => shows.measureWindow(design, open));
  const measured = (name: string, colour: string, points: readonly shows.WindowPoint[]): PanelSeries[] => [
    { name, draw: "line", colour, data: points.map(({ delta, expected }) => [delta, expected]) },
    {
      ...{ name: "measured", draw: "points", colour: "#222222", size: 3 },
      data: points.map(({ delta, learned }) => [delta, learned]),
    },
  ];
  return {
    title: `${design.name}, next to the bounds 0 and ${design.high}`,
    x: "Δt, ticks from arrival to spike",
    y: "weight, LSB",
    range: { x: [-shows.reach, shows.reach], y: [-20, design.high + 20] },
    series: [...measured("formula, from high", colours.blue, high), ...measured("from low", colours.red, low)],
  };
}

async function drawWindow(): Promise<void> {
  const [wide, byte, narrow] = shows.windowDesigns;
  if (wide === undefined || byte === undefined || narrow === undefined) throw new Error("there are three designs");
  const panels = [windowPanel(wide), windowPanel(byte), boundsPanel(byte), windowPanel(narrow)];
  await draw("learn-window", "STDP window, measured on the simulated core", panels, 2);
}

async function drawTimeSeries(): Promise<void> {
  const runs = timeSeriesSeeds.map((seed) => onCore((open) => shows.learnTimeSeries(seed, open)));
  const shown = 3;
  const run = runs[timeSeriesSeeds.indexOf(shown)];
  if (run === undefined) throw new Error(`no run of seed ${shown}`);
  const { values, marked } = run.series;
  const longest = Math.max(...runs.map(({ learning }) => learning.length));
  const mistakesIn = (presentation: number): number[] =>
    runs.map(({ learning }) => {
      const score = learning[presentation];
      // A lesson that has ended was without mistakes at its end.
      return score === undefined ? 0 : shows.mistakes(score);
    });
  await draw("learn-time-series", "One neuron learns when to fire, on the simulated core", [
    {
      title: `a series (seed ${shown})`,
      x: "tick of the series",
      y: "value",
      range: { x: [0, shows.period - 1], y: [-1, 20] },
      series: [
        { name: "values", draw: "line", colour: colours.grey, data: values.map((value, tick) => [tick, value]) },
        {
          name: "marked",
          draw: "points",
          colour: colours.red,
          size: 10,
          data: marked.map((tick): [number, number] => [tick, values[tick] ?? 0]),
        },
      ],
    },
    {
      title: `when the neuron fires, by presentation (seed ${shown})`,
      x: "tick of the series",
      y: "presentation",
      range: { x: [0, shows.period - 1], y: [0, run.learning.length + 1] },
      series: [
        spikes("in marked ticks", colours.red, run, (isMarked) => isMarked),
        spikes("elsewhere", colours.grey, run, (isMarked) => !isMarked),
      ],
    },
    {
      title: `mistakes per presentation, ${runs.length} seeds`,
      x: "presentations",
      y: "missed marks and spikes elsewhere",
      range: { x: [1, longest] },
      series: [
        {
          name: "worst seed",
          draw: "step",
          colour: colours.grey,
          data: Array.from({ length: longest }, (_, i) => [i + 1, Math.max(...mistakesIn(i))]),
        },
        {
          name: "mean",
          draw: "line",
          colour: colours.blue,
          data: Array.from({ length: longest }, (_, i) => [i + 1, mean(mistakesIn(i))]),
        },
      ],
    },
  ]);
}

function spikes(
  name: string,
  colour: string,
  { learning, series }: shows.TimeSeriesRun,
  which: (isMarked: boolean) => boolean,
): PanelSeries {
  const data = learning.flatMap(({ firedAt }, i) =>
    firedAt.filter((tick) => which(series.marked.includes(tick))).map((tick): [number, number] => [tick, i + 1]),
  );
  return { name, draw: "points", colour, size: 6, data };
}

async function drawReward(): Promise<void> {
  const span = 5;
  const named = [
    { rewardBy: "arms", name: "by the arm", colour: colours.blue },
    { rewardBy: "coin", name: "by a coin", colour: colours.red },
    { rewardBy: "none", name: "none", colour: colours.grey },
  ] as const;
  const all = named.map(({ rewardBy, ...style }) => ({
    style,
    runs: rewardSeeds.map((seed) => onCore((open) => shows.learnFromReward(seed, open, rewardBy))),
  }));
  await draw("learn-reward", "Two arms, reward by their choice or not, on the simulated core", [
    {
      title: `choices of the good arm in ${span} trials, mean of ${rewardSeeds.length} seeds`,
      x: "trials",
      y: "share",
      range: { y: [0, 1] },
      series: all.map(({ style, runs }) => ({
        ...{ ...style, draw: "line" },
        data: Array.from({ length: shows.trials - span + 1 }, (_, from) => [
          from + span,
          mean(runs.flatMap(({ choices }) => choices.slice(from, from + span).map(Number))),
        ]),
      })),
    },
    {
      title: `choices of the good arm in the last ${shows.judgedTrials} trials`,
      x: "seed",
      y: "choices",
      range: { x: [0, rewardSeeds.length + 1], y: [0, shows.judgedTrials] },
      series: all.map(({ style, runs }) => ({
        ...{ ...style, draw: "points", size: 7 },
        data: runs.map(({ goodChoices }, i) => [rewardSeeds[i] ?? 0, goodChoices]),
      })),
    },
  ]);
}

async function drawMemory(): Promise<void> {
  const { modulation, ticks } = shows.memoryProtocol;
  const traces = (kind: "present" | "absent", colour: string): PanelSeries[] => {
    const samples = onCore((open) => shows.memoryOfPairings(kind, open));
    return [
      { name: "weight", draw: "step", colour, data: samples.map(({ tick, weight }) => [tick, weight]) },
      {
        name: "long-term part",
        draw: "step",
        colour: colours.grey,
        data: samples.map(({ tick, longTerm }) => [tick, longTerm]),
      },
    ];
  };
  const responses = (kind: "facilitation" | "depression", colour: string): PanelSeries => ({
    name: kind,
    draw: "points",
    colour,
    size: 7,
    data: onCore((open) => shows.responsesToTrain(kind, open)).map((response, i) => [i + 1, response]),
  });
  const range = { x: [0, ticks], y: [80, 200] } as const;
  await draw("learn-memory", "Memory in a synapse, on the simulated core", [
    { title: "ten pairings", x: "tick", y: "weight, LSB", range, series: traces("absent", colours.red) },
    {
      title: "ten pairings, then modulation (grey)",
      x: "tick",
      y: "weight, LSB",
      range,
      marked: [[modulation.from, modulation.to]],
      series: traces("present", colours.blue),
    },
    {
      title: `a train of arrivals; the last after a pause of ${shows.trainProtocol.pause} ticks`,
      x: "arrival",
      y: "response, membrane LSB",
      range: { x: [0, shows.trainProtocol.arrivals + 2], y: [0, 260] },
      series: [responses("facilitation", colours.green), responses("depression", colours.red)],
    },
  ]);
}

async function drawBindsnet(): Promise<void> {
  const kept = await readKeptWeights();
  const cases = onCore((open) => compareWithBindsnet(kept, open));
  const palette = [colours.blue, colours.red, colours.green, "#8b5fb0"];
  const window = cases.find(({ name }) => name === "window");
  if (window === undefined) throw new Error("no window among the cases");
  const middle = window.scale / 2;
  const byDelta = (of: (pair: SynapsePair) => number): [number, number][] =>
    window.synapses.map((pair, axon) => [axon - shows.reach, of(pair) - middle]);
  await draw("learn-bindsnet", "The simulated core beside BindsNET's PostPre", [
    {
      title: "window",
      x: "Δt, ticks from arrival to spike",
      y: "change, weight LSB",
      range: { x: [-shows.reach, shows.reach] },
      series: [
        { name: "BindsNET", draw: "line", colour: colours.blue, data: byDelta(({ bindsnet }) => bindsnet) },
        { name: "core", draw: "points", colour: "#222222", size: 3.5, data: byDelta(({ chip }) => chip) },
      ],
    },
    {
      title: "final weights: difference as a share of its tolerance",
      x: "BindsNET's weight, share of the range",
      y: "(core − BindsNET) / tolerance",
      range: { x: [0, 1], y: [-1, 1] },
      series: cases
        .filter((each) => each !== window)
        .map(({ name, synapses, scale }, i) => ({
          name: name.replace(", rounded at random", ""),
          draw: "points",
          colour: palette[i] ?? colours.grey,
          data: synapses.map(({ chip, bindsnet, explained, tolerance }) => [
            bindsnet / scale,
            (chip + explained - bindsnet) / tolerance,
          ]),
        })),
    },
  ]);
}

await drawWindow();
await drawTimeSeries();
await drawReward();
await drawMemory();
await drawBindsnet();
