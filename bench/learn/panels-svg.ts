/** Pictures of the shows of learning: panels with lines, steps and points, beside or below each other. */

export interface PanelSeries {
  readonly name: string;
  readonly draw: "line" | "step" | "points";
  readonly data: readonly (readonly [x: number, y: number])[];
  readonly colour: string;
  /** Diameter of a point. */
  readonly size?: number;
}

export interface Panel {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly PanelSeries[];
  /** Default: what the points take. */
  readonly range?: { readonly x?: readonly [number, number]; readonly y?: readonly [number, number] };
  /** Stretches of x with a grey ground. */
  readonly marked?: readonly (readonly [from: number, to: number])[];
}

export const colours = { blue: "#1f5fa8", red: "#b3441e", green: "#1b7f5c", grey: "#777777" } as const;

const panelSize = { width: 420, height: 290 };
const margin = { top: 96, left: 68, right: 30, between: 82, below: 104, bottom: 62 };

/** @param columns panels in a row */
export async function panelsSvg(title: string, panels: readonly Panel[], columns: number): Promise<string> {
  const { init, use } = await import("echarts/core");
  const [{ LineChart, ScatterChart }, components, { SVGRenderer }] = await Promise.all([
    import("echarts/charts"),
    import("echarts/components"),
    import("echarts/renderers"),
  ]);
  const { GridComponent, LegendComponent, MarkAreaComponent, TitleComponent } = components;
  use([LineChart, ScatterChart, GridComponent, LegendComponent, MarkAreaComponent, TitleComponent, SVGRenderer]);
  const rows = Math.ceil(panels.length / columns);
  const width = margin.left + columns * panelSize.width + (columns - 1) * margin.between + margin.right;
  const height = margin.top + rows * panelSize.height + (rows - 1) * margin.below + margin.bottom;
  const places = panels.map((_, i) => ({
    left: margin.left + (i % columns) * (panelSize.width + margin.between),
    top: margin.top + Math.floor(i / columns) * (panelSize.height + margin.below),
  }));
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    title: [
      { text: title, left: margin.left - 6, top: 8, textStyle: { fontSize: 17, fontWeight: 600 } },
      ...panels.map((panel, i) => ({
        text: panel.title,
        left: (places[i]?.left ?? 0) - 6,
        top: (places[i]?.top ?? 0) - 58,
        textStyle: { fontSize: 13, fontWeight: 600, color: "#222" },
      })),
    ],
    legend: panels.map((panel, i) => ({
      data: panel.series.map(({ name }) => seriesName(i, name)),
      formatter: (name: string) => name.slice(name.indexOf(" ") + 1),
      left: (places[i]?.left ?? 0) - 6,
      top: (places[i]?.top ?? 0) - 36,
      itemGap: 22,
      itemWidth: 14,
      itemHeight: 8,
      icon: "roundRect",
    })),
    grid: places.map((place) => ({ ...place, ...panelSize })),
    xAxis: panels.map(({ x, range }, gridIndex) => ({
      ...{ gridIndex, type: "value", name: x, nameLocation: "middle", nameGap: 28, splitLine: { show: false } },
      ...{ min: range?.x?.[0] ?? "dataMin", max: range?.x?.[1] ?? "dataMax" },
    })),
    yAxis: panels.map(({ y, range }, gridIndex) => ({
      ...{ gridIndex, type: "value", name: y, nameLocation: "middle", nameGap: 44, scale: true },
      ...(range?.y === undefined ? {} : { min: range.y[0], max: range.y[1] }),
    })),
    series: panels.flatMap((panel, i) =>
      panel.series.map(({ name, draw, data, colour, size }, index) => ({
        ...{ name: seriesName(i, name), xAxisIndex: i, yAxisIndex: i, data },
        ...{ itemStyle: { color: colour }, lineStyle: { color: colour, width: 1.6 } },
        ...(draw === "points"
          ? { type: "scatter", symbolSize: size ?? 4 }
          : { type: "line", showSymbol: false, ...(draw === "step" ? { step: "end" } : {}) }),
        ...(index === 0 && panel.marked !== undefined
          ? {
              markArea: {
                silent: true,
                itemStyle: { color: "#eeeeee" },
                data: panel.marked.map(([from, to]) => [{ xAxis: from }, { xAxis: to }]),
              },
            }
          : {}),
      })),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** Series of several panels may have the same name; the chart needs them apart. */
const seriesName = (panel: number, name: string): string => `${panel} ${name}`;
