import { sliceBits, weightSlices } from "../../config/index.ts";
import {
  bool,
  cat,
  constant,
  enumeration,
  fsm,
  hi,
  instance,
  lo,
  match,
  module,
  nodes,
  regs,
  sint,
  uint,
  when,
  wires,
} from "../../hdlgen/index.ts";
import { listLatency, listParameters } from "../core/event-lists.ts";
import { addressBits } from "../core/sliced-memory.ts";
import { AxonRecord, recordSliceBits, withoutRecord } from "./axon-record.ts";
import { ChunkVisit, fitted, weightsAt } from "./chunk-visit.ts";
import { ChunkWalk } from "./chunk-walk.ts";
import { ageBits, learningOf } from "./lane-ports.ts";
import { type LearnParameters, learnPorts } from "./learn-ports.ts";
import {
  axonBits,
  entryNumberBits,
  LearnProgram,
  listBits,
  programAddressBits,
  programEntries,
} from "./learn-program.ts";
import { isOnPage, LearnRegisters } from "./learn-registers.ts";
import { Normaliser } from "./normaliser.ts";
import { countVisits, pendingAge } from "./visit-parts.ts";

/** What all entries are gone through for. */
const Pass = enumeration("Pass", ["flush", "normalise", "learn", "zero"]);

/**
 * The controller of learning: before the walk of a tick it visits the axons that have to be, one lane after the other.
 *
 * Ports       start: the outside lists have changed over; ownReady: looked at from the next cycle on, the own lists and the
 *             post history of the tick before are complete. walk: pulse, the walk may start; busy: from the cycle after
 *             `start`, `clear` or a flush up to and including the one of `walk`, of `cleared`, or the last one of the flush.
 *             clear: pulse while idle, pending changes are applied and the records zeroed, then `cleared`. write: of the
 *             registers and the program, while idle, data with it; a write of bit 0 of `command` flushes. Lists: as
 *             `SegmentWalker` reads them, only while it `uses` them. address: of the weight memory, word × stride + slice, while
 *             it `uses` that; the word is there `weightTiming.memory.latency` + 1 cycles later. writeWeights: with the address, `data`
 *             a cycle later. The other ports: post history and lane unit, names as there
 * Latency     `walk` a cycle after `start` where nothing is enabled
 * Hazards     records of an entry that is switched on have to be zero
 */
