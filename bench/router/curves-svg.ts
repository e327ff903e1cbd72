/** The picture of one kind of traffic: what fabrics accept and how long words take, over what is offered. */
import type { LoadPoint } from "./traffic.ts";

export interface LoadCurve {
  readonly name: string;
  readonly points: readonly LoadPoint[];
}

const size = { width: 1040, height: 430 };
const grid = { top: 78, bottom: 62, width: 400 };
const colours = ["#b3441e", "#1f5fa8", "#777777"];
/** Beyond it words wait before the fabric, the longer the longer it lasts. */
const longestLatency = 60;

/** Two panels that share the words offered per cycle, on a logarithmic axis. */
export async function loadCurvesSvg(title: string, curves: readonly LoadCurve[]): Promise<string> {
  const { init, use } = await import("echarts/core");
  const [{ LineChart }, { GridComponent, LegendComponent, TitleComponent }, { SVGRenderer }] = await Promise.all([
    import("echarts/charts"),
    import("echarts/components"),
    import("echarts/renderers"),
  ]);
  use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);
  const offered = curves.flatMap(({ points }) => points.map((point) => point.offered));
  const panels = [
    { left: 70, name: "words accepted per cycle", of: ({ accepted }: LoadPoint) => accepted, max: undefined },
    {
      left: 590,
      name: "cycles to the last receiver, mean",
      of: ({ latency }: LoadPoint) => latency,
      max: longestLatency,
    },
  ];
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    color: colours,
    title: { text: title, left: 70, top: 10, textStyle: { fontSize: 17, fontWeight: 600 } },
    legend: { top: 12, right: 50, data: curves.map(({ name }) => name) },
    grid: panels.map(({ left }) => ({ left, ...grid })),
    xAxis: panels.map((_, gridIndex) => ({
      gridIndex,
      type: "log",
      logBase: 2,
      min: Math.min(...offered),
      max: Math.max(...offered),
      name: "words offered per cycle",
      nameLocation: "middle",
      nameGap: 30,
    })),
    yAxis: panels.map(({ name, max }, gridIndex) => ({
      ...{ gridIndex, type: "value", min: 0, name, nameTextStyle: { align: "left" } },
      ...(max === undefined ? {} : { max }),
    })),
    series: panels.flatMap(({ of }, panel) =>
      curves.map(({ name, points }) => ({
        ...{ name, type: "line", xAxisIndex: panel, yAxisIndex: panel, symbolSize: 5, clip: true },
        data: points.map((point) => [point.offered, of(point)]),
      })),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
