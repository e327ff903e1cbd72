import { describe, expect, it } from "vitest";
import {
  type Bool,
  bool,
  bundle,
  changed,
  elaborate,
  fell,
  formal,
  fsm,
  input,
  module,
  nodes,
  output,
  past,
  printVerilog,
  regs,
  rose,
  stable,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { findTool } from "../../tools/index.ts";
import { lineMarks, messageOf } from "../support/error-texts.ts";
import { lint } from "../support/verilator-lint.ts";

const located = lineMarks(import.meta.url);

interface Io {
  readonly a: UInt;
  readonly go: Bool;
}

/** A module `m` with ports a: uint(4), go: bool → y: uint(4), and what `body` states about it. */
function design(body: (io: Io) => unknown) {
  const M = module(
    "m",
    (_: object) => ({ a: input(uint(4)), go: input(bool), y: output(uint(4)) }),
    (io) => {
      body(io);
      return { y: io.a };
    },
  );
  return elaborate(M({}));
}

const verilogOf = (body: (io: Io) => unknown): string => printVerilog(design(body))["m.v"] ?? "";
/** The lines of the always block for provers. */
const formalOf = (body: (io: Io) => unknown): string[] =>
  /`ifdef FORMAL\n.*begin\n((?:.*\n)*?) {2}end\n`e/
    .exec(verilogOf(body))?.[1]
    ?.trimEnd()
    .split("\n")
    .map((l) => l.trim()) ?? [];

describe("past", () => {
  it("is a register that only properties read, outside synthesis", () => {
    const text = verilogOf(({ a }) => formal.assert(past(a).le(a), "a never falls"));
    expect(text.slice(text.indexOf("`ifndef"), text.indexOf("`elsif"))).toBe(`\`ifndef SYNTHESIS
  reg [3:0] a_past;
  reg past_valid;
  wire _past_unused_ok = &{1'b0, a_past, past_valid};
  initial past_valid = 1'b0;
  always @(posedge clk) a_past <= a;
  always @(posedge clk) begin
    if (rst) begin
      past_valid <= 1'b0;
    end else begin
      past_valid <= 1'b1;
    end
  end
\`endif

\`ifdef FORMAL
  always @(posedge clk) begin
    a_never_falls: assert (a_past <= a || !past_valid || rst);
  end
`);
  });

  it("of one value is kept once; of several cycles it is a chain", () => {
    const { registers } = design(({ a, go }) => {
      formal.assert(past(a, 3).eq(0).or(past(a, 2).eq(0)), "first");
      formal.assert(past(a).eq(0).or(rose(go)), "second");
    }).top;
    expect(registers.map(({ signal, verification }) => [signal.name, verification])).toEqual(
      ["a_past", "a_past2", "a_past3", "past_valid", "past_valid2", "past_valid3", "go_past"].map((name) => [
        name,
        true,
      ]),
    );
  });

  it("takes a bundle, and rose, fell, stable and changed compare all of it", () => {
    const pair = bundle({ x: uint(2), y: bool });
    const M = module(
      "pairs",
      (_: object) => ({ pair: input(pair), same: output(bool) }),
      (io) => {
        formal.assert(stable(io.pair).eq(changed(io.pair).not()), "one or the other");
        formal.cover(rose(io.pair.y).or(fell(io.pair.y)), "moves");
        return { same: io.pair.y };
      },
    );
    const text = printVerilog(elaborate(M({})))["pairs.v"] ?? "";
    expect(text).toContain("pair_x_past <= pair_x;");
    expect(text).toContain(
      "moves: cover (((pair_y && !pair_y_past) || (pair_y_past && !pair_y)) && past_valid && !rst);",
    );
  });

  it("a property that looks back n cycles rests until n cycles outside reset have passed", () => {
    const never = ({ a }: Io): void => formal.assert(past(a, 2).ne(past(a, 2)), "never holds");
    const sim = openEmbedded(design(never));
    for (const rst of [1, 1, 0, 0]) {
      sim.port("rst").value = rst;
      sim.step();
    }
    expect(() => sim.step()).toThrow("SIM010 top: assertion failed at cycle 4: never holds");
    sim.port("rst").value = 1;
    sim.step();
    sim.port("rst").value = 0;
    sim.step(2);
    expect(() => sim.step()).toThrow("SIM010 top: assertion failed at cycle 7: never holds");
  });

  it("HDL180: a number of cycles that is none", () => {
    const body = ({ a }: Io): unknown => past(a, 0); // @zero
    expect(messageOf(() => design(body))).toBe(
      located("HDL180 m: past of 0 cycles\n    at @zero\n    look back a whole number of cycles, at least 1"),
    );
  });

  it("HDL181: hardware that reads it", () => {
    const expected =
      "HDL181 m.a_past: hardware reads what only properties may: a value of `past`\n    at @kept\n    at @before\n" +
      "    keep it in a register of its own, or use it in formal.assert, assume or cover alone";
    const body = ({ a }: Io): void => {
      const before = past(a); // @before
      const { kept } = regs({ kept: uint(4) });
      kept.next = before; // @kept
    };
    expect(messageOf(() => design(body))).toBe(located(expected));
    expect(messageOf(() => design(({ a }) => nodes({ named: past(a).eq(1) })))).toContain("HDL181 m.a_past");
  });
});

describe("properties inside when", () => {
  it("ask for nothing elsewhere; a cover needs the whole path", () => {
    const lines = formalOf(({ a, go }) => {
      when(go, () => {
        when(a.eq(1), () => formal.assert(a.ne(2), "then then")).otherwise(() => formal.cover(a.eq(3), "then else"));
      })
        .elsewhen(a.eq(4), () => formal.assume(a.ne(5), "elsewhen"))
        .otherwise(() => formal.assert(a.ne(6), "otherwise"));
    });
    expect(lines).toEqual([
      "then_then: assert (a != 4'd2 || !(go && a == 4'd1) || rst);",
      "then_else: cover (a == 4'd3 && go && a != 4'd1 && !rst);",
      "elsewhen: assume (a != 4'd5 || go || a != 4'd4 || rst);",
      "otherwise: assert (a != 4'd6 || go || a == 4'd4 || rst);",
    ]);
  });

  it("may stand under a condition that looks back, as long as nothing else does", () => {
    const lines = formalOf(({ a, go }) => when(past(go), () => formal.assert(a.ne(1), "after going")));
    expect(lines).toEqual(["after_going: assert (a != 4'd1 || !go_past || !past_valid || rst);"]);
    const mixed = ({ a, go }: Io): void => {
      const { kept } = regs({ kept: uint(4) });
      when(past(go), () => {
        formal.assert(a.ne(1), "after going");
        when(go, () => {
          kept.next = a;
        });
      });
    };
    expect(messageOf(() => design(mixed))).toContain("HDL181 m.go_past");
  });

  it("in a state hold for that state; what was is remembered in every cycle", () => {
    const text = verilogOf(({ a, go }) => {
      fsm(
        "state",
        {
          idle: (to) => when(go, () => to("busy")),
          busy: (to) => {
            formal.assert(past(a).eq(a), "held");
            to("idle");
          },
        },
        { init: "idle" },
      );
    });
    expect(text).toContain("  always @(posedge clk) a_past <= a;\n");
    expect(text).toContain("held: assert (a_past == a || !state || !past_valid || rst);");
  });

  it("are checked by the engine on their path only", () => {
    const sim = openEmbedded(design(({ a, go }) => when(go, () => formal.assert(a.ne(7), "no 7 while going"))));
    sim.port("a").value = 7;
    sim.step(3);
    sim.port("go").value = 1;
    expect(() => sim.step()).toThrow("SIM010 top: assertion failed at cycle 3: no 7 while going");
  });
});

describe("labels", () => {
  it("are the messages as identifiers, unique, never a keyword", () => {
    const lines = formalOf(({ a }) => {
      for (const message of ["a", "Release!", "100 % sure", "Release!", "…", "x".repeat(30), "one two, three"]) {
        formal.assert(a.ne(1), message);
      }
    });
    expect(lines.map((line) => line.split(":")[0])).toEqual([
      "a_2",
      "assert_release",
      "assert_100_sure",
      "assert_release_2",
      "assert_property",
      "x".repeat(30),
      "one_two_three",
    ]);
  });
});

it("verification registers and properties leave Verilator -Wall and yosys check content, with and without SYNTHESIS", async () => {
  const checked = design(({ a, go }) => {
    formal.assert(past(a, 2).bit(0).not().or(stable(go)), "uses a bit of what was");
    formal.cover(rose(go), "rises");
    const { quiet } = nodes({ quiet: a.add(1) });
    when(go, () => formal.assume(quiet.ne(past(a)), "only properties read quiet"));
  });
  expect(await lint(checked)).toBe("");
  expect(await lint(checked, "synthesis")).toBe("");
  const yosys = await findTool("yosys", { prefer: "wasm" });
  for (const flags of ["", "-formal"]) {
    await yosys.run({
      args: ["-q", "-p", `read_verilog ${flags} m.v; hierarchy -check -top m; proc; check -assert`],
      files: printVerilog(checked),
      outputs: [],
    });
  }
  await yosys.close();
});
