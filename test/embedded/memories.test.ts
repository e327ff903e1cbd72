import { describe, expect, it } from "vitest";
import { bool, type Collision, elaborate, hi, input, module, output, ram, sint, uint } from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";

interface Shape {
  width: number;
  depth: number;
  collision: Collision;
}

const Ram = module(
  "ram1",
  ({ width, depth }: Shape) => {
    const address = uint(Math.max(1, Math.ceil(Math.log2(depth))));
    return {
      we: input(bool),
      waddr: input(address),
      wdata: input(uint(width)),
      re: input(bool),
      raddr: input(address),
      rdata: output(uint(width)),
    };
  },
  ({ we, waddr, wdata, re, raddr }, { width, depth, collision }) => {
    const mem = ram("mem", uint(width), { depth, collision });
    mem.write(waddr, wdata, { enable: we });
    return { rdata: mem.read(raddr, { enable: re }) };
  },
);

function open(shape: Shape, seed = 1) {
  const sim = openEmbedded(elaborate(Ram(shape)), { seed });
  const ports = ["we", "waddr", "wdata", "re", "raddr", "rdata"] as const;
  const [we, waddr, wdata, re, raddr, rdata] = ports.map((name) => sim.port(name));
  if (!we || !waddr || !wdata || !re || !raddr || !rdata) throw new Error("ports");
  return {
    sim,
    write: (address: number, data: bigint) => {
      we.value = 1;
      re.value = 0;
      waddr.value = address;
      wdata.big = data;
      sim.step();
      we.value = 0;
    },
    read: (address: number) => {
      re.value = 1;
      raddr.value = address;
      sim.step();
      re.value = 0;
      return rdata.big;
    },
    both: (address: number, data: bigint, from: number) => {
      we.value = 1;
      re.value = 1;
      waddr.value = address;
      wdata.big = data;
      raddr.value = from;
      sim.step();
      we.value = 0;
      re.value = 0;
      return rdata.big;
    },
    rdata,
  };
}

