import { bool, fsm, input, module, nodes, output, regs, uint, when, wires } from "../../hdlgen/index.ts";
import type { SpikeWordShape } from "../router/spike-word.ts";
import { FrameKind } from "./frame.ts";
import { frameHead } from "./link-receiver.ts";

/** Beats after a reset in which nothing is said, and nothing heard is believed. */
export const quietBeats = 4;
/** Beats without a frame after which a link counts as down. */
export const silentBeats = 16;

/**
 * Who is at the other end, and whether it is still the one with whom words were counted. An end that has been reset greets
 * until it hears something, then replies to what it heard; both count from 0 when both know of each other. A greeting
 * after that comes from an end that has forgotten: nothing more is sent or believed until this end is reset too.
 *
 * Ports       beat: pulse; heard, head: a frame came whole. speaks: frames may be sent, of this kind; listening: words
 *             of frames count; joined: words may be sent; up: joined, and something was heard lately; restarted: the other
 *             end has been reset in the middle, unlike: it has words of another shape, both until reset; stalledFor: beats
 *             since the last whole frame, at most 65,535
 * Hazards     what an end sent before its reset must have arrived, or be lost, after `quietBeats` beats
 */
export const LinkSession = module(
  "link_session",
  (_: SpikeWordShape) => ({
    beat: input(bool),
    heard: input(bool),
    head: input(frameHead),
    speaks: output(bool),
    kind: output(FrameKind),
    listening: output(bool),
    joined: output(bool),
    up: output(bool),
    restarted: output(bool),
    unlike: output(bool),
    stalledFor: output(uint(16)),
  }),
  ({ beat, heard, head }, { routeBits, indexBits }) => {
    const { quiet } = regs({ quiet: [uint(3), 0] });
    const { restarted, unlike } = regs({ restarted: [bool, false], unlike: [bool, false] });
    const { speaks, kind, listening, joined } = wires({ speaks: bool, kind: FrameKind, listening: bool, joined: bool });
    const { greets, fits } = nodes({
      greets: heard.and(head.kind.isOneOf("greeting", "reply")),
      fits: head.first.eq(routeBits).and(head.expected.eq(indexBits)),
    });
    speaks.value = true;
    kind.value = "greeting";
    listening.value = false;
    joined.value = false;
    fsm(
      "phase",
      {
        quiet: (go) => {
          speaks.value = false;
          when(beat, () => {
            quiet.next = quiet.addw(1);
            when(quiet.eq(quietBeats), () => go("greeting"));
          });
        },
        greeting: (go) => {
          when(greets, () => {
            when(fits, () => go("replying")).otherwise(() => {
              unlike.next = true;
              go("over");
            });
          });
        },
        replying: (go) => {
          kind.value = "reply";
          listening.value = true;
          when(heard.and(head.kind.isOneOf("reply", "words")), () => go("joined"));
        },
        joined: (go) => {
          kind.value = "words";
          listening.value = true;
          joined.value = true;
          when(heard.and(head.kind.is("greeting")), () => {
            restarted.next = true;
            go("over");
          });
        },
        over: () => {
          speaks.value = false;
        },
      },
      { init: "quiet" },
    );
    const { stalledFor } = regs({ stalledFor: [uint(16), 0] });
    when(heard, () => {
      stalledFor.next = 0;
    }).elsewhen(beat.and(stalledFor.all().not()), () => {
      stalledFor.next = stalledFor.addw(1);
    });
    const { up } = regs({ up: [bool, false] });
    up.next = joined.and(stalledFor.lt(silentBeats));
    return { speaks, kind, listening, joined, up, restarted, unlike, stalledFor };
  },
);
