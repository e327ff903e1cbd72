import { describe, expect, it } from "vitest";
import {
  array,
  bool,
  bundle,
  constant,
  elaborate,
  input,
  type Module,
  module,
  nodes,
  output,
  type Ports,
  ram,
  regs,
  sint,
  sum,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import { printVerilog } from "../../hdlgen/verilog/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";

const open = <P extends Ports>(top: Module<P>) => openEmbedded(elaborate(top), { seed: 1 });
const bitsFor = (value: number): number => Math.max(1, value.toString(2).length);

/** The rule for an index beyond the end, written apart: its bits count from the top while they stay inside. */
function reached(index: number, length: number): number {
  let at = 0;
  for (let weight = 2 ** (bitsFor(length - 1) - 1); weight >= 1; weight /= 2) {
    if ((index & weight) !== 0 && at + weight < length) at += weight;
  }
  return at;
}

const Table = module(
  "lookup",
  ({ length }: { length: number }) => ({
    index: input(uint(bitsFor(length - 1))),
    write: input(bool),
    data: input(sint(6)),
    read: output(sint(6)),
    all: output(array(sint(6), length)),
  }),
  ({ index, write, data }, { length }) => {
    const { words } = regs({ words: [array(sint(6), length), Array.from({ length }, (_, i) => i)] });
    when(write, () => {
      words.at(index).next = data;
    });
    return { read: words.at(index), all: words };
  },
);

describe("dynamic index", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 13, 16])(
    "%i elements: every index reads and writes what the rule says",
    (length) => {
      const sim = open(Table({ length }));
      sim.reset();
      const model = Array.from({ length }, (_, i) => i);
      for (let index = 0; index < 2 ** bitsFor(length - 1); index++) {
        sim.port("index").value = index;
        sim.port("write").value = 0;
        expect(sim.port("read").value, `read ${index}`).toBe(model[reached(index, length)]);
        sim.port("write").value = 1;
        sim.port("data").value = -index - 1;
        sim.step();
        if (index < length) model[index] = -index - 1;
        expect(model.map((_, i) => sim.port(`all_${i}`).value)).toEqual(model);
      }
    },
  );
  it("the Verilog selects by the bits of the index and writes in a case", () => {
    expect(printVerilog(elaborate(Table({ length: 3 })))["lookup.v"]).toMatchInlineSnapshot(`
      "// lookup {length:3}
      module lookup (
        input  wire              clk,
        input  wire              rst,
        input  wire        [1:0] index,
        input  wire              write,
        input  wire signed [5:0] data,
        output wire signed [5:0] read,
        output wire signed [5:0] all_0,
        output wire signed [5:0] all_1,
        output wire signed [5:0] all_2
      );

        reg signed [5:0] words_0;
        reg signed [5:0] words_1;
        reg signed [5:0] words_2;

        always @(posedge clk) begin
          if (rst) begin
            words_0 <= 6'sd0;
            words_1 <= 6'sd1;
            words_2 <= 6'sd2;
          end else if (write) begin
            case (index)
              2'd0: words_0 <= data;
              2'd1: words_1 <= data;
              2'd2: words_2 <= data;
              default: ;
            endcase
          end
        end

        assign read = index[1] ? words_2 : index[0] ? words_1 : words_0;
        assign all_0 = words_0;
        assign all_1 = words_1;
        assign all_2 = words_2;

      endmodule
      "
    `);
  });
  it("a narrow index reaches the elements that it can count to", () => {
    const M = module(
      "m",
      (_: object) => ({ at: input(uint(1)), y: output(uint(4)) }),
      ({ at }) => {
        const { r } = regs({ r: [array(uint(4), 5), [1, 2, 3, 4, 5]] });
        r.next = r;
        r.at(at).next = 9;
        return { y: r.at(at) };
      },
    );
    const sim = open(M({}));
    sim.reset();
    sim.port("at").value = 1;
    expect(sim.port("y").value).toBe(2);
    sim.step();
    expect([0, 1, 2].map((i) => sim.register(`r_${i}`).value)).toEqual([1, 9, 3]);
  });
  it("fields of elements, arrays of arrays, whole elements", () => {
    const Pixel = bundle({ x: uint(4), on: bool });
    const M = module(
      "m",
      (_: object) => ({ row: input(uint(1)), column: input(uint(2)), x: input(uint(4)), y: output(Pixel) }),
      ({ row, column, x }) => {
        const { screen } = regs({ screen: array(array(Pixel, 3), 2) });
        screen.next = [[{ x: 7, on: false }, screen.at(0).at(1), screen.at(0).at(2)], screen.at(1)];
        screen.at(row).at(column).x.next = x;
        screen.at(row).at(2).on.next = true;
        return { y: screen.at(row).at(column) };
      },
    );
    const sim = open(M({}));
    for (const [row, column, x] of [
      [1, 2, 5],
      [0, 1, 6],
      [1, 3, 9],
    ] as const) {
      sim.port("row").value = row;
      sim.port("column").value = column;
      sim.port("x").value = x;
      sim.step();
    }
    const at = (name: string): number => sim.register(`screen_${name}`).value;
    expect([at("1_2_x"), at("1_2_on"), at("0_1_x"), at("0_2_on"), at("0_0_x"), at("0_0_on")]).toEqual([
      5, 1, 6, 1, 7, 0,
    ]);
  });
});

