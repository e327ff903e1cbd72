/** The way of spikes out of the core: rows that are let go only where there is room, and every spike once. */
import {
  type Bool,
  bool,
  bundle,
  constant,
  formal,
  input,
  instance,
  lo,
  module,
  nodes,
  output,
  regArray,
  regs,
  streams,
  type UInt,
  uint,
} from "../../../../hdlgen/index.ts";
import { rowFifoReserve, rowTiming } from "../../../../rtl/core/back-timing.ts";
import { RowControl } from "../../../../rtl/core/row-control.ts";
import { RowFifo, rowFifoDepth, rowFifoLimit } from "../../../../rtl/core/row-fifo.ts";
import { SpikeSerialiser, spikeRowOf } from "../../../../rtl/core/spike-serialiser.ts";
import { exposing } from "../../../support/exposing.ts";
import { coreShape } from "../core-shape.ts";
import { all, any, chosen } from "./choices.ts";

const fabric = "ecp5";
const releaseLead = 4;
const shape = coreShape({ lanes: 8, updates: 2, slots: 32, regions: 2 });
const rowsOfGroup = shape.lanes / shape.updates;
const rowBits = Math.log2(rowsOfGroup);
const { result } = rowTiming({ shape, fabric });
const reserve = rowFifoReserve({ shape, fabric, releaseLead });
const depth = rowFifoDepth({ fabric, reserve });
const limit = rowFifoLimit({ fabric, reserve });
const levelBits = Math.log2(depth);
const counterBits = levelBits + 3;
const spacing = result + 2;

/**
 * Groups of any size start at any time after they have been released, any of their rows spikes, the outside takes rows whenever it likes or
 * never: the FIFO behind the neurons never overflows. With the latencies, the depth and the reserve of an ECP5 core.
 */
export const RowRoomProof = module(
  "row_room_proof",
  (_: { readonly releases: "when there is room" | "always" }) => ({
    groupStarts: input(bool),
    rowsMinusOne: input(uint(rowBits)),
    lastOfTick: input(bool),
    fires: input(bool),
    takes: input(bool),
    released: output(bool),
  }),
  ({ groupStarts, rowsMinusOne, lastOfTick, fires, takes }, { releases }) => {
    const push = regArray("done", result, [bool, false]);
    const row = {
      spikes: constant(uint(shape.updates), 1),
      endsTick: constant(uint(1), 0).bit(0),
      row: constant(uint(4), 0),
      report: constant(uint(1), 1).bit(0),
      loopBack: constant(uint(1), 0).bit(0),
      region: constant(uint(1), 0),
    };
    const pushed = (push.at(-1) ?? fires).and(fires);
    const fifo = instance(
      "fifo",
      exposing(RowFifo({ shape, fabric, reserve }), { write: levelBits, read: levelBits }),
      {
        push: pushed,
        row,
        deq: { ready: takes },
      },
    );
    const control = instance(
      "control",
      exposing(RowControl({ rowBits, spacing, releaseLead }), {
        ...{ rowsLeft: rowBits, isLast: 1, held: 1, rowsPass: 1, spaced: 1, granted: 1 },
      }),
      {
        ...{ groupStarts, rowsMinusOne, lastOfTick },
        room: releases === "always" ? true : fifo.room,
      },
    );
    push.forEach((own, i) => {
      own.next = push[i - 1] ?? control.row;
    });
    // The walker: one start for each release, not before `releaseLead` cycles have passed. The first group needs none.
    const since = regArray("since", releaseLead, [bool, false]);
    since.forEach((own, i) => {
      own.next = (since[i - 1] ?? control.released).and(groupStarts.not());
    });
    const { allowed } = regs({ allowed: [bool, true] });
    const mayStart = allowed.or(since.at(-1) ?? allowed);
    allowed.next = mayStart.and(groupStarts.not());
    formal.assume(groupStarts.implies(mayStart), "a group starts when it has been released");

    // Rows that are in the FIFO, on their way to it, or can come before anything is released again.
    const level = fifo.writeSeen.subw(fifo.readSeen).extend(counterBits);
    const one = (flag: Bool): UInt => flag.asUInt().extend(counterBits);
    const onTheWay = push.reduce((sum, own) => sum.addw(one(own)), constant(uint(counterBits), 0));
    const left = control.row.mux(
      control.isLastSeen.bit(0).mux(1, control.rowsLeftSeen.extend(counterBits).addw(1)),
      constant(uint(counterBits), 0),
    );
    const granted = any([control.grantedSeen.bit(0), control.released, allowed, ...since]);
    const states = [control.heldSeen.bit(0), control.released, control.grantedSeen.bit(0)];
    const number = (flags: readonly Bool[]): UInt => flags.reduce((sum, flag) => sum.addw(one(flag)), one(lo));
    formal.assert(number(states).eq(1), "a group is under way, or is being released, or may start");
    formal.assert(number([allowed, ...since]).eq(one(control.grantedSeen.bit(0))), "whoever may start is known");
    formal.assert(
      control.row.implies(control.isLastSeen.bit(0).eq(control.rowsLeftSeen.eq(0))),
      "the last row of a group is known",
    );
    // Between a release and the start that it allows the rows before have gone by.
    const gone = since.map((flag, i) =>
      flag.implies(control.row.not().or(control.rowsLeftSeen.le(releaseLead - 1 - i))),
    );
    formal.assert(all(gone), "rows pass while a release is on its way");
    formal.assert(
      control.released.implies(control.row.not().or(control.rowsLeftSeen.le(releaseLead))),
      "rows pass while a group is released",
    );
    formal.assert(allowed.implies(control.row.not()), "no row is left when a group may start");
    const toCome = granted.mux(rowsOfGroup, constant(uint(counterBits), 0));
    formal.assert(
      level
        .addw(onTheWay)
        .addw(left)
        .addw(toCome)
        .le(depth - 1),
      "there is room for all that has been released",
    );
    formal.assert(fifo.room.implies(level.le(limit)), "room is said of the cycle before");
    return { released: control.released };
  },
);

