import { type Bool, bool, hi, input, instance, lo, module, output, withReset } from "../../hdlgen/index.ts";
import { numbered } from "../../rtl/cells/named-streams.ts";
import { PowerOnReset } from "../../rtl/cells/power-on-reset.ts";
import { Chip, type ChipParameters } from "../../rtl/chip.ts";

export interface ChipsParameters {
  readonly chip: ChipParameters;
  readonly count: number;
}

/**
 * Several cores on one device, each behind a host link of its own: what fits beside each other, and at what clock.
 *
 * Ports       uartRx0, uartTx0, …: one link per core. ledTick, ledError: of any core
 * Cost        `count` chips and resets
 */
export const Chips = module(
  "chips",
  ({ count }: ChipsParameters) => ({
    ...Object.fromEntries(numbered("uartRx", count).map((name) => [name, input(bool, { domain: "async" })])),
    ...Object.fromEntries(numbered("uartTx", count).map((name) => [name, output(bool)])),
    ledTick: output(bool),
    ledError: output(bool),
  }),
  (io: Record<string, Bool>, { chip, count }) => {
    const chips = numbered("uartRx", count).map((name, index) => {
      const uartRx = io[name];
      if (uartRx === undefined) throw new Error(`no port ${name}`);
      // Each has a reset of its own, which can lie beside it: from one place to all of them is too far for a cycle.
      const { reset } = instance(`powerOnReset${index}`, PowerOnReset({}), { locked: hi, pressed: lo });
      return withReset(reset, () => instance(`chip${index}`, Chip(chip), { uartRx }));
    });
    const any = (bits: readonly Bool[]): Bool => bits.reduce((a, b) => a.or(b), lo);
    return {
      ...Object.fromEntries(chips.map(({ uartTx }, index) => [`uartTx${index}`, uartTx])),
      ledTick: any(chips.map(({ ledTick }) => ledTick)),
      ledError: any(chips.map(({ ledError }) => ledError)),
    };
  },
);
