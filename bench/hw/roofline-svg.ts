/** The picture: roofs, what networks reach below them, and other cores. */

export interface RooflineLine {
  readonly name: string;
  /** Million synaptic operations per second that are possible with so many weight words per group and tick. */
  readonly roof: (words: number) => number;
  readonly curve: readonly (readonly [words: number, megaSops: number])[];
  readonly measured: readonly RooflineMark[];
  readonly predicted: readonly RooflineMark[];
}

export interface RooflineMark {
  readonly label: string;
  readonly words: number;
  readonly megaSops: number;
}

export interface OtherCore {
  readonly name: string;
  readonly megaSops: number;
}

const size = { width: 900, height: 520 };
const plot = { left: 76, right: 872, top: 56, bottom: 468 };
const colours = ["#1f5fa8", "#b3441e", "#1b7f5c"];
const words = { low: 0.5, high: 1000 };

/** Both axes are logarithmic. */
export function rooflineSvg(device: string, lines: readonly RooflineLine[], others: readonly OtherCore[]): string {
  const rates = [...lines.flatMap(({ roof }) => [roof(words.high)]), ...others.map(({ megaSops }) => megaSops)];
  const low = 10 ** Math.floor(Math.log10(Math.min(...rates)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...rates) * 1.3));
  const highest = lines.toSorted((a, b) => b.roof(words.high) - a.roof(words.high))[0];
  const x = scale(words.low, words.high, plot.left, plot.right);
  const y = scale(low, high, plot.bottom, plot.top);
  const parts = [
    ...decades(words.low, words.high).flatMap((value) => [
      line(x(value), plot.top, x(value), plot.bottom, "#e4e4e4"),
      text(x(value), plot.bottom + 18, String(value), "middle", "#444"),
    ]),
    ...decades(low, high).flatMap((value) => [
      line(plot.left, y(value), plot.right, y(value), "#e4e4e4"),
      text(plot.left - 8, y(value) + 4, rateText(value), "end", "#444"),
    ]),
    text((plot.left + plot.right) / 2, size.height - 12, "weight words that a group reads per tick", "middle", "#222"),
    text(plot.left - 56, plot.top - 14, "synaptic operations per second", "start", "#222"),
    ...others.flatMap(({ name, megaSops }) => [
      line(plot.left, y(megaSops), plot.right, y(megaSops), "#999", "4 4"),
      text(plot.right - 6, y(megaSops) - 5, name, "end", "#666"),
    ]),
    ...lines.flatMap((each, i) =>
      drawn(each, colours[i] ?? "#222", lines.length > 1 && each === highest ? "above" : "below", x, y),
    ),
    ...lines.map(({ name }, i) =>
      text(plot.left + 14, plot.top + 20 + 18 * i, name, "start", colours[i] ?? "#222", 600),
    ),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${size.width}" height="${size.height}" fill="#fff"/>`,
    text(
      size.width / 2,
      24,
      `${device}: what the weight memory feeds, and what networks reach`,
      "middle",
      "#111",
      600,
      16,
    ),
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

type Scale = (value: number) => number;

function scale(low: number, high: number, from: number, to: number): Scale {
  return (value) => from + ((to - from) * Math.log(value / low)) / Math.log(high / low);
}

function drawn(
  { roof, curve, measured, predicted }: RooflineLine,
  colour: string,
  labels: "above" | "below",
  x: Scale,
  y: Scale,
): string[] {
  const steps = Array.from({ length: 121 }, (_, i) => words.low * (words.high / words.low) ** (i / 120));
  const bottom = (value: number): number => Math.min(y(value), plot.bottom);
  const path = (points: readonly (readonly [number, number])[]): string =>
    points
      .map(([across, rate], i) => `${i === 0 ? "M" : "L"}${x(across).toFixed(1)} ${bottom(rate).toFixed(1)}`)
      .join(" ");
  const marks = measured.length > 0 ? measured : predicted;
  const fill = measured.length > 0 ? colour : "#fff";
  return [
    `<path d="${path(steps.map((step) => [step, roof(step)] as const))}" fill="none" stroke="${colour}" stroke-width="2.5"/>`,
    `<path d="${path(curve)}" fill="none" stroke="${colour}" stroke-width="1.2" stroke-dasharray="2 3"/>`,
    ...marks.flatMap(({ label, words: across, megaSops }) => [
      `<circle cx="${x(across).toFixed(1)}" cy="${y(megaSops).toFixed(1)}" r="5" fill="${fill}" stroke="${colour}" stroke-width="2"/>`,
      text(
        Math.min(x(across), plot.right - 32),
        y(megaSops) + (labels === "above" ? -11 : 20),
        label,
        "middle",
        colour,
      ),
    ]),
  ];
}

/** Powers of ten between two values. */
function decades(low: number, high: number): number[] {
  const from = Math.ceil(Math.log10(low) - 1e-9);
  const to = Math.floor(Math.log10(high) + 1e-9);
  return Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
}

const rateText = (megaSops: number): string => (megaSops < 1000 ? `${megaSops} M` : `${megaSops / 1000} G`);

function line(x1: number, y1: number, x2: number, y2: number, colour: string, dashes?: string): string {
  const places = `x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"`;
  return `<line ${places} stroke="${colour}"${dashes === undefined ? "" : ` stroke-dasharray="${dashes}"`}/>`;
}

function text(
  x: number,
  y: number,
  content: string,
  anchor: "start" | "middle" | "end",
  colour: string,
  weight = 400,
  px = 12,
): string {
  const style = `text-anchor="${anchor}" fill="${colour}" font-weight="${weight}" font-size="${px}" paint-order="stroke" stroke="#fff" stroke-width="3"`;
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${style}>${content}</text>`;
}
