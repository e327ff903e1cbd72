import type { CoreShape } from "../../config/index.ts";
import { bool, bundle, input, module, output, pipeline, sint, uint } from "../../hdlgen/index.ts";

/** Calcium counts up to 255. */
export const calciumBits = 8;
/** Cycles from a neuron's calcium to its result. */
export const calciumLead = 3;
/** Cycles from its result to its flags. */
export const flagsAfter = 3;

/** A bound of a zone may lie above all calcium. */
const bound = uint(calciumBits + 1);
/** Registers of the rule. */
export const calciumRule = (shape: CoreShape) =>
  bundle({
    limit: uint(calciumBits),
    membraneThreshold: sint(shape.membraneBits),
    ...{ upLow: bound, upHigh: bound, downLow: bound, downHigh: bound },
  });

/**
 * The calcium of one neuron per cycle, a count of its spikes that decays; with the membrane it says whether a synapse onto the
 * neuron goes up or down.
 *
 * Ports       stored: calcium of the tick before; due, with it: it decays in this tick. `calciumLead` cycles later the neuron's
 *             result, fired and membrane; sweep: the count becomes 0. count, a cycle later: what is stored. up, down: the flags,
 *             `flagsAfter` cycles after the result. rule stands still
 * Latency     6 cycles.  Throughput: 1 neuron per cycle
 * Hazards     none: a neuron is visited once per tick
 * Source      docs/decisions/0011; Brader, Senn and Fusi 2007, as in ODIN (Frenkel et al. 2019)
 */
export const Calcium = module(
  "calcium",
  ({ shape }: { readonly shape: CoreShape }) => ({
    stored: input(uint(calciumBits)),
    due: input(bool),
    fired: input(bool),
    membrane: input(sint(shape.membraneBits)),
    sweep: input(bool),
    rule: input(calciumRule(shape)),
    count: output(uint(calciumBits)),
    up: output(bool),
    down: output(bool),
  }),
  ({ stored, due, fired, membrane, sweep, rule }) =>
    pipeline("counting", { inputs: { stored } })
      .stage("read", ({ stored }) => ({ falls: due.and(stored.any()) }))
      .stage("decay", ({ stored, falls }) => ({ rested: stored.subw(falls.asUInt()) }))
      .stage("room", ({ rested }) => ({ rises: rested.lt(rule.limit) }))
      .arriving({ spike: fired, atResult: membrane, cleared: sweep })
      .stage("count", ({ rested, rises, spike, atResult, cleared }) => ({
        counted: cleared.mux(0, rested.addw(rises.and(spike).asUInt())),
        isHigh: atResult.ge(rule.membraneThreshold),
      }))
      .leaving(({ counted }) => ({ count: counted }))
      .stage("compare", ({ counted }) => ({
        enoughUp: counted.ge(rule.upLow),
        fewUp: counted.lt(rule.upHigh),
        enoughDown: counted.ge(rule.downLow),
        fewDown: counted.lt(rule.downHigh),
      }))
      .stage("flags", ({ isHigh, enoughUp, fewUp, enoughDown, fewDown }) => ({
        goesUp: isHigh.and(enoughUp).and(fewUp),
        goesDown: isHigh.not().and(enoughDown).and(fewDown),
      }))
      .end(({ goesUp, goesDown }) => ({ up: goesUp, down: goesDown })).outputs,
);
