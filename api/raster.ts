/** Raster plots: who fired when. */

/** One panel of a raster: rows of spikes over time. */
export interface RasterPanel {
  readonly title: string;
  readonly rows: number;
  readonly rowName: string;
  /** [tick, row] of every spike; ticks may be offset to put several runs side by side. */
  readonly spikes: readonly (readonly [number, number])[];
  /** Share of the height. */
  readonly height: number;
}

const width = 1100;
const panelGap = 52;
const margin = { top: 76, bottom: 46, left: 80, right: 24 };
const plotHeight = 560;

/** An SVG of panels above each other that share the time axis; `marks` label stretches of it. */
export async function rasterSvg(
  title: string,
  ticks: number,
  panels: readonly RasterPanel[],
  marks: readonly { readonly from: number; readonly label: string }[] = [],
): Promise<string> {
  const init = await loadCharts();
  const total = panels.reduce((sum, panel) => sum + panel.height, 0);
  let top = margin.top;
  const grids = panels.map((panel) => {
    const height = (plotHeight * panel.height) / total;
    const grid = { left: margin.left, right: margin.right, top, height };
    top += height + panelGap;
    return grid;
  });
  const height = top - panelGap + margin.bottom;
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  const marked = { silent: true, symbol: "none", label: { formatter: "{b}", position: "start", fontSize: 13 } };
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    title: [
      { text: title, left: margin.left, top: 8, textStyle: { fontSize: 17, fontWeight: 600 } },
      ...panels.map((panel, i) => ({
        text: panel.title,
        left: margin.left,
        top: (grids[i]?.top ?? 0) - 24,
        textStyle: { fontSize: 13, fontWeight: 400, color: "#444" },
      })),
    ],
    grid: grids,
    xAxis: panels.map((_, gridIndex) => ({
      gridIndex,
      type: "value",
      min: 0,
      max: ticks,
      name: gridIndex === panels.length - 1 ? "tick" : "",
      nameLocation: "middle",
      nameGap: 28,
      splitLine: { show: false },
      axisLabel: { show: gridIndex === panels.length - 1 },
    })),
    yAxis: panels.map((panel, gridIndex) => ({
      gridIndex,
      type: "value",
      name: panel.rowName,
      nameLocation: "middle",
      nameGap: 48,
      min: -0.5,
      max: panel.rows - 0.5,
      minInterval: 1,
      splitLine: { show: false },
      axisLabel: { showMinLabel: false, showMaxLabel: false, formatter: (value: number) => String(Math.round(value)) },
    })),
    series: panels.map((panel, i) => ({
      type: "scatter",
      xAxisIndex: i,
      yAxisIndex: i,
      data: panel.spikes.map(([tick, row]) => [tick + 0.5, row]),
      symbol: "rect",
      symbolSize: [
        Math.max(2, Math.min(7, 760 / ticks)),
        Math.max(1.6, Math.min(12, ((grids[i]?.height ?? 1) / panel.rows) * 0.8)),
      ],
      itemStyle: { color: ["#1f5fa8", "#1b7f5c", "#b3441e"][i % 3] },
      markLine: {
        ...marked,
        lineStyle: { color: "#bbb", type: "solid", width: 1 },
        data: marks.map(({ from }) => ({ xAxis: from, label: { show: false } })),
      },
    })),
    graphic: marks.map(({ from, label }, i) => {
      const span = (marks[i + 1]?.from ?? ticks) - from;
      const x = margin.left + ((width - margin.left - margin.right) * (from + span / 2)) / ticks;
      return { type: "text", x, y: 36, style: { text: label, textAlign: "center", fontSize: 13, fill: "#222" } };
    }),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** The chart library takes a second to load, so only who draws loads it. */
async function loadCharts() {
  const [{ init, use }, { ScatterChart }, components, { SVGRenderer }] = await Promise.all([
    import("echarts/core"),
    import("echarts/charts"),
    import("echarts/components"),
    import("echarts/renderers"),
  ]);
  const { GraphicComponent, GridComponent, MarkLineComponent, TitleComponent } = components;
  use([ScatterChart, GraphicComponent, GridComponent, MarkLineComponent, TitleComponent, SVGRenderer]);
  return init;
}
