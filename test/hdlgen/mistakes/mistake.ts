/** What an entry of the catalogue of mistakes is. */

/** A public thread in which the mistake was made, or in which it got through. */
export interface Thread {
  readonly language: string;
  readonly repository: string;
  readonly number: number;
  readonly kind: "issues" | "pull";
}

export const issue = (language: string, repository: string, number: number): Thread => ({
  language,
  repository,
  number,
  kind: "issues",
});
export const pull = (language: string, repository: string, number: number): Thread => ({
  language,
  repository,
  number,
  kind: "pull",
});

export const urlOf = ({ repository, kind, number }: Thread): string =>
  `https://github.com/${repository}/${kind}/${number}`;

export interface Mistake {
  readonly title: string;
  readonly seen?: Thread;
  /** Code of what is wrong: `TS2741` for what `tsc` finds, `HDL102` for what elaboration finds. */
  readonly code: `TS${number}` | `HDL${number}`;
  /** Lines before it, in the body of a module or, with `"file"`, of a file that exports `Top`. */
  readonly given?: string;
  readonly wrong: string;
  /** What stands there when it is mended: compiles and elaborates. */
  readonly right: string;
  /** Lines after it. */
  readonly rest?: string;
  /** `"body"`: `given`, `wrong` and `rest` stand in a module with the ports of the frame. Default. */
  readonly place?: "body" | "file";
  /** What a module returns has no line of its own: the message gives that of the module. Default: the mistake's line. */
  readonly pointsTo?: "mistake" | "module";
}

/** `wiring`: wires, kinds, directions, streams. `values`: widths, ranges, drivers, names, clocks. */
export type MistakeGroup = "wiring" | "values";

/** What a page shows of it, and where in that the mistake stands; lines count from 1. */
export function shown(mistake: Mistake, version: "wrong" | "right") {
  const lines = (text: string | undefined): readonly string[] => (text === undefined ? [] : text.split("\n"));
  const [given, own, rest] = [lines(mistake.given), lines(mistake[version]), lines(mistake.rest)];
  return {
    text: [...given, ...own, ...rest].join("\n"),
    firstLine: given.length + 1,
    lastLine: given.length + own.length,
  };
}

/** The file that it stands in; `offset` lines come before what is shown. */
export function fileOf(
  mistake: Mistake,
  version: "wrong" | "right",
): { readonly text: string; readonly offset: number } {
  const isBody = (mistake.place ?? "body") === "body";
  const head = isBody ? `${imports}\n${frameHead}` : imports;
  const { text } = shown(mistake, version);
  return { text: [head, text, ...(isBody ? [frameTail] : []), ""].join("\n"), offset: head.split("\n").length };
}

const imports = `import {
  array, type Bool, blackBox, bool, bundle, cat, clock, constant, domain, elaborate, enumeration, fix, formal, fsm, hi,
  input, instance, lo, match, module, node, nodes, output, past, pipeline, ram, regArray, regs, type SInt, sint, stream,
  synchronise, type UInt, uint, when, wires,
} from "../../hdlgen/index.ts";`;

/** The module around a mistake that stands in a body, as the page shows it. */
export const frameHead = `const Child = module(
  "child",
  (p: { width: number }) => ({ x: input(uint(p.width)), y: output(uint(p.width)) }),
  ({ x }) => ({ y: x }),
);
const Fifo = module(
  "fifo",
  (p: { width: number }) => ({ enq: stream.in(uint(p.width)), deq: stream.out(uint(p.width)) }),
  ({ enq, deq }) => ({ enq: { ready: deq.ready }, deq: { valid: enq.valid, payload: enq.payload } }),
);
export const Top = module(
  "top",
  (_: object) => ({
    a: input(uint(8)), b: input(uint(8)), s: input(sint(8)), c: input(bool),
    enq: stream.in(uint(8)), deq: stream.out(uint(8)),
    y: output(uint(8)),
  }),
  ({ a, b, s, c, enq, deq }) => {`;

const frameTail = `    return { y: a, enq: { ready: deq.ready }, deq: enq };
  },
);`;
