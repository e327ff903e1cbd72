import { bool, input, instance, module, output, wires } from "../hdlgen/index.ts";
import { type ChipParameters, chipBody, ledPorts, linkNeeds } from "./chip.ts";
import { leavingByte } from "./host-link/byte-line.ts";
import { ByteLink } from "./host-link/host-link.ts";
import { SpiPeripheral } from "./host-link/spi-peripheral.ts";

/** To the host; `spiSelect` is low active. */
export const spiPorts = () => ({
  spiSelect: input(bool, { domain: "async" }),
  spiClock: input(bool, { domain: "async" }),
  spiMosi: input(bool, { domain: "async" }),
  spiMiso: output(bool),
});

export type SpiChipParameters = Omit<ChipParameters, "clockCyclesPerBit">;

/**
 * A core behind its host link, with SPI in place of the UART: the host clocks both directions.
 *
 * Ports       spiSelect (active low), spiClock, spiMosi, spiMiso: docs/host-link.md over SPI, mode 0; the rest as in `Chip`
 * Hazards     those of `SpiPeripheral`: the host's clock has at most a tenth of the core's rate
 */
export const SpiChip = module(
  "chip",
  (_: SpiChipParameters) => ({
    ...spiPorts(),
    ...ledPorts(),
  }),
  ({ spiSelect: select, spiClock: sck, spiMosi: mosi }, parameters) => {
    const { shapeHash } = parameters;
    const { leaving } = wires({ leaving: leavingByte });
    const spi = instance("spi", SpiPeripheral({}), { select, sck, mosi, leaving });
    const { received, broken, data } = spi;
    const { link, leds } = chipBody(parameters, "always", (ports) =>
      instance("link", ByteLink({ shapeHash, ...linkNeeds(parameters) }), {
        arriving: { received, broken, data },
        leaving: { ready: spi.leaving.ready },
        ...ports,
      }),
    );
    leaving.value = { valid: link.leaving.valid, payload: link.leaving.payload };
    return { spiMiso: spi.miso, ...leds };
  },
);