describe("memories", () => {
  it.each([1, 8, 9, 16, 17, 32, 33, 64])(
    "words of %i bits come back as written, and the output holds without enable",
    (width) => {
      const { sim, write, read, rdata } = open({ width, depth: 8, collision: "readFirst" });
      const word = (address: number) => BigInt.asUintN(width, 0x9e37_79b9_7f4a_7c15n * BigInt(address + 1));
      for (let address = 0; address < 8; address++) write(address, word(address));
      for (let address = 7; address >= 0; address--) expect(read(address)).toBe(word(address));
      sim.step(3);
      expect(rdata.big).toBe(word(0));
      expect(sim.memory("mem").getBig(5)).toBe(word(5));
    },
  );

  it("readFirst: a read of the address being written gives the old word", () => {
    const { write, both, read } = open({ width: 16, depth: 4, collision: "readFirst" });
    write(2, 111n);
    expect(both(2, 222n, 2)).toBe(111n);
    expect(read(2)).toBe(222n);
  });

  it("writeFirst: a read of the address being written gives the word being written", () => {
    const { write, both } = open({ width: 16, depth: 4, collision: "writeFirst" });
    write(1, 5n);
    write(2, 111n);
    expect(both(2, 222n, 2)).toBe(222n);
    expect(both(2, 333n, 1)).toBe(5n);
  });

  it("dontCare: a collision gives random words that follow the seed; the write happens; other addresses are untouched", () => {
    const collide = (seed: number) => {
      const { write, both, read } = open({ width: 16, depth: 4, collision: "dontCare" }, seed);
      write(1, 5n);
      const seen = Array.from({ length: 20 }, (_, index) => both(2, BigInt(index), 2));
      expect(read(2)).toBe(19n);
      expect(both(2, 0n, 1)).toBe(5n);
      const explained = seen.filter((word, index) => word === BigInt(index) || word === BigInt(index - 1));
      expect(explained.length).toBeLessThan(3);
      return seen;
    };
    const seen = collide(1);
    expect(new Set(seen).size).toBeGreaterThan(15);
    expect(seen.every((word) => word < 65536n)).toBe(true);
    expect(collide(1)).toEqual(seen);
    expect(collide(2)).not.toEqual(seen);
  });

  it("an address beyond the depth: a write is ignored, a read gives random words", () => {
    const { sim, write, read } = open({ width: 8, depth: 3, collision: "readFirst" });
    for (let address = 0; address < 3; address++) write(address, BigInt(address + 1));
    write(3, 99n);
    expect([...sim.memory("mem").toArray()]).toEqual([1, 2, 3]);
    expect(new Set(Array.from({ length: 40 }, () => read(3))).size).toBeGreaterThan(20);
    expect(read(2)).toBe(3n);
  });

  it("masks: only bits at 1 are written; of several write ports the later wins, bit by bit", () => {
    const TwoWrites = module(
      "two_writes",
      (_: { collision: Collision }) => ({
        mask0: input(uint(40)),
        mask1: input(uint(40)),
        on: input(bool),
        q: output(uint(40)),
      }),
      ({ mask0, mask1, on }, { collision }) => {
        const mem = ram("mem", uint(40), { depth: 2, collision, init: [0, 0] });
        const address = on.asUInt();
        mem.write(address, mask0.not(), { enable: hi, mask: mask0.not() });
        mem.write(address, mask1.xor(mask1), { enable: on, mask: mask1 });
        return { q: mem.read(address) };
      },
    );
    for (const collision of ["readFirst", "writeFirst"] as const) {
      const sim = openEmbedded(elaborate(TwoWrites({ collision })));
      sim.port("mask0").big = 0xff_0000_00ffn;
      sim.port("mask1").big = 0x00_0000_ff00n;
      sim.step();
      expect(sim.memory("mem").getBig(0)).toBe(0x00_ffff_ff00n);
      sim.port("on").value = 1;
      sim.step();
      expect(sim.memory("mem").getBig(1)).toBe(0x00_ffff_0000n);
      expect(sim.port("q").big).toBe(collision === "writeFirst" ? 0x00_ffff_0000n : 0n);
    }
  });

  it("a read port's data can address the next read of another memory", () => {
    const Chase = module(
      "chase",
      (_: object) => ({ q: output(uint(8)) }),
      () => {
        const first = ram("first", uint(2), { depth: 4, collision: "readFirst", init: [1, 2, 3, 0] });
        const second = ram("second", uint(8), { depth: 4, collision: "readFirst", init: [10, 20, 30, 40] });
        const at = first.read(second.read(uintZero()).trunc(2), { name: "at" });
        return { q: second.read(at, { name: "q2" }) };
      },
    );
    const uintZero = () => hi.xor(true).asUInt().extend(2);
    const sim = openEmbedded(elaborate(Chase({})));
    sim.step(3);
    expect([sim.register("second_q").value, sim.register("at").value, sim.port("q").value]).toEqual([10, 3, 40]);
  });

  it("contents: initial words from address 0, the rest random within the width; signed words read as signed", () => {
    const Table = module(
      "lookup",
      (_: object) => ({ at: input(uint(4)), q: output(sint(5)) }),
      ({ at }) => ({ q: ram("rom", sint(5), { depth: 16, collision: "readFirst", init: [-1, 7, -16] }).read(at) }),
    );
    const sim = openEmbedded(elaborate(Table({})));
    const rom = sim.memory("rom");
    expect([...rom.toArray().slice(0, 3)]).toEqual([-1, 7, -16]);
    const rest = [...rom.toArray().slice(3)];
    expect(rest.every((word) => word >= -16 && word <= 15)).toBe(true);
    expect(new Set(rest).size).toBeGreaterThan(4);
    sim.port("at").value = 2;
    sim.step();
    expect(sim.port("q").value).toBe(-16);
    rom.set(2, -3);
    expect([rom.get(2), rom.getBig(2)]).toEqual([-3, -3n]);
    sim.step();
    expect(sim.port("q").value).toBe(-3);
  });
});
