/** Cores that feed themselves: stimulus and checksum are hardware, so that an engine runs free for any number of cycles. */
import {
  bool,
  bundle,
  cat,
  input,
  instance,
  type Module,
  module,
  nodes,
  output,
  ram,
  regs,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { LifCore, type LifCoreParameters } from "../../rtl/core/lif-core.ts";

/** Words of the stimulus memory of each core. */
export const stimulusDepth = 16_384;
const addressBits = Math.log2(stimulusDepth);

export interface TrafficParameters {
  readonly core: LifCoreParameters;
}

const busType = bundle({ write: bool, space: uint(3), address: uint(16), data: uint(16) });
const stimulusType = bundle({ write: bool, address: uint(addressBits), data: uint(16) });

/** One core that replays `length` words of its stimulus memory again and again, and sums up what it answers. */
const CoreWithTraffic = module(
  "core_with_traffic",
  (_: TrafficParameters) => ({
    bus: input(busType),
    stimulus: input(stimulusType),
    length: input(uint(addressBits)),
    clear: input(bool),
    run: input(bool),
    checksum: output(uint(32)),
    answers: output(uint(32)),
  }),
  ({ bus, stimulus, length, clear, run }, { core }) => {
    const words = ram("stimulus_words", uint(16), { depth: stimulusDepth, collision: "dontCare" });
    words.write(stimulus.address, stimulus.data, { enable: stimulus.write });
    const { position, valid } = regs({ position: [uint(addressBits), 0], valid: [bool, false] });
    const { checksum, answers } = regs({ checksum: [uint(32), 0], answers: [uint(32), 0] });
    const { next } = nodes({ next: position.eq(length.subw(1)).mux(0, position.addw(1)) });
    const { read } = nodes({ read: words.read(position, { enable: run.and(valid.not()) }) });
    const dut = instance("core", LifCore(core), {
      events: { valid, payload: read },
      spikes: { ready: true },
      clear,
      bus: { ...bus, read: false },
    });
    valid.next = valid.mux(dut.events.ready.not(), run);
    when(valid.not().and(run), () => {
      position.next = next;
    });
    when(dut.spikes.valid, () => {
      checksum.next = cat(checksum.slice(30, 0), checksum.bit(31)).addw(dut.spikes.payload);
      answers.next = answers.addw(1);
    });
    return { checksum, answers };
  },
);

/** `count` of them, all loaded with the same network, each with a stimulus of its own. */
export const CoresWithTraffic = module(
  "cores_with_traffic",
  (_: TrafficParameters & { readonly count: number }) => ({
    bus: input(busType),
    stimulus: input(stimulusType),
    /** The core that `stimulus` is meant for. */
    chosen: input(uint(8)),
    length: input(uint(addressBits)),
    clear: input(bool),
    run: input(bool),
    checksum: output(uint(32)),
    answers: output(uint(32)),
  }),
  ({ bus, stimulus, chosen, length, clear, run }, { count, core }) => {
    const child: Module<ReturnType<typeof CoreWithTraffic>["ports"]> = CoreWithTraffic({ core });
    const cores = Array.from({ length: count }, (_, index) =>
      instance(`core${index}`, child, {
        bus,
        stimulus: { ...stimulus, write: stimulus.write.and(chosen.eq(index)) },
        length,
        clear,
        run,
      }),
    );
    const { checksum, answers } = regs({ checksum: uint(32), answers: uint(32) });
    checksum.next = cores
      .map((core) => core.checksum)
      .reduce((sum, each) => cat(sum.slice(30, 0), sum.bit(31)).xor(each));
    answers.next = cores.map((core) => core.answers).reduce((sum, each) => sum.addw(each));
    return { checksum, answers };
  },
);
