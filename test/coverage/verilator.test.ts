import { describe, expect, it } from "vitest";
import {
  bool,
  elaborate,
  enumeration,
  fsm,
  input,
  instance,
  match,
  module,
  nodes,
  output,
  ram,
  regs,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import { openCovered } from "../../sim/coverage/index.ts";
import { type CoverageReport, placeOf } from "../../sim/coverage/report.ts";
import { verilatorLines } from "../../sim/coverage/verilator-lines.ts";
import type { Simulation } from "../../sim/simulation.ts";
import { openVerilator } from "../../sim/verilator/index.ts";
import { Random } from "../support/random.ts";

const Mode = enumeration("Mode", ["up", "down", "hold", "load"]);

const Register = module(
  "loaded_register",
  (_: object) => ({ mode: input(Mode), data: input(uint(6)), value: output(uint(6)), isZero: output(bool) }),
  ({ mode, data }) => {
    const { value } = regs({ value: { type: uint(6), reset: 0, powerUp: 0 } });
    const { isZero } = nodes({ isZero: value.eq(0) });
    match(mode, {
      up: () => {
        value.next = value.addw(1);
      },
      down: () => {
        when(isZero.not(), () => {
          value.next = value.subw(1);
        });
      },
      hold: () => {},
      load: () => {
        value.next = data;
      },
    });
    return { value, isZero };
  },
);

const Machine = module(
  "machine",
  (_: object) => ({
    go: input(bool),
    stop: input(bool),
    mode: input(Mode),
    level: output(uint(6)),
    active: output(bool),
  }),
  ({ go, stop, mode }) => {
    const { at, spent, seen } = regs({
      at: { type: uint(6), reset: 0, powerUp: 0 },
      spent: { type: uint(4), reset: 0, powerUp: 0 },
      seen: { type: uint(3), powerUp: 0 },
    });
    const { busy } = wires({ busy: bool });
    const words = ram("words", uint(6), { depth: 16, collision: "readFirst", init: Array(16).fill(5) });
    words.write(spent, at, { enable: busy });
    const read = words.read(spent, { enable: stop });
    busy.value = false;
    fsm(
      "phase",
      {
        idle: (to) => {
          when(go, () => to("run"));
        },
        run: (to) => {
          busy.value = true;
          at.next = at.addw(3);
          when(stop, () => to("cool")).elsewhen(at.gt(40), () => {
            at.next = 0;
            to("idle");
          });
        },
        cool: (to) => {
          spent.next = spent.addw(1);
          when(spent.trunc(2).eq(3), () => to("idle"));
        },
      },
      { init: "idle" },
    );
    when(stop, () => {
      seen.next = seen.addw(1);
    }).otherwise(() => {
      seen.next = read.trunc(3);
    });
    const child = instance("child", Register({}), { mode, data: at });
    return { level: child.value, active: busy.and(child.isZero.not()) };
  },
);

/** The same stimuli for any simulation. */
function drive(sim: Simulation, seed: number, cycles: number): void {
  const random = new Random(seed);
  const inputs = sim.design.top.ports.filter(({ direction }) => direction === "input").map(({ signal }) => signal);
  sim.reset(2);
  for (let cycle = 0; cycle < cycles; cycle++) {
    for (const { name, type } of inputs) {
      if (random.chance(0.4)) sim.port(name).value = random.integer(0, 2 ** type.width - 1);
    }
    sim.step();
  }
}

/** Lines of registers' assignments by `scope file:line target`, as our counters have them. */
function ourLines(report: CoverageReport): Map<string, number> {
  const found = new Map<string, number>();
  for (const { points, instances } of report.modules) {
    for (const { path, counts } of instances) {
      for (const [i, { kind, location, name }] of points.entries()) {
        const place = placeOf(location);
        if (kind === "line" && place !== undefined) {
          for (const target of name.split(", ")) found.set(`${path} ${place.line} ${target}`, counts[i] ?? -1);
        }
      }
    }
  }
  return found;
}

describe.each([
  ["register", elaborate(Register({}))],
  ["machine", elaborate(Machine({}))],
] as const)("Verilator's own coverage of the %s", (_, design) => {
  it("counts assignments of registers as our counters do, on both engines", async () => {
    const truth = await openVerilator(design, { coverage: "on" });
    drive(truth, 1, 200);
    const theirs = verilatorLines(truth.coverage(), truth.sources);
    for (const engine of ["embedded", "verilator"] as const) {
      const sim = await openCovered(engine, design);
      drive(sim, 1, 200);
      const ours = ourLines(sim.coverage());
      const registers = new Set(sim.names.registers.map((path) => path.split(".").at(-1)));
      let compared = 0;
      for (const { location, scope, target, count, block } of theirs) {
        const line = location.split(":").at(-1);
        const key = `${scope} ${line} ${target}`;
        const own = ours.get(key);
        // The assignment in reset stands on the line of the declaration, which we count at every edge.
        const isReset = design.modules.some(({ registers: all }) =>
          all.some(
            ({ signal }) => signal.name === target && placeOf(signal.site.location ?? "")?.line === Number(line),
          ),
        );
        if (isReset) continue;
        if (block === "combinational") {
          // Combinational blocks run whenever something changes: more often than once an edge, or never again.
          expect([key, (own ?? 0) === 0 || count > 0]).toEqual([key, true]);
          continue;
        }
        expect([engine, key, own]).toEqual([engine, key, count]);
        if (registers.has(target)) compared++;
      }
      expect(compared).toBeGreaterThanOrEqual(3);
      sim.close();
    }
    truth.close();
  });

  it("sees the same bits of registers and inputs rise and fall; of wires at least those", async () => {
    const truth = await openVerilator(design, { coverage: "on" });
    drive(truth, 1, 60);
    const theirs = new Map<string, boolean>();
    for (const { kind, scope, name, count } of truth.coverage()) {
      if (kind === "toggle") theirs.set(`${scope} ${name}`, count > 0);
    }
    const sim = await openCovered("embedded", design);
    drive(sim, 1, 60);
    sim.step(); // Our counters see what an edge has brought at the next one.
    let [compared, moreInWires] = [0, 0];
    for (const { name: module, signals, instances } of sim.coverage().modules) {
      const ir = design.modules.find((each) => each.name === module);
      const known = new Map(ir?.registers.map(({ signal, powerUp }) => [signal.name, powerUp !== undefined]));
      // What is unknown after power-up is random, and the engines draw different numbers.
      const isAllKnown = [...known.values()].every((is) => is) && ir?.memories.length === 0;
      for (const { path, toggles } of instances) {
        for (const [i, { name, kind, width }] of signals.entries()) {
          for (let bit = 0; bit < width; bit++) {
            for (const [way, key] of [
              ["0->1", "rose"],
              ["1->0", "fell"],
            ] as const) {
              const place = `${path} ${name}${width === 1 ? "" : `[${bit}]`}:${way}`;
              const own = ((BigInt(toggles[i]?.[key] ?? 0) >> BigInt(bit)) & 1n) === 1n;
              const their = theirs.get(place);
              const isKnown = kind === "register" ? known.get(name) : kind === "input" || isAllKnown;
              if (their === undefined || !isKnown) continue;
              const isExact = kind === "register" || (kind === "input" && path === sim.design.top.name);
              compared++;
              // Verilator also sees values between two edges.
              if (isExact) expect([place, own]).toEqual([place, their]);
              else if (own) expect([place, their]).toEqual([place, true]);
              else if (their) moreInWires++;
            }
          }
        }
      }
    }
    expect(compared).toBeGreaterThanOrEqual(30);
    expect(moreInWires).toBeLessThan(compared / 10);
    truth.close();
  });
});
