import { bool, input, module, output, regs, uint, when } from "../../../hdlgen/index.ts";

/** Counts cycles in which it is enabled, modulo 256; `done` from the 200th on. */
export const Counter = module(
  "counter",
  (_: object) => ({ en: input(bool), clear: input(bool), count: output(uint(8)), done: output(bool) }),
  ({ en, clear }) => {
    const { value } = regs({ value: [uint(8), 0] });
    when(clear, () => {
      value.next = 0;
    }).elsewhen(en, () => {
      value.next = value.addw(1);
    });
    return { count: value, done: value.ge(200) };
  },
);
