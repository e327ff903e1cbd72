/**
 * Fractions from the tools' own lines. Each function is made for one run, and returns undefined for a line that tells
 * nothing.
 */
export type FractionOf = (line: string) => number | undefined;

/** Passes that `synth_ice40` numbers on the second level, with yosys 0.55; another version ends a little early or late. */
const synthPasses = 52;

/** Yosys numbers its passes: `2.37. Executing OPT_EXPR pass`. */
export function yosysFraction(fileCount: number): FractionOf {
  const expected = fileCount + synthPasses;
  let seen = 0;
  return (line) => {
    if (!/^\d+\.(\d+\.)? Executing /.test(line)) return undefined;
    seen++;
    return Math.min(seen / expected, 1);
  };
}

/** The phases of nextpnr by the line that begins each, with the share of the time that has then passed (UP5K, 71 % full). */
const phases: readonly (readonly [RegExp, number])[] = [
  [/^Info: Packing constants/, 0.03],
  [/^Info: Placed \d+ cells based on constraints/, 0.06],
  [/^Info: Running main analytical placer/, 0.1],
  [/^Info: Running simulated annealing/, 0.28],
  [/^Info: Routing \d+ arcs/, 0.57],
  [/^Info: Routing complete/, 0.9],
];
const [routingFrom, routingTo] = [0.57, 0.9];

/** nextpnr tells its phases, and while routing how many arcs remain. */
export function nextpnrFraction(): FractionOf {
  let arcs = 0;
  let last = 0;
  const forward = (fraction: number) => {
    last = Math.max(last, fraction);
    return last;
  };
  return (line) => {
    arcs = Number(/^Info: Routing (\d+) arcs/.exec(line)?.[1] ?? arcs);
    // Info:   IterCnt | w/ripup wo/ripup | w/r wo/r | remaining | batch total
    const remaining = /^Info:\s+\d+ \|[^|]*\|[^|]*\|\s*(\d+)\|/.exec(line)?.[1];
    if (remaining !== undefined && arcs > 0)
      return forward(routingFrom + (routingTo - routingFrom) * Math.max(0, 1 - Number(remaining) / arcs));
    const phase = phases.find(([pattern]) => pattern.test(line));
    return phase === undefined ? undefined : forward(phase[1]);
  };
}
