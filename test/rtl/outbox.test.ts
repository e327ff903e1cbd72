import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fabrics } from "../../config/index.ts";
import { elaborate } from "../../hdlgen/index.ts";
import { Outbox } from "../../rtl/outbox.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { expectProved, openProver, type Prover } from "../../sim/prove/index.ts";
import { Random } from "../support/random.ts";

let prover: Prover;
beforeAll(async () => {
  prover = await openProver();
});
afterAll(() => prover.close());

describe("outbox", () => {
  it.each(fabrics)(
    "%s: gives every word once, in order, and takes a word per cycle until all but a few places are taken",
    (fabric) => {
      const depth = 16;
      for (const [chanceToSend, chanceToTake] of [
        [1, 0.02],
        [0.3, 1],
        [0.5, 0.5],
        [1, 1],
      ] as const) {
        const random = new Random(7);
        const sim = openEmbedded(elaborate(Outbox({ fabric, depth })), { seed: 1 });
        sim.reset();
        const waiting: number[] = [];
        let taken = 0;
        let most = 0;
        for (let cycle = 0; cycle < 3000; cycle++) {
          const word = random.integer(0, 0xffff);
          const sends = random.chance(chanceToSend);
          sim.port("enq_valid").value = Number(sends);
          sim.port("enq_payload").value = word;
          sim.port("deq_ready").value = Number(random.chance(chanceToTake));
          if (sim.port("deq_valid").value === 1 && sim.port("deq_ready").value === 1) {
            expect(sim.port("deq_payload").value).toBe(waiting.shift());
            taken++;
          }
          if (sends && sim.port("enq_ready").value === 1) waiting.push(word);
          most = Math.max(most, waiting.length);
          sim.step();
        }
        expect(taken).toBeGreaterThan(50);
        if (chanceToTake < 0.1) expect(most).toBeGreaterThanOrEqual(depth - 4);
        sim.close();
      }
    },
  );

  it("never overflows, and gives only what it holds (for all time)", async () => {
    await expectProved(Outbox({ fabric: "ice40up", depth: 8 }), { mode: "induction", depth: 4, prover });
  }, 60_000);
});
