import { expect, it } from "vitest";
import { elaborate, type Module, type Ports } from "../../../hdlgen/index.ts";
import { AerReceiver } from "../../../rtl/chip-link/aer-receiver.ts";
import { AerSender } from "../../../rtl/chip-link/aer-sender.ts";
import { SerialLink } from "../../../rtl/chip-link/serial-link.ts";
import { UartLink } from "../../../rtl/chip-link/uart-link.ts";
import { lint } from "../../support/verilator-lint.ts";

const narrow = { routeBits: 1, indexBits: 6, window: 16, frameWords: 4, crcBits: 16 } as const;
const wide = { routeBits: 12, indexBits: 10, window: 64, frameWords: 16, crcBits: 32 } as const;
const modules: readonly (readonly [string, Module<Ports>])[] = [
  ["uart", UartLink({ ...narrow, clockCyclesPerBit: 4 })],
  ["serial, 1 lane", SerialLink({ ...narrow, lanes: 1, clockCyclesPerBit: 2 })],
  ["serial, 4 lanes", SerialLink({ ...wide, lanes: 4, clockCyclesPerBit: 6 })],
  ...([2, 4] as const).flatMap((phases) => {
    const shape = { routeBits: 3, indexBits: 5, phases, markers: phases === 2 ? "none" : "highest" } as const;
    return [
      [`aer sender, ${phases} phases`, AerSender({ ...shape, setupCycles: 5 - phases })] as const,
      [`aer receiver, ${phases} phases`, AerReceiver(shape)] as const,
    ];
  }),
];

it.each(modules)("Verilator -Wall is content with %s", async (_, module) => {
  expect(await lint(elaborate(module))).toBe("");
});