export const LearnEngine = module(
  "learn_engine",
  (parameters: LearnParameters) => learnPorts(parameters),
  (io, parameters) => {
    const { shape } = parameters;
    const learning = learningOf(shape);
    const { slowPeriod, historyBits } = learning;
    const hasRecords = learning.kind === "pairs";
    const teaches = hasRecords && learning.posts === "teacher";
    const touchesAll = learning.second !== "none" || learning.drift;
    const sweeps = hasRecords || touchesAll;
    const slowBits = Math.log2(slowPeriod);
    const word = uint(addressBits(shape.weightWords));
    const entries = programEntries(shape);
    const answers = weightsAt(parameters);

    const pulses = wires({
      load: bool,
      build: bool,
      visit: bool,
      scan: bool,
      expire: bool,
      arrives: bool,
      normalise: bool,
    });
    for (const pulse of Object.values(pulses)) pulse.value = false;
    const { walk, cleared } = regs({ walk: [bool, false], cleared: [bool, false] });
    const registers = instance("registers", LearnRegisters({ shape }), {
      ...{ write: io.write, writeAddress: io.writeAddress, writeData: io.writeData, tickEnds: walk },
    });
    const { age } = registers;

    const { pass, inTick, clearing, entry, flushAge } = regs({
      pass: Pass,
      inTick: bool,
      clearing: bool,
      entry: uint(entryNumberBits(shape) + 1),
      /** Ticks since all pending changes were applied, at most S. */
      flushAge: [uint(slowBits + 1), slowPeriod],
    });
    const isFlush = pass.is("flush");
    const isLearn = pass.is("learn");

    const list = wires({
      listAddress: uint(listBits(parameters)),
      listWrite: bool,
      listWriteAddress: uint(listBits(parameters)),
      listData: uint(16),
    });
    const program = instance("entries", LearnProgram(parameters), {
      write: io.write.and(isOnPage(io.writeAddress, "program")),
      writeAddress: io.writeAddress.trunc(programAddressBits(shape)),
      writeData: io.writeData,
      load: pulses.load,
      entry: entry.trunc(entryNumberBits(shape)),
      ...list,
    });

    // The axon that is looked at: its number within its projection, and where its record stands.
    const { chosen, recordPlace, arrival, zeroSlice } = regs({
      chosen: uint(axonBits(shape)),
      recordPlace: word,
      arrival: bool,
      zeroSlice: uint(recordSliceBits(parameters)),
    });
    const { recordLoad } = wires({ recordLoad: bool });
    const record = hasRecords
      ? instance("axonRecord", AxonRecord({ shape }), {
          load: recordLoad,
          word: [...io.word].slice(0, historyBits / sliceBits),
          now: age.trunc(Math.log2(historyBits)),
          window: registers.window,
          ...{ scan: pulses.scan, arrives: pulses.arrives, expire: pulses.expire },
        })
      : withoutRecord(historyBits);

    const everything = isLearn.and(arrival.mux(learning.perPre ? hi : lo, touchesAll ? hi : lo));
    const { chunkDone } = wires({ chunkDone: bool });
    const chunks = instance("chunks", ChunkWalk(parameters), {
      ...{ build: pulses.build, visit: pulses.visit, everything, axon: fitted(chosen, word.width) },
      weightBase: program.weightBase,
      groupStride: program.groupStride,
      firstChunk: program.firstChunk,
      neurons: program.neurons,
      lastChunk: program.lastChunk,
      mask: io.mask,
      listWord: program.listWord,
      chunkDone,
    });
    list.listAddress.value = chunks.listAddress;
    list.listWrite.value = chunks.listWrite;
    list.listWriteAddress.value = chunks.listWriteAddress;
    list.listData.value = chunks.listData;

    const normaliser = learning.normalise
      ? instance("normaliser", Normaliser(parameters), {
          start: pulses.normalise,
          ...{ axons: program.axons, neurons: program.neurons },
          ...{ weightBase: program.weightBase, groupStride: program.groupStride },
          ...{ target: registers.target, scale: registers.scale, word: io.word, chunkDone },
        })
      : undefined;
    const normalises = learning.normalise ? pass.is("normalise") : lo;
    const lanes = instance("lanes", ChunkVisit(parameters), {
      ...(normaliser === undefined
        ? { start: chunks.chunkStart, mask: chunks.chunkMask, chunk: chunks.chunk, weightWord: chunks.weightWord }
        : {
            start: chunks.chunkStart.or(normaliser.chunkStart),
            mask: normalises.mux(normaliser.chunkMask, chunks.chunkMask),
            chunk: normalises.mux(normaliser.chunk, chunks.chunk),
            weightWord: normalises.mux(normaliser.place, chunks.weightWord),
          }),
      planeOffset: program.planeOffset,
      firstSlot: program.firstSlot,
      neuronFirst: program.neuronFirst,
      word: io.word,
      ...{ laneDone: io.laneDone, newWeight: io.newWeight, newSecond: io.newSecond },
    });
    chunkDone.value = lanes.done;

    countVisits(chunks.chunkStart, arrival);

    const pending = pendingAge({
      ...{ age, axon: chosen, arrival, isFlush, flushAge, slowPeriod },
      youngest: record.youngest,
    });

    // Records of a sweep are read one per cycle: `at` is the axon that is asked for, its record is addressed a cycle later, when
    // it is known too whether the axon exists; `chosen` is the one whose record is there.
    const { at, exists, onWay } = regs({ at: uint(axonBits(shape)), exists: bool, onWay: [uint(answers + 2), 0] });
    const { step } = nodes({ step: isLearn.mux(constant(uint(slowBits + 1), slowPeriod), 1) });
    const { timer, left, readEntry } = regs({
      timer: uint(4),
      left: uint(io.lookupCount.width),
      readEntry: uint(io.lookupCount.width),
    });
    const { isOver } = nodes({ isOver: timer.eq(0) });
    const { asks, stops } = wires({ asks: bool, stops: bool });
    asks.value = false;
    stops.value = false;
    exists.next = at.lt(program.axons);
    const { isThere } = nodes({ isThere: onWay.bit(0).and(exists) });
    onWay.next = stops.mux(0, cat(onWay.slice(answers, 1), isThere, asks));
    const looks = onWay.bit(answers + 1);
    const touchesSlow = learning.perPost ? chunks.isEmpty.not() : lo;
    const { hits } = nodes({
      hits: looks.and(record.any.or(isLearn.and(touchesAll ? hi : touchesSlow))),
    });
    recordLoad.value = onWay.bit(answers).and(hits.not());
    walk.next = false;
    cleared.next = false;
    timer.next = timer.subw(1);
    const { teachWrite } = wires({ teachWrite: bool });
    teachWrite.value = false;
    const teach = teaches ? program.teach : lo;
    const { following } = nodes({ following: chosen.addw(step) });
    // But for a sweep it follows the chosen axon.
    at.next = chosen;
    recordPlace.next = program.recordBase.addw(fitted(at, word.width));
    const { isWanted } = nodes({ isWanted: registers.enabled.bitAt(entry) });
    const mayPend = hasRecords ? flushAge.ne(0) : lo;
    const visits = chunks.isEmpty.not().or(everything);

    const phase = fsm(
      "phase",
      {
        idle: (go) => {
          entry.next = 0;
          inTick.next = io.start;
          clearing.next = io.clear;
          pass.next = "flush";
          when(io.start.and(registers.normalises.not()), () => {
            pass.next = "learn";
          });
          when(io.start, () => {
            when(registers.works, () => go("wait")).otherwise(() => {
              walk.next = true;
            });
          }).elsewhen(io.clear.or(registers.flush), () => go("entry"));
        },
        wait: (go) => {
          when(io.ownReady, () => go("entry"));
        },
        entry: (go) => {
          when(entry.eq(entries), () => {
            entry.next = 0;
            match(pass, {
              flush: () => {
                flushAge.next = 0;
                pass.next = "zero";
                when(inTick, () => {
                  pass.next = learning.normalise ? "normalise" : "learn";
                }).elsewhen(clearing.not(), () => go("idle"));
              },
              normalise: () => {
                pass.next = "learn";
              },
              learn: () => {
                walk.next = true;
                go("idle");
              },
              zero: () => {
                cleared.next = true;
                go("idle");
              },
            });
          })
            .elsewhen(isWanted, () => {
              pulses.load.value = true;
              go("load");
            })
            .otherwise(() => {
              entry.next = entry.addw(1);
            });
        },
        load: (go) => {
          arrival.next = false;
          chosen.next = 0;
          zeroSlice.next = 0;
          when(program.loaded, () => {
            const { isDue } = nodes({
              isDue: pass.select({ flush: mayPend, normalise: hi, learn: hi, zero: hasRecords ? hi : lo }),
            });
            when(teach, () => {
              when(isLearn, () => go("lookup")).otherwise(() => go("next"));
            })
              .elsewhen(isDue.not(), () => go("next"))
              .elsewhen(pass.is("zero"), () => go("zero"))
              .elsewhen(normalises, () => {
                pulses.normalise.value = true;
                go("normalise");
              })
              .otherwise(() => {
                pulses.build.value = true;
                go("build");
              });
          });
        },
        build: (go) => {
          chosen.next = isFlush.mux(0, age.trunc(slowBits)).extend(chosen.width);
          when(chunks.built, () => {
            when(isFlush.and(chunks.isEmpty), () => go("next"))
              .elsewhen(sweeps ? lo : isLearn, () => go("lookup"))
              .otherwise(() => go("sweep"));
          });
        },
        sweep: (go) => {
          asks.value = true;
          at.next = at.addw(step);
          when(hits, () => {
            stops.value = true;
            go("begin");
          })
            .elsewhen(looks, () => {
              chosen.next = following;
            })
            .elsewhen(onWay.eq(1).and(exists.not()), () => {
              when(isLearn, () => go("lookup")).otherwise(() => go("next"));
            });
        },
        begin: (go) => {
          // Of an axon whose record, if there is one, has been loaded.
          when(visits.not(), () => go("store")).otherwise(() => {
            pulses.scan.value = hasRecords;
            go(hasRecords ? "scan" : "prepare");
          });
        },
        scan: (go) => {
          when(record.scanned, () => go("prepare"));
        },
        prepare: (go) => {
          pulses.visit.value = true;
          go("visit");
        },
        visit: (go) => {
          when(chunks.done, () => go("store"));
        },
        store: (go) => {
          if (hasRecords) {
            when(isFlush, () => go("again")).otherwise(() => {
              pulses.arrives.value = arrival;
              pulses.expire.value = arrival.not();
              go("storing");
            });
          } else go("again");
        },
        storing: (go) => {
          when(record.stored, () => go("again"));
        },
        again: (go) => {
          when(arrival, () => {
            readEntry.next = readEntry.addw(1);
            left.next = left.subw(1);
            timer.next = listLatency(listParameters(parameters));
            go("event");
          }).otherwise(() => {
            chosen.next = following;
            go("resume");
          });
        },
        resume: (go) => go("sweep"),
        lookup: (go) => {
          arrival.next = true;
          go("lookedUp");
        },
        lookedUp: (go) => {
          readEntry.next = io.lookupFirst;
          left.next = io.lookupCount;
          timer.next = listLatency(listParameters(parameters));
          go("event");
        },
        event: (go) => {
          chosen.next = fitted(io.index, chosen.width).subw(program.firstEntry);
          when(left.eq(0), () => go("next")).elsewhen(isOver, () => go("found"));
        },
        // The record comes while it becomes known whether the axon exists.
        found: (go) => {
          timer.next = hasRecords ? answers + 1 : 1;
          go("fetch");
        },
        fetch: (go) => {
          recordLoad.value = isOver;
          when(isOver, () => {
            when(teach.or(exists.not()), () => {
              teachWrite.value = teach.and(exists);
              go("again");
            }).otherwise(() => go("begin"));
          });
        },
        zero: (go) => {
          zeroSlice.next = zeroSlice.addw(1);
          timer.next = 1;
          when(zeroSlice.all(), () => {
            chosen.next = following;
            go("zeroNext");
          });
          when(exists.not(), () => go("next"));
        },
        zeroNext: (go) => {
          when(isOver, () => go("zero"));
        },
        normalise: (go) => {
          when(normaliser?.done ?? hi, () => go("next"));
        },
        next: (go) => {
          entry.next = entry.addw(1);
          go("entry");
        },
      },
      { init: "idle" },
    );
    when(walk.and(flushAge.ne(slowPeriod)), () => {
      flushAge.next = flushAge.addw(1);
    });

    const number = fitted(chosen, 16);
    const zeroes = phase.is("zero").and(exists);
    const { recordWrote, zeroed } = regs({ recordWrote: [bool, false], zeroed: [bool, false] });
    recordWrote.next = record.write;
    zeroed.next = zeroes;
    const isVisit = phase.isOneOf("visit", "normalise");
    const recordSlice = hasRecords ? zeroes.mux(zeroSlice, record.slice).extend(lanes.slice.width) : lanes.slice;
    const sums = normaliser?.sums ?? lo;
    const place = isVisit.mux(
      normaliser === undefined ? lanes.place : sums.mux(normaliser.place, lanes.place),
      recordPlace,
    );
    const slice = isVisit.mux(lanes.slice, recordSlice);
    return {
      ...{ walk, cleared, busy: phase.is("idle").not().or(walk).or(cleared).or(registers.flush) },
      uses: phase.isOneOf("idle", "wait").not(),
      lookup: phase.is("lookup"),
      lookupRegion: program.region,
      lookupOwn: program.own,
      readEntry,
      address: (weightSlices(shape) === 1 ? place : cat(place, slice)).extend(16),
      writeWeights: record.write.or(zeroes).or(lanes.write),
      data: zeroed.mux(0, recordWrote.mux(record.data, lanes.data)),
      readSlot: lanes.slot,
      readMask: chunks.readMask,
      teachWrite,
      teachSlot: program.firstSlot.addw(fitted(chosen, program.firstSlot.width)),
      ...{ laneStart: lanes.laneStart, tickBegins: io.start, now: age },
      record: record.record,
      pendingAge: pending.extend(ageBits(learning)),
      arrivalAge: record.youngest,
      ...{ arrival, slow: arrival.not().and(isLearn), normalising: normalises },
      factor: normaliser?.factor ?? constant(sint(8), 0),
      axon: program.axonFirst.addw(normaliser === undefined ? number : normalises.mux(normaliser.axon, number)),
      ...{ neuron: lanes.neuron.extend(16), weight: lanes.weight, second: lanes.second },
    };
  },
);
