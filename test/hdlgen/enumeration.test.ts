import { describe, expect, it } from "vitest";
import {
  array,
  bool,
  bundle,
  constant,
  elaborate,
  enumeration,
  fsm,
  input,
  type Module,
  match,
  module,
  nodes,
  output,
  type Ports,
  ram,
  regs,
  sint,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { IrInterpreter } from "../support/ir-interpreter.ts";

const Op = enumeration("Op", ["add", "sub", "clear"]);
const Opcode = enumeration("Opcode", { load: 0x03, store: 0x23, branch: 0x63 });
const Phase = enumeration("Phase", ["idle", "run", "done"], { encoding: "oneHot" });

const open = <P extends Ports>(top: Module<P>) => openEmbedded(elaborate(top), { seed: 1 });
const verilog = <P extends Ports>(top: Module<P>): string => Object.values(printVerilog(elaborate(top))).join("\n");

describe("encodings", () => {
  it("labels count from 0 in as few bits as possible", () => {
    expect([Op.width, Op.labels]).toEqual([2, ["add", "sub", "clear"]]);
    expect(enumeration("One", ["only"]).width).toBe(1);
    expect(enumeration("Four", ["a", "b", "c", "d"]).width).toBe(2);
    expect(enumeration("Five", ["a", "b", "c", "d", "e"]).width).toBe(3);
  });
  it("a record gives the bits, one-hot a bit per label", () => {
    expect([Opcode.width, Opcode.encode("branch", "here")]).toEqual([7, [0x63n]]);
    expect([Phase.width, Phase.encode("done", "here")]).toEqual([3, [4n]]);
  });
  it("HDL174: what cannot be encoded", () => {
    const messageOf = (make: () => unknown): string => {
      try {
        make();
      } catch (error) {
        return String(error).split("\n")[0] ?? "";
      }
      return "";
    };
    expect([
      messageOf(() => enumeration("E", [] as never)),
      messageOf(() => enumeration("E", ["a", "b", "a"])),
      messageOf(() => enumeration("E", ["a b"])),
      messageOf(() => enumeration("E", { a: 1, b: 1 })),
      messageOf(() => enumeration("E", { a: -1 })),
    ]).toEqual([
      "SpikeforgeError: HDL174 enumeration E: no labels",
      "SpikeforgeError: HDL174 enumeration E: the label a twice",
      'SpikeforgeError: HDL174 enumeration E: the label "a b"',
      "SpikeforgeError: HDL174 enumeration E: the same bits for b as for another label",
      "SpikeforgeError: HDL174 enumeration E: a negative number for a label",
    ]);
  });
});

/** An accumulator whose operation is an enumeration, once with `match` and once with `select`. */
const Alu = module(
  "alu",
  (_: object) => ({ op: input(Op), x: input(sint(8)), sum: output(sint(8)), shown: output(sint(8)), last: output(Op) }),
  ({ op, x }) => {
    const { sum, last, same } = regs({ sum: [sint(8), 0], last: [Op, "clear"], same: [sint(8), 0] });
    match(op, {
      add: () => {
        sum.next = sum.addw(x);
      },
      sub: () => {
        sum.next = sum.subw(x);
      },
      clear: () => {
        sum.next = 0;
      },
    });
    last.next = op;
    same.next = op.select({ clear: 0, add: same.addw(x), sub: same.subw(x) });
    return { sum, shown: same, last };
  },
);

describe("match and select", () => {
  it("an accumulator follows its operation, in the engine, in the interpreter and as plain numbers", () => {
    const design = elaborate(Alu({}));
    const sim = openEmbedded(design, { seed: 1 });
    const slow = new IrInterpreter(design);
    sim.reset();
    slow.setInput("rst", 1n);
    slow.step();
    slow.setInput("rst", 0n);
    let sum = 0;
    for (const [op, x] of [
      [0, 5],
      [0, 100],
      [1, 7],
      [0, 127],
      [2, 3],
      [1, 128],
      [3, 9],
      [0, 1],
    ] as const) {
      sim.port("op").value = op;
      sim.port("x").value = x > 127 ? x - 256 : x;
      slow.setInput("op", BigInt(op));
      slow.setInput("x", BigInt(x));
      sim.step();
      slow.step();
      // Bits that are no label do what the last label does.
      sum = op === 0 ? sum + x : op === 1 ? sum - x : 0;
      const wanted = BigInt.asIntN(8, BigInt(sum));
      expect([sim.port("sum").big, sim.port("shown").big, sim.port("last").value]).toEqual([wanted, wanted, op]);
      expect(BigInt.asIntN(8, slow.output("sum"))).toBe(wanted);
    }
  });
  it("the Verilog has a case and names for the labels", () => {
    expect(verilog(Alu({}))).toMatchInlineSnapshot(`
      "// alu
      module alu (
        input  wire              clk,
        input  wire              rst,
        input  wire        [1:0] op,
        input  wire signed [7:0] x,
        output reg  signed [7:0] sum,
        output wire signed [7:0] shown,
        output reg         [1:0] last
      );

        localparam [1:0] OP_ADD = 2'd0;
        localparam [1:0] OP_SUB = 2'd1;
        localparam [1:0] OP_CLEAR = 2'd2;

        reg signed [7:0] same;

        always @(posedge clk) begin
          if (rst) begin
            sum <= 8'sd0;
          end else begin
            case (op)
              OP_ADD: sum <= sum + x;
              OP_SUB: sum <= sum - x;
              // clear
              default: sum <= 8'sd0;
            endcase
          end
        end

        always @(posedge clk) begin
          if (rst) begin
            last <= OP_CLEAR;
            same <= 8'sd0;
          end else begin
            last <= op;
            same <= (op == OP_ADD) ? same + x : (op == OP_SUB) ? same - x : 8'sd0;
          end
        end

        assign shown = same;

      endmodule
      "
    `);
  });
  it("a wire that every label drives is driven", () => {
    const M = module(
      "m",
      (_: object) => ({ op: input(Op), y: output(uint(4)) }),
      ({ op }) => {
        const { y } = wires({ y: uint(4) });
        const set = (value: number) => () => {
          y.value = value;
        };
        match(op, { add: set(1), sub: set(2), clear: set(3) });
        return { y };
      },
    );
    const sim = open(M({}));
    const seen = [0, 1, 2, 3].map((op) => {
      sim.port("op").value = op;
      return sim.port("y").value;
    });
    expect(seen).toEqual([1, 2, 3, 3]);
  });
  it("a default stands for the labels without a block, and keeps off those that have an empty one", () => {
    const M = module(
      "m",
      (_: object) => ({ code: input(Opcode), p: output(uint(2)), q: output(uint(2)) }),
      ({ code }) => {
        const { p, q } = regs({ p: [uint(2), 0], q: [uint(2), 0] });
        match(
          code,
          {
            store: () => {
              p.next = 1;
            },
            load: () => {
              q.next = 1;
            },
          },
          () => {
            p.next = 2;
          },
        );
        return { p, q };
      },
    );
    const sim = open(M({}));
    const reached = (code: number): number[] => {
      sim.reset();
      sim.port("code").value = code;
      sim.step();
      return [sim.port("p").value, sim.port("q").value];
    };
    expect([reached(0x23), reached(0x03), reached(0x63), reached(0x7f)]).toEqual([
      [1, 0],
      [0, 1],
      [2, 0],
      [2, 0],
    ]);
    expect(verilog(M({}))).toMatchInlineSnapshot(`
      "// m
      module m (
        input  wire       clk,
        input  wire       rst,
        input  wire [6:0] code,
        output reg  [1:0] p,
        output reg  [1:0] q
      );

        localparam [6:0] OPCODE_LOAD = 7'd3;
        localparam [6:0] OPCODE_STORE = 7'd35;

        always @(posedge clk) begin
          if (rst) begin
            p <= 2'd0;
            q <= 2'd0;
          end else begin
            case (code)
              OPCODE_LOAD: q <= 2'd1;
              OPCODE_STORE: p <= 2'd1;
              default: p <= 2'd2;
            endcase
          end
        end

      endmodule
      "
    `);
  });
  it("numbers of a UInt, with a default for the rest", () => {
    const M = module(
      "m",
      (_: object) => ({ n: input(uint(3)), y: output(uint(4)) }),
      ({ n }) => {
        const { y } = wires({ y: uint(4) });
        const set = (value: number) => () => {
          y.value = value;
        };
        match(n, { 1: set(10), 6: set(11) }, set(0));
        return { y };
      },
    );
    const sim = open(M({}));
    const seen = Array.from({ length: 8 }, (_, n) => {
      sim.port("n").value = n;
      return sim.port("y").value;
    });
    expect(seen).toEqual([0, 10, 0, 0, 0, 0, 11, 0]);
  });
});

describe("state machines", () => {
  const Machine = module(
    "machine",
    (_: object) => ({ go: input(bool), phase: output(Phase), lamp: output(uint(2)), ready: output(bool) }),
    ({ go }) => {
      const phase = fsm(
        "phase",
        {
          idle: (to) => when(go, () => to("run")),
          run: (to) => to("done"),
          done: (to) => to("idle"),
        },
        { init: "idle", type: Phase },
      );
      return { phase, lamp: phase.select({ idle: 0, run: constant(uint(2), 2), done: 3 }), ready: phase.is("idle") };
    },
  );
  it("states of an enumeration have its bits and can be shown", () => {
    const sim = open(Machine({}));
    sim.reset();
    sim.port("go").value = 1;
    const seen = Array.from({ length: 4 }, () => {
      const now = ["phase", "lamp", "ready"].map((name) => sim.port(name).value);
      sim.step();
      return now;
    });
    expect(seen).toEqual([
      [1, 0, 1],
      [2, 2, 0],
      [4, 3, 0],
      [1, 0, 1],
    ]);
  });
  it("their Verilog has the enumeration's names", () => {
    expect(verilog(Machine({}))).toMatchInlineSnapshot(`
      "// machine
      module machine (
        input  wire       clk,
        input  wire       rst,
        input  wire       go,
        output reg  [2:0] phase,
        output wire [1:0] lamp,
        output wire       ready
      );

        localparam [2:0] PHASE_IDLE = 3'd1;
        localparam [2:0] PHASE_RUN = 3'd2;
        localparam [2:0] PHASE_DONE = 3'd4;

        always @(posedge clk) begin
          if (rst) begin
            phase <= PHASE_IDLE;
          end else begin
            case (phase)
              PHASE_IDLE: begin
                if (go) phase <= PHASE_RUN;
              end
              PHASE_RUN: phase <= PHASE_DONE;
              PHASE_DONE: phase <= PHASE_IDLE;
              default: ;
            endcase
          end
        end

        assign lamp = phase[0] ? 2'd0 : phase[1] ? 2'd2 : 2'd3;
        assign ready = phase[0];

      endmodule
      "
    `);
  });
  it("a wire that every state drives is driven", () => {
    const M = module(
      "m",
      (_: object) => ({ lamp: output(uint(2)) }),
      () => {
        const { lamp } = wires({ lamp: uint(2) });
        const step = (shown: number, next: () => void) => {
          lamp.value = shown;
          next();
        };
        fsm(
          "state",
          {
            red: (go) => step(1, () => go("green")),
            green: (go) => step(2, () => go("yellow")),
            yellow: (go) => step(3, () => go("red")),
          },
          { init: "red" },
        );
        return { lamp };
      },
    );
    const sim = open(M({}));
    sim.reset();
    const seen = Array.from({ length: 5 }, () => {
      const { value } = sim.port("lamp");
      sim.step();
      return value;
    });
    expect(seen).toEqual([1, 2, 3, 1, 2]);
    expect(verilog(M({}))).toContain("default: lamp = 2'd3;");
  });
  it("the state of one without an enumeration is a value as well", () => {
    const M = module(
      "m",
      (_: object) => ({ lamp: output(uint(2)) }),
      () => {
        const state = fsm("state", { a: (to) => to("b"), b: (to) => to("a") }, { init: "b" });
        const { held } = nodes({ held: state });
        return { lamp: held.select({ a: constant(uint(2), 1), b: 2 }) };
      },
    );
    const sim = open(M({}));
    sim.reset();
    expect(sim.port("lamp").value).toBe(2);
    sim.step();
    expect(sim.port("lamp").value).toBe(1);
  });
});

describe("values of an enumeration", () => {
  it("labels stand wherever a value is expected", () => {
    const M = module(
      "m",
      (_: object) => ({
        c: input(bool),
        phase: input(Phase),
        y: output(Phase),
        z: output(bundle({ op: Op, on: bool })),
      }),
      ({ c, phase }) => {
        const { held } = regs({ held: { type: array(Op, 2), reset: ["sub", "clear"], powerUp: ["add", "add"] } });
        held.at(0).next = "clear";
        held.at(1).next = held.at(0);
        const { chosen } = nodes({ chosen: c.mux("done", phase) });
        return { y: chosen, z: { op: held.at(1), on: phase.isOneOf("idle", "run").and(phase.ne("run")) } };
      },
    );
    const sim = open(M({}));
    sim.reset();
    sim.port("phase").value = 1;
    expect([sim.port("y").value, sim.port("z_op").value, sim.port("z_on").value]).toEqual([1, 2, 1]);
    sim.port("c").value = 1;
    sim.step();
    expect([sim.port("y").value, sim.port("z_op").value]).toEqual([4, 1]);
    sim.port("phase").value = 2;
    expect(sim.port("z_on").value).toBe(0);
  });
  it("one-hot labels are tested by their bit", () => {
    const M = module(
      "m",
      (_: object) => ({ phase: input(Phase), y: output(bool), z: output(bool) }),
      ({ phase }) => ({ y: phase.is("run"), z: phase.eq("run") }),
    );
    expect(verilog(M({}))).toMatchInlineSnapshot(`
      "// m
      module m (
        input  wire [2:0] phase,
        output wire       y,
        output wire       z
      );

        localparam [2:0] PHASE_RUN = 3'd2;

        assign y = phase[1];
        assign z = phase == PHASE_RUN;

      endmodule
      "
    `);
  });
  it("memories hold them", () => {
    const M = module(
      "m",
      (_: object) => ({ at: input(uint(1)), y: output(bool) }),
      ({ at }) => {
        const program = ram("ops", Op, { depth: 2, collision: "dontCare", init: ["sub", "clear"] });
        return { y: program.read(at).is("clear") };
      },
    );
    const sim = open(M({}));
    const seen = [0, 1].map((at) => {
      sim.port("at").value = at;
      sim.step();
      return sim.port("y").value;
    });
    expect(seen).toEqual([0, 1]);
  });
  it("bits become a value, and a value its bits", () => {
    const M = module(
      "m",
      (_: object) => ({ bits: input(uint(7)), y: output(bool), back: output(uint(7)) }),
      ({ bits }) => {
        const code = Opcode.from(bits);
        return { y: code.is("store"), back: code.asUInt() };
      },
    );
    const sim = open(M({}));
    sim.port("bits").value = 0x23;
    expect([sim.port("y").value, sim.port("back").value]).toEqual([1, 0x23]);
  });
  it("a typed constant has the label's bits", () => {
    const { expr } = constant(Opcode, "store");
    expect(expr).toEqual({ op: "const", width: 7, value: 0x23n });
  });
});
