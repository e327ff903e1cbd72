/** What the pipeline builder refuses: with its full text, or already by `tsc`. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { SpikeforgeError } from "../../diagnostics/index.ts";
import {
  type Bool,
  bool,
  constant,
  elaborate,
  input,
  instance,
  module,
  output,
  pipeline,
  pipelined,
  ram,
  regs,
  type UInt,
  uint,
  wires,
} from "../../hdlgen/index.ts";

const own = fileURLToPath(import.meta.url);
const ownLines = readFileSync(own, "utf8").split("\n");
const lineOf = (mark: string): number => ownLines.findIndex((line) => line.endsWith(`// @${mark}`)) + 1;

interface Io {
  readonly valid: Bool;
  readonly a: UInt;
  readonly b: UInt;
}

/** The message of elaborating a module `m`; `@mark` is the line that ends with that comment. */
function message(body: (io: Io) => unknown): string {
  const M = module(
    "m",
    (_: object) => ({ valid: input(bool), a: input(uint(8)), b: input(uint(8)) }),
    (io) => {
      body(io);
      return {};
    },
  );
  try {
    elaborate(M({}));
  } catch (error) {
    if (error instanceof SpikeforgeError) {
      return error.message.replace(/pipeline-errors\.test\.ts:(\d+)/g, (_, line) => {
        const mark = /\/\/ (@\w+)$/.exec(ownLines[Number(line) - 1] ?? "")?.[1];
        return mark ?? `line ${line}`;
      });
    }
    throw error;
  }
  throw new Error("nothing was thrown");
}

const Inverter = module(
  "inverter",
  (_: object) => ({ x: input(bool), y: output(bool) }),
  ({ x }) => ({ y: x.not() }),
);

describe("pipelines that are refused", () => {
  it.each<[string, (io: Io) => unknown, string]>([
    [
      "HDL160: reading a value that no earlier stage has made",
      ({ a }) =>
        pipeline("path", { inputs: { a } }).stage(
          "first",
          (values) => ({ c: (values as unknown as { later: UInt }).later }), // @early
        ),
      "HDL160 m.path.first: later does not exist yet\n    at @early\n    there are a",
    ],
    [
      "HDL161: an output that is never made",
      ({ a }) => pipeline("path", { inputs: { a } }).end(() => ({ out: undefined as unknown as UInt })), // @nothing
      "HDL161 m.path.end.out: nothing where a hardware value is expected\n    at @nothing\n" +
        "    give a value of a type: constant(uint(8), 3)",
    ],
    [
      "HDL161: a literal, which has no width",
      ({ a }) => pipeline("path", { inputs: { a } }).stage("first", () => ({ one: 1 as unknown as UInt })), // @literal
      "HDL161 m.path.first.one: number 1 where a hardware value is expected\n    at @literal\n" +
        "    give a value of a type: constant(uint(8), 3)",
    ],
    [
      "HDL162: a stage name used twice",
      ({ a }) =>
        pipeline("path", { inputs: { a } })
          .stage("first", ({ a }) => ({ b: a }))
          .stage("first" as never, ({ b }) => ({ c: b })), // @stage
      "HDL162 m.path.first: a stage of this name exists already\n    at @stage\n    choose another name",
    ],
    [
      "HDL162: a value made twice",
      ({ a }) =>
        pipeline("path", { inputs: { a } }).stage("first", ({ a }) => ({ a: a.not() }) as unknown as { z: UInt }), // @value
      "HDL162 m.path.a: a value of this name exists already\n    at @value\n    choose another name",
    ],
    [
      "HDL162: an output made twice",
      ({ a }) =>
        pipeline("path", { inputs: { a } })
          .leaving(({ a }) => ({ out: a }))
          .end(({ a }) => ({ out: a }) as unknown as { z: UInt }), // @output
      "HDL162 m.path.out: an output of this name exists already\n    at @output\n    choose another name",
    ],
    [
      "HDL163: a signal of an earlier stage, past the pipeline",
      ({ a, b }) =>
        pipeline("path", { inputs: { a, b } })
          .stage("first", ({ a }) => ({ sum: a.add(1) }))
          .stage("second", ({ sum }) => ({ out: sum.add(b) })), // @past
      "HDL163 m.path.second: b belongs to an earlier stage\n    at @past\n    read it from the values of this stage",
    ],
    [
      "HDL163: a signal that pipelined cannot delay",
      ({ a, b }) => pipelined("path", { stages: 2, inputs: { a } }, ({ a }) => ({ out: a.add(b) })), // @outside
      "HDL163 m.path: b is not among the inputs\n    at @outside\n    give it to `inputs`, so that it is delayed",
    ],
    [
      "HDL164: half a stage",
      ({ a }) => pipelined("path", { stages: 1.5, inputs: { a } }, ({ a }) => ({ out: a })), // @half
      "HDL164 m.path: 1.5 stages\n    at @half\n    ask for a whole number, 0 to 64",
    ],
    [
      "HDL164: less than no stages",
      ({ a }) => pipelined("path", { stages: -1, inputs: { a } }, ({ a }) => ({ out: a })), // @less
      "HDL164 m.path: -1 stages\n    at @less\n    ask for a whole number, 0 to 64",
    ],
    [
      "HDL164: more stages than anybody can mean",
      ({ a }) => pipelined("path", { stages: 65, inputs: { a } }, ({ a }) => ({ out: a })), // @many
      "HDL164 m.path: 65 stages\n    at @many\n    ask for a whole number, 0 to 64",
    ],
    [
      "HDL165: a register inside pipelined",
      ({ a }) =>
        pipelined("path", { stages: 2, inputs: { a } }, ({ a }) => {
          const { held } = regs({ held: uint(8) }); // @register
          held.next = a;
          return { out: held };
        }),
      "HDL165 m.path: register held inside\n    at @register\n    use expressions and nodes only, or `pipeline` with named stages",
    ],
    [
      "HDL165: a memory inside pipelined",
      ({ a }) =>
        pipelined("path", { stages: 2, inputs: { a } }, ({ a }) => {
          const lookup = ram("lookup", uint(8), { depth: 256, collision: "dontCare", init: [1] }); // @memory
          return { out: lookup.read(a) };
        }),
      "HDL165 m.path: memory lookup inside\n    at @memory\n    use expressions and nodes only, or `pipeline` with named stages",
    ],
    [
      "HDL165: a wire inside pipelined",
      ({ a }) =>
        pipelined("path", { stages: 2, inputs: { a } }, ({ a }) => {
          const { w } = wires({ w: uint(8) }); // @wire
          w.value = a;
          return { out: w };
        }),
      "HDL165 m.path: wire w inside\n    at @wire\n    use expressions and nodes only, or `pipeline` with named stages",
    ],
    [
      "HDL165: an instance inside pipelined",
      ({ valid }) =>
        pipelined("path", { stages: 2, inputs: { valid } }, ({ valid }) => ({
          out: instance("inverter", Inverter({}), { x: valid }).y, // @instance
        })),
      "HDL165 m.path: instance inverter inside\n    at @instance\n    use expressions and nodes only, or `pipeline` with named stages",
    ],
  ])("%s", (_, body, expected) => {
    for (const [, mark] of expected.matchAll(/@(\w+)/g)) expect(lineOf(mark ?? "")).toBeGreaterThan(0);
    expect(message(body)).toBe(expected);
  });
});

