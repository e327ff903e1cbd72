import type { ClockTiming, CriticalPath, PathPin, PathStep, Usage } from "./build-result.ts";

interface NextpnrReport {
  readonly fmax: Readonly<Record<string, { readonly achieved: number; readonly constraint: number }>>;
  readonly utilization: Readonly<Record<string, Usage>>;
  readonly critical_paths: readonly {
    readonly from: string;
    readonly to: string;
    readonly path: readonly NextpnrStep[];
  }[];
}

interface NextpnrStep {
  readonly delay: number;
  readonly type: string;
  readonly net?: string;
  readonly from: NextpnrPin;
  readonly to: NextpnrPin;
}

interface NextpnrPin {
  readonly cell: string;
  readonly port: string;
  readonly loc: readonly [x: number, y: number];
}

export interface PlacedFacts {
  readonly utilization: Readonly<Record<string, Usage>>;
  /** The one with the least slack first. */
  readonly clocks: readonly ClockTiming[];
  readonly criticalPaths: readonly CriticalPath[];
}

/** Reads what `nextpnr --report` writes; `requiredMHz` is what every clock is held to. */
export function readTimingReport(text: string, requiredMHz: number): PlacedFacts {
  const report = JSON.parse(text) as NextpnrReport;
  const clocks = Object.entries(report.fmax)
    .map(([clock, { achieved }]) => clockTiming(designName(clock), achieved, requiredMHz))
    .sort((a, b) => a.slackNs - b.slackNs);
  const criticalPaths = report.critical_paths.map(({ from, to, path }) => {
    const sum = (routing: boolean) =>
      rounded(
        path.filter(({ type }) => (type === "routing") === routing).reduce((total, { delay }) => total + delay, 0),
      );
    const nets = path.flatMap(({ net }) => (net === undefined || net.startsWith("$nextpnr_") ? [] : [net]));
    const [logicNs, routingNs] = [sum(false), sum(true)];
    return {
      from: designName(from),
      to: designName(to),
      delayNs: rounded(logicNs + routingNs),
      logicNs,
      routingNs,
      nets: [...new Set(nets)],
      steps: stepsOf(path),
    };
  });
  return { utilization: report.utilization, clocks, criticalPaths };
}

function stepsOf(path: readonly NextpnrStep[]): PathStep[] {
  let arrival = 0;
  return path.map(({ delay, type, net, from, to }) => {
    arrival += delay;
    const named = net === undefined ? {} : { net };
    return {
      kind: type,
      delayNs: rounded(delay),
      arrivalNs: rounded(arrival),
      from: pinOf(from),
      to: pinOf(to),
      ...named,
    };
  });
}

const pinOf = ({ cell, port, loc: [x, y] }: NextpnrPin): PathPin => ({ cell, port, x, y });

function clockTiming(clock: string, achievedMHz: number, requiredMHz: number): ClockTiming {
  const slackNs = rounded(1000 / requiredMHz - 1000 / achievedMHz);
  return { clock, fmaxMHz: rounded(achievedMHz), requiredMHz, slackNs, met: achievedMHz >= requiredMHz };
}

/**
 * A clock on a global network has more around the name that the design gave it: `clk_$glb_clk` on an iCE40,
 * `$glbnet$clk$TRELLIS_IO_IN` on an ECP5.
 */
function designName(name: string): string {
  return name
    .replace(/(?:\$SB_IO_IN)?_?\$glb_clk$/, "")
    .replace(/\$glbnet\$/, "")
    .replace(/\$TRELLIS_IO_IN$/, "");
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
