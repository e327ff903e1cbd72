/** Hardware values as users hold them: IR expressions with a kind, whose every method returns a fresh value. */
export { boolBits } from "./values/bool.ts";
export { cat } from "./values/cat.ts";
export { oneHotMux, priorityMux } from "./values/choice.ts";
export { combine } from "./values/combine.ts";
export { bitsFor } from "./values/count.ts";
export { checkLabels, codeOf, type Encoding, Enum, enumBits } from "./values/enum.ts";
export { exactNumber } from "./values/exact.ts";
export { fixBits } from "./values/fix.ts";
export { pointAt, type ResizeOptions, type Scaled } from "./values/fixed-point.ts";
export { describe, HardwareValue, isClockValue, isLeaf, type Leaf } from "./values/hardware-value.ts";
export type { Constant, In, Integer } from "./values/literal.ts";
export type { Rounding } from "./values/rounding.ts";
export { Bool, boolOf, Fix, hi, lo, SInt, UFix, UInt, uintOf } from "./values/scalars.ts";
export { sintBits } from "./values/sint.ts";
export { sum } from "./values/sum.ts";
export { ufixBits } from "./values/ufix.ts";
export { type Priority, uintBits } from "./values/uint.ts";
export { selected, Vec } from "./values/vec.ts";