/** Only for `tsc`. */
const mistakes = ({ valid, a, b }: Io): void => {
  const path = pipeline("path", { valid, inputs: { a, b } });
  // A value that is not there, or not yet.
  // @ts-expect-error
  path.stage("first", ({ c }) => ({ d: c }));
  // @ts-expect-error
  path.stage("first", ({ late }) => ({ d: late })).arriving({ late: a });
  // A literal, which has no width.
  // @ts-expect-error
  path.stage("first", () => ({ one: 1 }));
  // @ts-expect-error
  path.end(() => ({ one: true }));
  // @ts-expect-error
  pipeline("path", { inputs: { a: 3 } });
  // A name with two meanings.
  // @ts-expect-error
  path.stage("first", ({ a }) => ({ b: a }));
  // @ts-expect-error
  path.arriving({ a: b });
  // @ts-expect-error
  path.leaving(({ a }) => ({ out: a })).end(({ a }) => ({ out: a }));
  // A stage with the name of another.
  // @ts-expect-error
  path.stage("first", ({ a }) => ({ c: a })).stage("first", ({ c }) => ({ d: c }));
  // A reset of something that the stage does not make.
  // @ts-expect-error
  path.stage("first", ({ a }) => ({ c: a }), { reset: { d: 0 } });
  // Kinds go through the pipeline.
  // @ts-expect-error
  path.stage("first", ({ a, b }) => ({ less: a.lt(b) })).stage("second", ({ less }) => ({ c: less.add(1) }));
  const ended = path.stage("first", ({ a }) => ({ c: a })).end(({ c }) => ({ c }));
  // What only a stream has.
  // @ts-expect-error
  ended.ready;
  // A stage, and an output, that are not there.
  // @ts-expect-error
  ended.at.second;
  // @ts-expect-error
  ended.outputs.a;
  // No `valid` comes out where none went in.
  // @ts-expect-error
  pipeline("path", { inputs: { a } }).end(({ a }) => ({ a })).valid;
  // A stream needs `valid`, and has no enable of its own.
  // @ts-expect-error
  pipeline("path", { ready: valid, inputs: { a } });
  // @ts-expect-error
  pipeline("path", { valid, ready: valid, enable: valid, inputs: { a } });
  // @ts-expect-error
  pipelined("path", { inputs: { a } }, ({ a }) => ({ a }));
  // @ts-expect-error
  pipelined("path", { stages: 2, inputs: { a } }, ({ b }) => ({ b }));
  // @ts-expect-error
  pipelined("path", { stages: 2, inputs: { a } }, ({ a }) => ({ a })).valid;
  // And right ones, so that the types are not simply hostile.
  const right = pipeline("path", { valid, ready: valid, inputs: { a, pair: { x: b, y: valid } } })
    .stage("first", ({ a, pair: { x } }) => ({ c: a.add(x) }), { reset: { c: 0 } })
    .arriving({ late: constant(uint(3), 1) })
    .stage("second", ({ c, late, pair }) => ({ d: pair.y.mux(c.add(late), 0) }))
    .end(({ d }) => ({ d }));
  const found: readonly [UInt, Bool, Bool, number] = [
    right.outputs.d,
    right.valid,
    right.ready,
    right.at.first + right.at.second,
  ];
  void found;
};

describe("pipelines that do not compile", () => {
  it("tsc finds every mistake, and nothing else", () => {
    const configFile = fileURLToPath(new URL("../../tsconfig.json", import.meta.url));
    const { config } = ts.readConfigFile(configFile, ts.sys.readFile) as { config: object };
    const { options } = ts.parseJsonConfigFileContent(
      { ...config, include: [] },
      ts.sys,
      fileURLToPath(new URL("../..", import.meta.url)),
    );
    const program = ts.createProgram([own], { ...options, noEmit: true });
    const source = program.getSourceFile(own);
    const problems = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
    expect(typeof mistakes).toBe("function");
    const marker = "@ts-expect" + "-error\n";
    expect((source?.text.split(marker).length ?? 0) - 1).toBe(20);
  });
});
