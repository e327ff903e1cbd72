/** Mistakes that nothing finds: the language of TypeScript gives hdlgen no say in them. */
import { issue, type Thread } from "./mistake.ts";

export interface Gap {
  readonly title: string;
  readonly seen?: Thread;
  readonly text: string;
}

export const gaps: readonly Gap[] = [
  {
    title: "`&&` of two conditions is the second one alone",
    seen: issue("Migen", "m-labs/migen", 137),
    text: "const { count } = regs({ count: uint(8) });\nwhen(a.eq(3) && c, () => (count.next = b));",
  },
  {
    title: "`if` on a signal is always taken",
    text: "const { count } = regs({ count: uint(8) });\nif (c) count.next = b;",
  },
  {
    title: "`===` inside a condition compares objects, and is a constant",
    text: "const { count } = regs({ count: uint(8) });\nwhen(c.and(a === b), () => (count.next = b));",
  },
];