const few = coreShape({ lanes: 4, updates: 2, slots: 8, regions: 2, listEntries: 8 });
const slotBits = 3;
/** Ticks whose spikes may be on their way at once; numbers modulo 4. */
const open = 3;
/** Cycles within which something comes out, when the outside takes it. */
const patience = 12;

/**
 * Any rows in any ticks, output that is taken whenever: a spike of any one neuron leaves the core exactly once when its
 * group reports, before its tick's marker; and it comes to the own lists exactly once, with its region, when they listen.
 */
export const SpikesOutProof = module(
  "spikes_out_proof",
  (_: object) => ({
    push: input(bool),
    row: input(spikeRowOf(few)),
    takes: input(bool),
    own: output(bundle({ valid: bool, region: uint(1), index: uint(slotBits) })),
  }),
  ({ push, row, takes }) => {
    const { rows } = streams({ rows: spikeRowOf(few) });
    instance("fifo", RowFifo({ shape: few, fabric, reserve: 8 }), { push, row, deq: rows.in });
    const serialiser = instance("serialiser", SpikeSerialiser({ shape: few }), {
      rows: rows.out,
      clear: false,
      spikes: { ready: takes },
    });
    const { spikes } = serialiser;
    formal.assume(push.implies(row.spikes.any().or(row.endsTick)), "a row with something in it");

    // The neuron that is followed: any one.
    const { me, myRegion } = regs({ me: uint(slotBits), myRegion: uint(1) });
    me.next = me;
    myRegion.next = myRegion;
    const { fires } = nodes({
      fires: push.and(row.row.eq(me.slice(slotBits - 1, 1))).and(me.bit(0).mux(row.spikes.bit(1), row.spikes.bit(0))),
    });
    formal.assume(fires.implies(row.region.eq(myRegion)), "a neuron's spikes go to one region");
    const ticks = regs({ pushed: [uint(2), 0], out: [uint(2), 0], own: [uint(2), 0] });
    const due = regArray("due", 4, [bool, false]);
    const dueOwn = regArray("dueOwn", 4, [bool, false]);
    const fired = regArray("fired", 4, [bool, false]);
    formal.assume(fires.implies(chosen(fired, ticks.pushed).not()), "a neuron fires once per tick");
    const waiting = ticks.pushed.subw(ticks.out);
    const waitingOwn = ticks.pushed.subw(ticks.own);
    formal.assume(
      push.and(row.endsTick).implies(waiting.lt(open - 1).and(waitingOwn.lt(open - 1))),
      "few ticks at once",
    );
    ticks.pushed.next = ticks.pushed.addw(push.and(row.endsTick).asUInt());

    const leaves = spikes.valid.and(takes);
    const isMarker = spikes.payload.bit(15);
    const isMine = leaves.and(isMarker.not()).and(spikes.payload.trunc(slotBits).eq(me));
    const ended = leaves.and(isMarker);
    ticks.out.next = ticks.out.addw(ended.asUInt());
    const { own } = serialiser;
    const isMyOwn = own.valid.and(own.index.trunc(slotBits).eq(me));
    const { drained } = nodes({ drained: serialiser.tickDrained });
    ticks.own.next = ticks.own.addw(drained.asUInt());
    due.forEach((flag, t) => {
      const comes = fires.and(row.report).and(ticks.pushed.eq(t));
      flag.next = comes.or(flag.and(isMine.and(ticks.out.eq(t)).not()));
    });
    dueOwn.forEach((flag, t) => {
      const comes = fires.and(row.loopBack).and(ticks.pushed.eq(t));
      flag.next = comes.or(flag.and(isMyOwn.and(ticks.own.eq(t)).not()));
    });
    fired.forEach((flag, t) => {
      const begins = push.and(row.endsTick).and(ticks.pushed.addw(1).eq(t));
      flag.next = begins.not().and(flag.or(fires.and(ticks.pushed.eq(t))));
    });
    formal.assert(isMine.implies(chosen(due, ticks.out)), "a spike leaves once, and only when it is reported");
    formal.assert(ended.implies(chosen(due, ticks.out).not()), "no spike is lost before its tick's marker");
    formal.assert(ended.implies(ticks.out.ne(ticks.pushed)), "a marker comes out for a tick that has ended");
    const { number } = regs({ number: [uint(15), 0] });
    number.next = number.addw(ended.asUInt().extend(15));
    formal.assert(ended.implies(spikes.payload.trunc(15).eq(number)), "markers count up");
    formal.assert(leaves.and(isMarker.not()).implies(spikes.payload.lt(8)), "a spike is of a slot that there is");
    formal.assert(isMyOwn.implies(chosen(dueOwn, ticks.own)), "a spike comes to the own lists once, when they listen");
    formal.assert(isMyOwn.implies(own.region.eq(myRegion)), "a spike comes to its region");
    formal.assert(drained.implies(chosen(dueOwn, ticks.own).not()), "no spike is lost before its tick has drained");
    formal.assert(drained.implies(ticks.own.ne(ticks.pushed)), "a tick drains that has ended");
    const { ownBefore, drainedBefore } = regs({ ownBefore: [bool, false], drainedBefore: [bool, false] });
    ownBefore.next = own.valid;
    drainedBefore.next = drained;
    formal.assert(drained.and(drainedBefore).not(), "no two ticks drain in consecutive cycles");
    formal.assert(drained.implies(ownBefore.or(own.valid).not()), "a tick drains two cycles after its last own spike");

    const { quiet } = regs({ quiet: [uint(5), 0] });
    const isOpen = any([...due, ...dueOwn]).or(waiting.any());
    quiet.next = isOpen.and(takes).and(leaves.or(own.valid).or(push).not()).mux(quiet.addw(1), 0);
    formal.assert(quiet.lt(patience), "it goes on while the outside takes what comes");
    formal.cover(ended.and(number.eq(1)), "two ticks leave");
    return { own: { valid: own.valid, region: own.region, index: own.index.trunc(slotBits) } };
  },
);
