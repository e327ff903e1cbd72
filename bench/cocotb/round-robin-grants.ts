import assert from "node:assert/strict";
import { RoundRobinArbiter } from "../../rtl/cells/index.ts";
import { twin } from "./support/twin.ts";
import { Xorshift } from "./support/xorshift.ts";

/** The first request at or after the one whose turn it is. */
function granted(request: number, turn: number): number | undefined {
  return [0, 1, 2, 3].map((i) => (turn + i) % 4).find((bit) => (request >> bit) & 1);
}

/** Equals a model for 500 random requests. The grant comes in the same cycle: it is read before the edge. */
export const roundRobinGrants = twin("round_robin_grants", RoundRobinArbiter({ count: 4 }), (tb, log) => {
  const { dut } = tb;
  tb.reset(2);
  const random = new Xorshift(15);
  let turn = 0;
  const served = [0, 0, 0, 0];
  for (let i = 0; i < 500; i++) {
    const request = random.below(16);
    const accept = random.chance(70);
    dut.request.value = request;
    dut.accept.value = Number(accept);
    const grant = granted(request, turn);
    assert.equal(dut.grant.value, grant === undefined ? 0 : 1 << grant);
    if (grant !== undefined) {
      served[grant] = (served[grant] ?? 0) + Number(accept);
      turn = accept ? (grant + 1) % 4 : grant;
    }
    tb.step();
    if (tb.cycle % 100 === 0) log.note(`${tb.cycle}: served [${served.join(", ")}]`);
  }
});
