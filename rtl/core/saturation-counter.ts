import type { Fabric } from "../../config/index.ts";
import { type Bool, bool, input, module, output, regs, sum, type UInt, uint, when } from "../../hdlgen/index.ts";

export interface SaturationCounterParameters {
  readonly updates: number;
  readonly fabric: Fabric;
}

/**
 * Counts how often neurons were held at an end of their range; stays at 65,535.
 *
 * Ports       saturated: a bit for each neuron that is updated in this cycle; clear: back to 0
 * Latency     2 cycles; on ECP5 4, so that no carry chain has logic before or behind it
 */
export const SaturationCounter = module(
  "saturation_counter",
  ({ updates }: SaturationCounterParameters) => ({
    saturated: input(uint(updates)),
    clear: input(bool),
    count: output(uint(16)),
  }),
  ({ saturated, clear }, { fabric }) => ({
    count: fabric === "ecp5" ? countedInStages(saturated, clear) : counted(saturated, clear),
  }),
);

const most = 0xffff;

const ones = (bits: UInt): UInt => sum(bits.toBools().map((bit) => bit.asUInt()));

function counted(saturated: UInt, clear: Bool): UInt {
  const { more, count, full } = regs({ more: [uint(saturated.width), 0], count: [uint(16), 0], full: [bool, false] });
  more.next = saturated;
  const grown = count.add(ones(more));
  when(clear, () => {
    full.next = false;
    count.next = 0;
  })
    .elsewhen(full, () => {
      count.next = most;
    })
    .otherwise(() => {
      full.next = grown.shr(16).any();
      count.next = grown.trunc(16);
    });
  return count;
}

function countedInStages(saturated: UInt, clear: Bool): UInt {
  const here = ones(saturated);
  const { more, grown, full, count } = regs({
    more: [uint(here.width), 0],
    grown: [uint(17), 0],
    full: [bool, false],
    count: [uint(16), 0],
  });
  more.next = here;
  grown.next = clear.mux(0, grown.trunc(16).add(more).extend(17));
  full.next = clear.not().and(full.or(grown.bit(16)));
  count.next = clear.mux(0, full.or(grown.bit(16)).mux(most, grown.trunc(16)));
  return count;
}
