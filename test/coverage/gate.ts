/** A small design whose lines the tests know by number. */
import { bool, type Design, elaborate, formal, input, module, output, regs, uint, when } from "../../hdlgen/index.ts";

// biome-ignore format: one thing per line
const Gate = module("gate", (_: object) => (
  { open: input(bool), level: output(uint(2)) }
), ({ open }) => {
  const { at } = regs({ at: [uint(2), 0] });
  when(open, () => {
    at.next = at.addw(1);
  }).otherwise(() => {
    at.next = 0;
  });
  formal.cover(at.eq(2), "half open");
  return { level: at };
});

export const gate = (): Design => elaborate(Gate({}));