describe("static use", () => {
  it("elements map, reduce and spread; wires, nodes, muxes and memories take arrays whole", () => {
    const Four = array(uint(4), 4);
    const M = module(
      "m",
      (_: object) => ({
        c: input(bool),
        xs: input(Four),
        at: input(uint(1)),
        total: output(uint(6)),
        most: output(uint(4)),
        count: output(uint(5)),
        y: output(Four),
        z: output(Four),
      }),
      ({ c, xs, at }) => {
        const { doubled } = wires({ doubled: Four });
        doubled.value = xs.map((x) => x.shl(1).trunc(4));
        const { named } = nodes({ named: c.mux(xs, doubled) });
        const [first, ...rest] = [...xs];
        nodes({ last: rest.at(-1) ?? first ?? xs.at(0) });
        const most = xs.reduce((a, b) => a.max(b));
        const count = xs.reduce((n, x) => n.add(x.any().asUInt()), constant(uint(1), 0));
        const words = ram("words", Four, {
          depth: 2,
          collision: "dontCare",
          init: [
            [1, 2, 3, 4],
            [5, 6, 7, 8],
          ],
        });
        return { total: sum(xs), most, count, y: named, z: words.read(at) };
      },
    );
    const sim = open(M({}));
    for (const i of [0, 1, 2, 3]) sim.port(`xs_${i}`).value = 15 - i;
    const all = (name: string): number[] => [0, 1, 2, 3].map((i) => sim.port(`${name}_${i}`).value);
    expect(["total", "most", "count"].map((name) => sim.port(name).value)).toEqual([54, 15, 4]);
    expect(all("y")).toEqual([14, 12, 10, 8]);
    sim.port("c").value = 1;
    sim.port("at").value = 1;
    sim.step();
    expect([all("y"), all("z")]).toEqual([
      [15, 14, 13, 12],
      [5, 6, 7, 8],
    ]);
  });
  it("a constant array", () => {
    const value = constant(array(uint(4), 2), [3, 5]);
    expect(value.map(({ expr }) => (expr.op === "const" ? expr.value : undefined))).toEqual([3n, 5n]);
  });
  it("a nested bundle is assigned whole", () => {
    const M = module(
      "m",
      (_: object) => ({ y: output(uint(4)) }),
      () => {
        const { r } = regs({ r: bundle({ inner: bundle({ x: uint(4), z: uint(2) }), o: bool }) });
        r.inner.next = { x: 9, z: 1 };
        r.o.next = true;
        return { y: r.inner.x };
      },
    );
    const sim = open(M({}));
    sim.step();
    expect([sim.port("y").value, sim.register("r_inner_z").value]).toEqual([9, 1]);
  });
});
