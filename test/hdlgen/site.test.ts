/** Every line that hdlgen remembers is the user's innermost one. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  array,
  type Bool,
  bool,
  bundle,
  clock,
  domain,
  elaborate,
  enumeration,
  formal,
  fsm,
  input,
  instance,
  match,
  module,
  node,
  nodes,
  output,
  pipeline,
  ram,
  regArray,
  regs,
  stream,
  streams,
  synchronise,
  type UInt,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import type { ModuleIr } from "../../hdlgen/ir.ts";
import { forEachStatement } from "../../hdlgen/passes/statements.ts";
import { captureSite, type Site } from "../../hdlgen/site.ts";
import { signalsOf } from "../../hdlgen/verilog/names.ts";

const file = fileURLToPath(import.meta.url);
const lines = readFileSync(file, "utf8").split("\n");
/** The text of a line of this file; the location itself where it is elsewhere. */
function lineAt(site: Site): string {
  const [, path, number] = /^(.*):(\d+):\d+$/.exec(site.location ?? "") ?? [];
  return path === file ? (lines[Number(number) - 1] ?? "").trim() : `not here: ${site.location}`;
}

const Child = module(
  "child",
  (_: object) => ({ x: input(uint(8)), y: output(uint(8)) }), // ports of child
  ({ x }) => ({ y: x }),
);
const Mode = enumeration("mode", ["one", "two"]);

/** A helper of the user's: its lines, not those of its callers, are the innermost. */
function held(value: UInt, enable: Bool): UInt {
  const { last } = regs({ last: uint(8) }); // regs in a helper
  const enabled = () => {
    last.next = value; // assignment in a helper
  };
  when(enable, enabled); // when in a helper
  return last;
}

const Everything = module(
  "everything",
  (_: object) => ({
    a: input(uint(8)), // input
    c: input(bool), // another input
    other: input(clock), // clock
    s: stream.in(uint(8)), // stream
    y: output(uint(8)), // output
  }),
  ({ a, c, other }) => {
    const taps = regArray("tap", 2, uint(8)); // regArray
    for (const tap of taps) tap.next = a; // assignment of taps
    const { w } = wires({ w: bundle({ low: uint(8), high: uint(8) }) }); // wires
    w.value = { low: a, high: a }; // assignment of a bundle
    const { v } = wires({ v: array(uint(8), 2) }); // array
    v.at(0).value = a; // assignment of an element
    v.at(1).value = a; // assignment of the other
    nodes({ n: { p: a, q: v.at(0) } }); // nodes
    node("m", a); // node
    const { mode } = regs({ mode: [Mode, "one"] }); // mode
    match(mode, { one: () => (mode.next = "two"), two: () => (mode.next = "one") }); // match
    when(c, () => undefined) // when
      .elsewhen(a.any(), () => undefined); // elsewhen
    fsm("phase", { go: (go) => go("stay"), stay: (go) => go("go") }, { init: "go" }); // fsm
    const words = ram("words", uint(8), { depth: 4, collision: "dontCare" }); // ram
    words.write(a.trunc(2), a, { enable: c }); // write
    words.read(a.trunc(2)); // read
    formal.assert(c.or(c.not()), "always"); // assert
    domain({ clock: other }, () => synchronise("taken", c)); // synchronise
    const { y } = instance("child", Child({}), { x: held(a, c) }); // instance
    return { s: { ready: c }, y };
  },
);

/** Line by line, what of the IR has it as its site. */
function sitesOf(module: ModuleIr): [what: string, site: Site][] {
  const found: [string, Site][] = signalsOf(module).map((signal) => [signal.name, signal.site]);
  forEachStatement(module.body, (statement) => {
    const what = statement.kind === "assign" ? `${statement.target.name} =` : statement.kind;
    found.push([what, statement.site]);
  });
  for (const { name, reads, writes, site } of module.memories) {
    found.push([name, site], ...[...reads, ...writes].map((port): [string, Site] => ["port", port.site]));
  }
  for (const each of module.instances) found.push([each.name, each.site]);
  for (const each of module.properties) found.push([each.kind, each.site]);
  return found;
}

describe("source locations", () => {
  const { top } = elaborate(Everything({}));

  it("everything that a user declares, assigns or states has the line on which that happens", () => {
    const remarks = new Map<string, string>();
    for (const [what, site] of sitesOf(top)) {
      const remark = /\/\/ (.*)$/.exec(lineAt(site))?.[1] ?? lineAt(site);
      remarks.set(remark, [...(remarks.get(remark)?.split(", ") ?? []), what].join(", "));
    }
    expect(Object.fromEntries(remarks)).toEqual({
      "another input": "c",
      array: "v_0, v_1",
      assert: "assert",
      "assignment in a helper": "last =",
      "assignment of a bundle": "w_low =, w_high =",
      "assignment of an element": "v_0 =",
      "assignment of taps": "tap0 =, tap1 =",
      "assignment of the other": "v_1 =",
      clock: "other",
      elsewhen: "if",
      fsm: "phase, switch, phase =, phase =",
      input: "a",
      instance: "child_y, child",
      match: "switch, mode =, mode =",
      mode: "rst, mode",
      node: "m",
      nodes: "n_p, n_q",
      output: "y",
      ram: "words",
      read: "words_q, port",
      regArray: "tap0, tap1",
      "regs in a helper": "last",
      stream: "s_valid, s_payload, s_ready",
      synchronise: "taken_meta, taken, taken_meta =, taken =",
      when: "if",
      "when in a helper": "if",
      wires: "w_low, w_high",
      write: "port",
    });
  });

  it("what streams and pipelines declare and assign by themselves has a line of this file, too", () => {
    const Fifo = module(
      "fifo",
      (_: object) => ({ enq: stream.in(uint(8)), deq: stream.out(uint(8)) }),
      ({ enq, deq }) => ({ enq: { ready: deq.ready }, deq: { valid: enq.valid, payload: enq.payload } }),
    );
    const Top = module(
      "top",
      (_: object) => ({ enq: stream.in(uint(8)), valid: input(bool), a: input(uint(8)), y: output(uint(16)) }),
      ({ enq, valid, a }) => {
        const { middle } = streams({ middle: uint(8) });
        const first = instance("first", Fifo({}), { enq, deq: middle.in });
        instance("second", Fifo({}), { enq: middle.out, deq: { ready: true } });
        const square = pipeline("square", { valid, inputs: { a } })
          .stage("multiply", ({ a }) => ({ product: a.mul(a), unread: a.not() }))
          .stage("hold", ({ product }) => ({ held: product }))
          .end(({ held }) => ({ held }));
        return { enq: first.enq, y: square.outputs.held };
      },
    );
    const sites = sitesOf(elaborate(Top({})).top);
    expect(sites.length).toBeGreaterThan(15);
    expect(sites.map(([what, site]) => `${what}: ${lineAt(site)}`).filter((text) => text.includes("not here"))).toEqual(
      [],
    );
  });

  it("an error has the innermost line of the user's, however deep in the user's own functions", () => {
    const inner = () => captureSite(); // innermost
    const outer = () => [1].map(() => inner());
    expect(lineAt(outer()[0] ?? captureSite())).toContain("// innermost");
  });
});
