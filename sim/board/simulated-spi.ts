/** A chip with SPI pins in simulation, as the host's SPI device: simulated time passes only in transfers. */
import type { Design } from "../../hdlgen/ir.ts";
import { openEmbedded } from "../embedded/index.ts";
import type { SignalHandle, Simulation } from "../simulation.ts";

export interface SimulatedSpiOptions {
  /** Cycles of each level of the host's clock, at least 5; called for each, so that they may differ. Default 6. */
  readonly levelCycles?: () => number;
  /** Default: the embedded engine. */
  readonly engine?: (design: Design, options: { readonly seed: number }) => Simulation;
  /** Of the power-up state. Default 1. */
  readonly seed?: number;
  /** Names of the chip's pins. Default `spi_select`, `spi_clock`, `spi_mosi` and `spi_miso`. */
  readonly pins?: Readonly<Record<"select" | "clock" | "mosi" | "miso", string>>;
  /** What timeouts are counted in: simulated cycles per microsecond. Default 36. */
  readonly clockMHz?: number;
}

/** Structurally the host's `SpiDevice` and `LinkClock`. */
export interface SimulatedSpi {
  readonly simulation: Simulation;
  readonly clock: { after(milliseconds: number, callback: () => void): () => void };
  transfer(bytes: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface Alarm {
  readonly cycle: number;
  readonly callback: () => void;
}

const chipPins = { select: "spi_select", clock: "spi_clock", mosi: "spi_mosi", miso: "spi_miso" };

/** Boots a chip with SPI pins: power-up, then reset. */
export function simulatedSpi(chip: Design, options: SimulatedSpiOptions = {}): SimulatedSpi {
  const { levelCycles = () => 6, engine = openEmbedded, seed = 1, clockMHz = 36, pins: names = chipPins } = options;
  const simulation = engine(chip, { seed });
  const port = (name: keyof typeof names): SignalHandle => simulation.port(names[name]);
  const pins = { select: port("select"), clock: port("clock"), mosi: port("mosi"), miso: port("miso") };
  pins.select.value = 1;
  pins.clock.value = 0;
  pins.mosi.value = 0;
  simulation.reset();
  const alarms = new Set<Alarm>();

  const byte = (sent: number): number => {
    let heard = 0;
    for (let bit = 7; bit >= 0; bit--) {
      pins.mosi.value = (sent >> bit) & 1;
      simulation.step(levelCycles());
      heard = 2 * heard + pins.miso.value;
      pins.clock.value = 1;
      simulation.step(levelCycles());
      pins.clock.value = 0;
    }
    return heard;
  };
  return {
    simulation,
    clock: {
      after(milliseconds, callback) {
        const alarm = { cycle: simulation.cycle + Math.ceil(milliseconds * clockMHz * 1000), callback };
        alarms.add(alarm);
        return () => alarms.delete(alarm);
      },
    },
    async transfer(bytes) {
      pins.select.value = 0;
      simulation.step(levelCycles());
      const heard = bytes.map(byte);
      simulation.step(levelCycles());
      pins.select.value = 1;
      simulation.step(levelCycles());
      for (const alarm of [...alarms]) {
        if (alarm.cycle <= simulation.cycle && alarms.delete(alarm)) alarm.callback();
      }
      return heard;
    },
    async close() {
      alarms.clear();
      simulation.close();
    },
  };
}
