import {
  type Bool,
  bool,
  cat,
  input,
  instance,
  module,
  output,
  regs,
  type UInt,
  uint,
  withReset,
} from "../../hdlgen/index.ts";
import { LifCore, type LifCoreParameters } from "../../rtl/core/lif-core.ts";

/** Bits of the core's inputs: an event, readiness for spikes, clear, a bus access. */
const inputBits = 1 + 16 + 1 + 1 + (1 + 1 + 3 + 16 + 16);

/**
 * A core alone, for finding out what it takes and how fast it is: every input comes out of a flip-flop of one long shift
 * register, every output goes into a flip-flop of a tree that ends in one pin. Nothing can be left out, and no path leads
 * through a pin.
 *
 * Ports       shiftIn: what the core is driven with, a bit per cycle. start: reset. shiftOut: parity of all outputs
 * Cost        57 flip-flops and 19 LUTs with flip-flops besides the core
 */
export const CoreProbe = module(
  "core_probe",
  (_: LifCoreParameters) => ({ start: input(bool), shiftIn: input(bool), shiftOut: output(bool) }),
  ({ start, shiftIn }, parameters) => {
    const { drive, reset } = regs({ drive: uint(inputBits), reset: bool });
    reset.next = start;
    drive.next = cat(drive.trunc(inputBits - 1), shiftIn);
    let used = 0;
    const bits = (width: number): UInt => {
      used += width;
      return drive.slice(used - 1, used - width);
    };
    const bit = (): Bool => bits(1).bit(0);
    const core = withReset(reset, () =>
      instance("core", LifCore(parameters), {
        events: { valid: bit(), payload: bits(16) },
        spikes: { ready: bit() },
        clear: bit(),
        bus: { write: bit(), read: bit(), space: bits(3), address: bits(16), data: bits(16) },
      }),
    );
    const seen = cat(
      ...[core.events.ready, core.spikes.valid, core.spikes.payload, core.busy, core.room],
      ...[core.saturations, core.busData.valid, core.busData.data],
    );
    return { shiftOut: registeredParity(seen) };
  },
);

/** Parity through flip-flops, four bits at a time: one LUT each. */
function registeredParity(bits: UInt): Bool {
  let level = bits;
  for (let depth = 0; level.width > 1; depth++) {
    const groups: Bool[] = [];
    for (let low = 0; low < level.width; low += 4)
      groups.push(level.slice(Math.min(low + 4, level.width) - 1, low).parity());
    const name = `parity${depth}`;
    const { [name]: next } = regs({ [name]: uint(groups.length) });
    if (next === undefined) throw new Error(`no register ${name}`);
    next.next = cat(...groups);
    level = next;
  }
  return level.bit(0);
}
