import {
  type Bool,
  bool,
  cat,
  constant,
  formal,
  fsm,
  hi,
  instance,
  lo,
  module,
  node,
  nodes,
  regs,
  type UInt,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import { flagLater } from "../core/later.ts";
import { ChangeArithmetic } from "./change-arithmetic.ts";
import { HistoryScan } from "./history-scan.ts";
import { LaneMemory, laneAddresses, laneMemoryLatency } from "./lane-memory.ts";
import { kinds, type LaneState, lanePlan, type Part } from "./lane-plan.ts";
import { type LaneParameters, lanePorts, learningOf } from "./lane-ports.ts";
import { flag, flagOf, numberRegister } from "./named-register.ts";
import { RoundingHash } from "./rounding-hash.ts";

type Go = (next: LaneState) => void;

/**
 * All changes of one synapse that are due at one visit, one after the other: what its posts of the last `pendingAge` ticks do
 * to it, oldest first; if `slow` its slow step; if `arrival` what an arrival does. Or, if `normalising`, one step of
 * normalisation alone.
 *
 * Ports       start: pulse; all that says what is to be done stands from then on until `done`, also a pulse. now: age. record:
 *             bit (tick mod N) for every arrival, the one of this tick not yet among them; arrivalAge: ticks since the last of them,
 *             N if there is none; pendingAge: at most that and S. posts, minus: bit j is the post of j + 1 ticks ago.
 *             newWeight, newSecond: from `done` until the next start. tickBegins: the loaded level is that of tick `now`.
 *             write: tables and registers by their learning addresses
 * Latency     1 cycle without work. A pair costs about 20 cycles and the rounding shift costs one for each bit; those of a random
 *             rounding are 28 for an arrival's pair, 35 for a pending one (8 bits of shift), 10 more where a level is multiplied
 *             with soft bounds
 * Hazards     no write and no `tickBegins` while a lane is under way; none starts within 4 cycles of either. Changes for ages from W + 1
 *             to N − 1 have to be loaded as 0
 * Cost        UP5K, 8-bit weights, N = 32: 477 LC for presynaptic pairs, 680 with soft bounds and a level, 1 EBR
 * Source      decision 0011
 */
export const LaneUnit = module(
  "lane_unit",
  (parameters: LaneParameters) => lanePorts(parameters),
  (io, parameters) => {
    const { shape } = parameters;
    const learning = learningOf(shape);
    const plan = lanePlan(shape);
    const { pairs, usesRecord, looksBack, oneByOne } = plan;
    const { again, lowBits, stochastic, subtracts } = plan.change;
    const { pairing, historyBits, slowPeriod } = learning;
    const latency = laneMemoryLatency(parameters);
    const at = laneAddresses(learning);
    const ageWidth = Math.log2(historyBits);
    const postWidth = Math.log2(slowPeriod);

    // What is left to do of the visit, and what is being done.
    const todo = new Map(plan.parts.map((part) => [part, flag(`${part}Due`)]));
    const doing = new Map(plan.parts.map((part) => [part, flag(`${part}Now`)]));
    const isDoing = (...some: readonly Part[]): Bool =>
      some.reduce<Bool>((any, part) => any.or(doing.get(part) ?? lo), lo);
    const kindBit = (bit: number): Bool =>
      isDoing(...plan.parts.filter((part) => (((kinds[part] ?? 0) >> bit) & 1) === 1));
    const byPairs = isDoing("causal", "perPost", "acausal");
    const drifts = learning.drift ? isDoing("second") : lo;

    // The post whose pairs are looked for and the one before it, counted from the youngest on.
    const post = pairs ? numberRegister("post", postWidth) : undefined;
    const older = looksBack ? numberRegister("older", ageWidth) : undefined;
    const isPending = looksBack ? flag("isPending") : undefined;
    const negative = plan.teaches || learning.drift ? flag("negative") : undefined;
    const { sincePost } = nodes({
      sincePost: cat(
        constant(uint(16 - postWidth), 2 ** (16 - postWidth) - 1),
        (post ?? constant(uint(postWidth), 0)).not(),
      ),
    });
    const { tick } = regs({ tick: uint(16) });
    tick.next = pairs ? io.now.addw(isDoing("causal").mux(sincePost, 0)) : io.now;

    const { address } = wires({ address: uint(at.width) });
    const { word } = instance("memory", LaneMemory(parameters), {
      ...{ address, tickBegins: io.tickBegins, now: io.now },
      ...{ write: io.write, writeAddress: io.writeAddress, writeData: io.writeData },
    });

    const { stateAddress, hashStart } = wires({ stateAddress: uint(at.width), hashStart: bool });
    const hash = stochastic
      ? instance("hash", RoundingHash({ latency }), {
          ...{ start: hashStart, word, axon: io.axon, neuron: io.neuron, tick },
          kind: cat(kindBit(2), kindBit(1), kindBit(0)),
        })
      : { readLow: lo, readHigh: lo, done: hi, bits: constant(uint(16), 0) };
    // The seed is read before anything else that a change needs.
    const { free } = nodes({ free: hash.readLow.or(hash.readHigh).not() });
    address.value = hash.readLow.mux(at.register("seedLow"), hash.readHigh.mux(at.register("seedHigh"), stateAddress));

    const scanning = wires({ load: bool, ofRecord: bool, backward: bool, from: uint(ageWidth) });
    const scan = pairs
      ? instance(
          "scan",
          HistoryScan({ historyBits, slowPeriod, signed: plan.teaches, records: usesRecord, backward: oneByOne }),
          {
            ...{ ...scanning, hold: free.not(), posts: io.posts, minus: io.minus, record: io.record },
            limit: io.pendingAge,
          },
        )
      : { valid: lo, at: constant(uint(ageWidth), 0), isBelow: lo, negative: lo, passed: lo, ended: lo };

    const { delta } = nodes({
      delta: usesRecord
        ? tick.trunc(ageWidth).subw(scan.at)
        : io.arrivalAge.trunc(ageWidth).addw(sincePost.trunc(ageWidth)),
    });
    const arrivalAge = usesRecord ? io.now.trunc(ageWidth).subw(scan.at) : io.arrivalAge.trunc(ageWidth);
    const isPaired = older === undefined ? hi : arrivalAge.le(older);

    // A word that is read as a term joins the sum when it comes.
    const { reads, readsNegative } = wires({ reads: bool, readsNegative: bool });
    const { issued } = nodes({ issued: reads.and(free) });
    const comes = flagLater(issued, "termComes", latency);
    const { onTheWay } = nodes({
      onTheWay: Array.from({ length: latency }, (_, i) => comes(i + 1)).reduce((some, one) => some.or(one)),
    });
    const negativeComes = subtracts ? flagLater(readsNegative, "termNegative", latency)(latency) : lo;

    const arithmetic = wires({
      ...{ clear: bool, addWeight: bool, addSecond: bool, addFactor: bool, subtractOwn: bool },
      ...{ take: bool, takeProduct: bool, primeRoom: bool, run: bool, shifting: bool, restart: bool },
      ...{ finish: bool, apply: bool },
    });
    const { subtractOwn, ...controls } = arithmetic;
    const { eligibility, longTerm, hasSecond, usesRoom } = plan.change;
    const isLevelFirst = again ? flag("isLevelFirst") : undefined;
    const { taken, fresh } = regs({ taken: [bool, false], fresh: bool });
    taken.next = arithmetic.take;
    const { byLevel, byRoom } = nodes({
      byLevel: (learning.modulated ? byPairs.or(drifts) : lo).or(hasSecond ? isDoing("second") : lo),
      byRoom: usesRoom ? byPairs.or(drifts) : lo,
    });
    const change = instance("change", ChangeArithmetic(plan.change), {
      ...controls,
      ...{ load: io.start, weight: io.weight, second: io.second, factor: io.factor, word },
      addWord: comes(latency),
      subtract: comes(latency).mux(negativeComes, subtractOwn),
      clamped: byPairs,
      plainWord: drifts,
      loadShift: taken,
      shiftField: cat(isDoing("decay"), isDoing("normalise").or(isDoing("second").and(drifts.not()))),
      byLevel: byLevel.and(isLevelFirst === undefined ? hi : byRoom.not().or(isLevelFirst)),
      byRoom: byRoom.and(isLevelFirst === undefined ? hi : isLevelFirst.not()),
      byOwn: isDoing("perPre", "normalise"),
      leaks: isDoing("decay"),
      random: hash.bits,
      ofSecond: eligibility ? byPairs.or(isDoing("decay")) : longTerm ? isDoing("second") : lo,
    });
    const isRandom = hash.done.or(isDoing("decay"));

    // Defaults; the states say otherwise.
    const { moves, done } = wires({ moves: bool, done: bool });
    for (const wire of [hashStart, scanning.load, scanning.ofRecord, scanning.backward, reads, readsNegative]) {
      wire.value = false;
    }
    for (const wire of [...Object.values(arithmetic), moves, done]) wire.value = false;
    scanning.from.value = 0;
    stateAddress.value = at.register("shifts");
    fresh.next = moves;
    /** The word of a state's address is there in the next cycle. */
    const fetched = latency === 1 ? free : free.and(fresh.not());
    const bound = (isNegative: Bool): UInt => isNegative.mux(at.register("low"), at.register("high"));
    const multiplier = byRoom.mux(bound(change.multiplicandIsNegative), at.level(tick));

    const scanFrom = (what: "oldest" | "youngest" | "record", from: UInt | number): void => {
      scanning.load.value = true;
      scanning.backward.value = what === "oldest";
      scanning.ofRecord.value = what === "record";
      scanning.from.value = from;
    };
    const read = (from: UInt, valid: Bool, isNegative: Bool): void => {
      stateAddress.value = from;
      reads.value = valid;
      if (subtracts) readsNegative.value = isNegative;
    };
    const beforeOldest = constant(uint(ageWidth), slowPeriod);

    const begins = (part: Part, go: Go): void => {
      if (part === "causal") {
        if (isPending !== undefined) isPending.next = false;
        if (looksBack) scanFrom("youngest", 0);
        else scanFrom("oldest", beforeOldest.subw(io.pendingAge.trunc(ageWidth)));
        go("pending");
        return;
      }
      if (part !== "decay") hashStart.value = true;
      if (part === "perPost") {
        scanFrom("youngest", 0);
        go("count");
      } else if (part === "acausal" && pairs) {
        scanFrom("youngest", 0);
        go("recent");
      } else go("operand");
    };
    const operand = (part: Part, go: Go): void => {
      // The only negative multiplier of one bit is −1.
      const flips = shape.weightBits === 1 && shape.weightSign === "signed" ? hi : lo;
      let next: LaneState = "scale";
      switch (part) {
        case "acausal":
          read(io.up.mux(at.register("plus"), at.register("minus")), hi, io.up.not());
          break;
        case "perPre":
          read(at.register("perPre"), hi, flips);
          break;
        case "normalise":
          arithmetic.addFactor.value = true;
          subtractOwn.value = flips;
          break;
        case "second":
          if (eligibility) arithmetic.addSecond.value = true;
          else arithmetic.addWeight.value = true;
          if (learning.drift) read(at.register("driftThreshold"), hi, hi);
          if (!eligibility) next = learning.drift ? "compare" : "otherOperand";
          break;
        case "decay":
          arithmetic.addSecond.value = true;
          if (eligibility) subtractOwn.value = true;
          else next = "otherOperand";
          break;
        default:
          throw new Error(`${part} has no operand`);
      }
      go(next);
    };
    const nextChange = (go: Go): void => {
      go("dispatch");
      if (!oneByOne || post === undefined) return;
      when(isDoing("causal"), () => {
        scanFrom("oldest", beforeOldest.subw(post));
        go("pending");
      });
    };

    const states: { readonly [state in LaneState]: (go: Go) => void } = {
      idle: (go) => {
        when(io.start, () => {
          for (const [part, own] of todo) own.next = isDue(part);
          go("dispatch");
        });
      },
      dispatch: (go) => {
        arithmetic.clear.value = true;
        let earlier: Bool = lo;
        for (const [part, own] of todo) {
          const chosen = node(`${part}Begins`, own.and(earlier.not()));
          flagOf(doing, part).next = chosen;
          own.next = own.and(earlier);
          earlier = earlier.or(own);
          when(chosen, () => begins(part, go));
        }
        when(earlier.not(), () => {
          done.value = true;
          go("idle");
        });
      },
      // The oldest post whose pairs are due; with it the one before: arrivals of before that one have met their first post.
      pending: (go) => {
        arithmetic.clear.value = true;
        const next = usesRecord ? "gather" : "lookUp";
        const found = (): void => {
          hashStart.value = true;
          if (usesRecord) scanFrom("record", 0);
          go(next);
        };
        const isDue = older === undefined ? hi : scan.isBelow;
        when(scan.valid.and(isDue), () => {
          if (post !== undefined) post.next = scan.at.trunc(postWidth).xor(oneByOne ? slowPeriod - 1 : 0);
          if (negative !== undefined) negative.next = scan.negative;
          if (isPending !== undefined) isPending.next = true;
          if (oneByOne) found();
        });
        if (older === undefined || isPending === undefined) {
          when(scan.ended, () => go("dispatch"));
          return;
        }
        when(scan.valid.and(isDue.not()).or(scan.ended), () => {
          older.next = scan.ended.mux(historyBits - 1, scan.at);
          go("dispatch");
          when(isPending, found);
        }).elsewhen(scan.passed.and(isPending.not()), () => go("dispatch"));
      },
      lookUp: (go) => {
        read(at.causal(delta), isPaired, negative ?? lo);
        when(free, () => go("scale"));
      },
      gather: (go) => {
        read(at.causal(delta), scan.valid.and(isPaired), negative ?? lo);
        when(scan.ended, () => go("scale"));
      },
      count: (go) => {
        const isRecent = scan.at.shr(postWidth).any().not();
        read(at.register("perPost"), scan.valid.and(isRecent), scan.negative);
        when(scan.passed.or(scan.ended), () => go("scale"));
      },
      recent: (go) => {
        const isImmediate = pairing === "reduced" ? io.arrivalAge.gt(scan.at) : hi;
        read(at.acausal(scan.at.addw(1)), scan.valid.and(isImmediate), scan.negative);
        when(pairing === "all" ? scan.ended : scan.ended.or(scan.valid.and(free)), () => go("scale"));
      },
      operand: (go) => {
        when(free, () => {
          for (const part of plan.parts) {
            if (part === "causal" || part === "perPost" || (part === "acausal" && pairs)) continue;
            when(isDoing(part), () => operand(part, go));
          }
        });
      },
      otherOperand: (go) => {
        subtractOwn.value = true;
        arithmetic.addSecond.value = isDoing("second");
        arithmetic.addWeight.value = isDoing("decay");
        go("scale");
      },
      compare: (go) => {
        when(onTheWay.not(), () => {
          if (negative !== undefined) negative.next = change.sumIsNegative;
          arithmetic.clear.value = true;
          go("drift");
        });
      },
      drift: (go) => {
        read(at.register("drift"), hi, negative ?? lo);
        go("scale");
      },
      scale: (go) => {
        stateAddress.value = isDoing("perPre").mux(
          at.register("perPreShift"),
          isDoing("normalise").mux(at.register("normaliseShifts"), at.register("shifts")),
        );
        when(onTheWay.not().and(fetched), () => {
          when(change.sumIsZero, () => nextChange(go)).otherwise(() => {
            arithmetic.take.value = true;
            go("begin");
            if (isLevelFirst !== undefined) {
              isLevelFirst.next = byLevel.and(byRoom);
              when(byLevel.and(byRoom), () => go("fetchLevel"));
            }
          });
        });
      },
      fetchLevel: (go) => {
        stateAddress.value = at.level(tick);
        when(fetched, () => go("multiplyLevel"));
      },
      multiplyLevel: (go) => {
        stateAddress.value = at.level(tick);
        arithmetic.run.value = true;
        when(change.multiplied, () => go("product"));
      },
      product: (go) => {
        arithmetic.takeProduct.value = true;
        if (isLevelFirst !== undefined) isLevelFirst.next = false;
        go("begin");
      },
      begin: (go) => {
        stateAddress.value = multiplier;
        arithmetic.primeRoom.value = true;
        when(fresh.not().and(isRandom), () => {
          go("shift");
          if (lowBits > 0) when(change.isShort, () => go("multiply"));
          else when(change.unshifted, () => go("add"));
        });
      },
      // The shift is shorter than the multiplier: the product comes first.
      multiply: (go) => {
        stateAddress.value = multiplier;
        arithmetic.run.value = true;
        when(change.multiplied, () => {
          arithmetic.restart.value = true;
          go("shift");
          when(change.unshifted, () => go("add"));
        });
      },
      shift: (go) => {
        stateAddress.value = multiplier;
        arithmetic.run.value = true;
        arithmetic.shifting.value = true;
        when(change.shifted, () => go("add"));
      },
      add: (go) => {
        stateAddress.value = bound(change.changeIsNegative);
        arithmetic.finish.value = true;
        when(fetched, () => go("clamp"));
      },
      clamp: (go) => {
        stateAddress.value = bound(change.changeIsNegative);
        arithmetic.apply.value = true;
        nextChange(go);
      },
    };
    const blocks = plan.states.map((state) => [state, (go: Go) => states[state](following(go))] as const);
    const state = fsm<LaneState>("state", Object.fromEntries(blocks) as Record<LaneState, (go: Go) => void>, {
      init: "idle",
    });
    formal.assert(io.start.implies(state.is("idle")), "a lane starts before the one before is done");
    formal.assert(io.write.or(io.tickBegins).implies(state.is("idle")), "a lane is under way");
    if (pairs) {
      formal.assert(
        io.start.implies(io.pendingAge.le(slowPeriod).and(io.pendingAge.le(io.arrivalAge))),
        "posts before the last arrival are pending",
      );
    }
    return { done, newWeight: change.newWeight, newSecond: change.newSecond };

    function following(go: Go): Go {
      return (next) => {
        moves.value = true;
        go(next);
      };
    }
    function isDue(part: Part): Bool {
      const alone = learning.normalise ? io.normalising.not() : hi;
      switch (part) {
        case "causal":
          return io.pendingAge.any().and(io.arrivalAge.bit(ageWidth).not()).and(alone);
        case "perPost":
        case "second":
        case "decay":
          return io.slow.and(alone);
        case "acausal":
          return (pairs ? io.arrival : io.arrival.and(io.up.or(io.down))).and(alone);
        case "perPre":
          return io.arrival.and(alone);
        case "normalise":
          return io.normalising;
      }
    }
  },
);
