import { bool, bundle, fsm, input, module, nodes, output, regs, uint, when } from "../../hdlgen/index.ts";

/** What the AER gate says of the word under consideration and of itself. */
export const gateState = bundle({
  canPut: bool,
  calm: bool,
  isNow: bool,
  isNext: bool,
  isAhead: bool,
  ticks: uint(16),
  late: bool,
  overrun: bool,
});

/**
 * The EXCHANGE command: hands the request's words to the AER gate until they are done or a marker has to stay, waits for
 * the core when stepped, then collects its output.
 *
 * Ports       start: pulse, with the first word at hand; busy: from the cycle after it; isMarker: bit 15 of the word;
 *             allWordsDone, answerFull: true one cycle after what they count; step: to the next word; put…, passMarker,
 *             hold: to the gate; storeCount: the number of words done goes into the answer; storeSpike: so does the
 *             output word at hand, which is taken
 * Latency     3 cycles per event in, 3 per word out
 * Source      docs/host-link.md §6
 */
export const Exchange = module(
  "exchange",
  (_: object) => ({
    start: input(bool),
    freeRunning: input(bool),
    isMarker: input(bool),
    allWordsDone: input(bool),
    answerFull: input(bool),
    gate: input(gateState),
    room: input(bool),
    spikeWaits: input(bool),
    busy: output(bool),
    step: output(bool),
    putEvent: output(bool),
    putMarker: output(bool),
    passMarker: output(bool),
    hold: output(bool),
    storeCount: output(bool),
    storeSpike: output(bool),
  }),
  ({ start, freeRunning, isMarker, allWordsDone, answerFull, gate, room, spikeWaits }) => {
    const commands = regs({
      step: [bool, false],
      putEvent: [bool, false],
      putMarker: [bool, false],
      passMarker: [bool, false],
    });
    const { takesSpike } = nodes({ takesSpike: spikeWaits.and(answerFull.not()) });
    for (const command of Object.values(commands)) command.next = false;

    const state = fsm(
      "state",
      {
        idle: (go) => {
          when(start, () => go("fetchWord"));
        },
        nextWord: (go) => go("fetchWord"),
        fetchWord: (go) => go("takeWord"),
        takeWord: (go) => {
          when(allWordsDone, () => go("settle")).elsewhen(gate.canPut, () => {
            when(isMarker, () => go("compareMarker")).otherwise(() => {
              commands.putEvent.next = true;
              commands.step.next = true;
              go("nextWord");
            });
          });
        },
        compareMarker: (go) => go("takeMarker"),
        takeMarker: (go) => {
          when(gate.isAhead.or(freeRunning.and(gate.isNow)), () => go("settle"))
            .elsewhen(gate.isNow.not(), () => {
              commands.passMarker.next = true;
              commands.step.next = true;
              go("nextWord");
            })
            .elsewhen(gate.calm, () => {
              when(room, () => {
                commands.putMarker.next = true;
                commands.step.next = true;
                go("nextWord");
              }).otherwise(() => go("settle"));
            });
        },
        settle: (go) => {
          when(freeRunning.or(gate.calm), () => go("count"));
        },
        count: (go) => go("takeSpike"),
        takeSpike: (go) => {
          when(takesSpike, () => go("nextSpike")).otherwise(() => go("idle"));
        },
        nextSpike: (go) => go("countSpike"),
        countSpike: (go) => go("takeSpike"),
      },
      { init: "idle" },
    );
    return {
      busy: state.is("idle").not(),
      ...commands,
      hold: state.is("compareMarker").or(state.is("takeMarker")),
      storeCount: state.is("count"),
      storeSpike: state.is("takeSpike").and(takesSpike),
    };
  },
);
