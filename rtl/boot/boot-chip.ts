import { type Bool, bool, input, instance, module, output, regs, wires } from "../../hdlgen/index.ts";
import { UartRx } from "../cells/uart-rx.ts";
import { UartTx } from "../cells/uart-tx.ts";
import { type ChipParameters, chipBody, ledPorts, linkNeeds } from "../chip.ts";
import { leavingByte } from "../host-link/byte-line.ts";
import { ByteLink } from "../host-link/host-link.ts";
import { FlashBoot, type FlashBootParameters } from "./flash-boot.ts";

export interface StandaloneChipParameters extends Omit<ChipParameters, "clockCyclesPerBit"> {
  readonly boot: Omit<FlashBootParameters, "shapeHash">;
}
export interface BootChipParameters extends ChipParameters, StandaloneChipParameters {}

/** To the flash; `flashSelect` is low active. */
export const flashPorts = () => ({
  flashSelect: output(bool),
  flashClock: output(bool),
  flashMosi: output(bool),
  flashMiso: input(bool),
});

/**
 * A core that loads itself from flash, without a host: the boot image loads it and starts its tick timer, and spikes are
 * seen on LEDs alone.
 *
 * Ports       flashSelect (low), flashClock, flashMosi, flashMiso: the flash's pins. ledError: the boot failed, or a tick was
 *             skipped; the rest as in `Chip`
 * Cost        the core, the link without its UART, and the boot loader
 */
export const StandaloneChip = module(
  "chip",
  (_: StandaloneChipParameters) => ({ ...flashPorts(), ...ledPorts() }),
  ({ flashMiso }, parameters) => {
    const { boot, fromLink } = flashBoot(flashMiso, parameters);
    const { link, leds } = chipBody(parameters, "never", (ports) =>
      instance("link", ByteLink(linkOf(parameters)), { arriving: boot.arriving, leaving: { ready: true }, ...ports }),
    );
    fromLink.wants.value = link.wants;
    fromLink.answers.value = link.leaving.valid;
    fromLink.refuses.value = link.refuses;
    return { ...flashPins(boot), ...leds, ledError: leds.ledError.or(boot.failed) };
  },
);

/**
 * A core that loads itself from flash, and then listens to a host. Until a host has greeted it, what it gives is dropped.
 *
 * Ports       those of `Chip`, and of `StandaloneChip`. While it boots the host is not heard, and no answer leaves
 */
export const BootChip = module(
  "chip",
  (_: BootChipParameters) => ({ uartRx: input(bool), uartTx: output(bool), ...flashPorts(), ...ledPorts() }),
  ({ uartRx, flashMiso }, parameters) => {
    const uart = { clockCyclesPerBit: parameters.clockCyclesPerBit };
    const { boot, fromLink } = flashBoot(flashMiso, parameters);
    const rx = instance("uartReceiver", UartRx(uart), { rx: uartRx });
    const { leaving } = wires({ leaving: leavingByte });
    const { data, tx } = instance("uartSender", UartTx(uart), { data: leaving });
    const { hostListens } = regs({ hostListens: [bool, false] });
    const { link, leds } = chipBody(parameters, hostListens, (ports) =>
      instance("link", ByteLink(linkOf(parameters)), {
        arriving: {
          received: boot.booting.mux(boot.arriving.received, rx.received),
          broken: rx.broken.and(boot.booting.not()),
          data: boot.booting.mux(boot.arriving.data, rx.data),
        },
        leaving: { ready: boot.booting.or(data.ready) },
        ...ports,
      }),
    );
    leaving.value = { valid: link.leaving.valid.and(boot.booting.not()), payload: link.leaving.payload };
    hostListens.next = hostListens.or(link.greeted.and(boot.booting.not()));
    fromLink.wants.value = link.wants;
    fromLink.answers.value = link.leaving.valid;
    fromLink.refuses.value = link.refuses;
    return { uartTx: tx, ...flashPins(boot), ...leds, ledError: leds.ledError.or(boot.failed) };
  },
);

const linkOf = (parameters: StandaloneChipParameters) => ({
  shapeHash: parameters.shapeHash,
  ...linkNeeds(parameters),
});

/** The boot loader, and wires for what it hears of the link, which is declared after it. */
function flashBoot(miso: Bool, { boot: settings, shapeHash }: StandaloneChipParameters) {
  const fromLink = wires({ wants: bool, answers: bool, refuses: bool });
  const boot = instance("boot", FlashBoot({ ...settings, shapeHash }), {
    wants: fromLink.wants,
    answers: fromLink.answers,
    refuses: fromLink.refuses,
    miso,
  });
  return { boot, fromLink };
}

const flashPins = ({ select, clock, mosi }: { readonly select: Bool; readonly clock: Bool; readonly mosi: Bool }) => ({
  flashSelect: select,
  flashClock: clock,
  flashMosi: mosi,
});
