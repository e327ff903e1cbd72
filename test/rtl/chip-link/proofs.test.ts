/** What holds for links whatever the line does: proofs of both ends, and of one direction from end to end. */
import { afterAll, beforeAll, describe, it } from "vitest";
import { expectProved, openProver, type Prover } from "../../../sim/prove/index.ts";
import { LinkDirectionProof, smallLink } from "./proofs/link-proof.ts";
import { ReceiverRoomProof, SenderRoomProof } from "./proofs/room-proofs.ts";

describe("chip link, proved", () => {
  let prover: Prover;
  beforeAll(async () => {
    prover = await openProver();
  }, 60_000);
  afterAll(() => prover.close());

  it.each([16, 64])(
    "room and kept words of a receiver are its window of %i words, for all times",
    async (window) => {
      await expectProved(ReceiverRoomProof({ ...smallLink, window }), { mode: "induction", depth: 1, prover });
    },
    120_000,
  );

  it("a sender keeps what is not acknowledged and sends nothing for which there is no room, for all times", async () => {
    await expectProved(SenderRoomProof(smallLink), { mode: "induction", depth: 1, prover });
  }, 120_000);

  it("words come out once, in order and unchanged, while a line alters, loses and repeats for 24 cycles", async () => {
    await expectProved(LinkDirectionProof(smallLink), { mode: "bmc", depth: 24, prover });
  }, 240_000);

  it("in that time words come out, and frames are disturbed behind them", async () => {
    await expectProved(LinkDirectionProof(smallLink), { mode: "cover", depth: 24, prover });
  }, 240_000);
});
