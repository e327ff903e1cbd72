import { expect, it } from "vitest";
import {
  bool,
  bundle,
  elaborate,
  input,
  instance,
  module,
  output,
  printVerilog,
  regs,
  type SInt,
  sint,
  stream,
  type Type,
  uint,
  when,
} from "../../hdlgen/index.ts";

const Stage = module(
  "stage",
  <T>(p: { readonly type: Type<T> }) => ({ enq: stream.in(p.type), deq: stream.out(p.type) }),
  ({ enq, deq }, { type }) => {
    const { full, word } = regs({ full: [bool, false], word: type });
    const ready = full.not().or(deq.ready);
    when(ready, () => {
      full.next = enq.valid;
      word.next = full.mux(enq.payload, word);
    });
    return { enq: { ready }, deq: { valid: full, payload: word } };
  },
);

const complex = bundle({ re: sint(8), im: sint(8) });

it("a module that is generic over its payload gives the payload back with its type", () => {
  const Top = module(
    "top",
    (_: object) => ({ a: stream.in(complex), y: output(sint(9)), ready: output(bool) }),
    ({ a }) => {
      const { enq, deq } = instance("stage", Stage({ type: complex }), { enq: a, deq: { ready: true } });
      const re: SInt = deq.payload.re;
      return { a: enq, y: re.add(deq.payload.im), ready: enq.ready };
    },
  );
  expect(printVerilog(elaborate(Top({})))["top.v"]).toContain("assign y =");
});

it("a payload of another type than the module's does not compile", () => {
  const Top = module(
    "top",
    (_: object) => ({ a: stream.in(uint(8)), y: output(sint(8)) }),
    ({ a }) => {
      // @ts-expect-error UInt where { re, im } is expected
      const { enq, deq } = instance("stage", Stage({ type: complex }), { enq: a, deq: { ready: true } });
      return { a: enq, y: deq.payload.re };
    },
  );
  expect(() => elaborate(Top({}))).toThrow(/^HDL108 top\.stage\.enq\.payload: no value for re, im/);
});

it("plain ports have the type of their instance, too", () => {
  const Delay = module(
    "delay",
    <T>(p: { readonly type: Type<T> }) => ({ x: input(p.type), y: output(p.type) }),
    ({ x }, { type }) => {
      const { held } = regs({ held: type });
      held.next = x;
      return { y: held };
    },
  );
  const Top = module(
    "top",
    (_: object) => ({ a: input(complex), y: output(sint(9)) }),
    ({ a }) => {
      const { y } = instance("delay", Delay({ type: complex }), { x: a });
      return { y: y.re.add(y.im) };
    },
  );
  expect(printVerilog(elaborate(Top({})))["top.v"]).toContain("assign y =");
  const Wrong = module(
    "wrong",
    (_: object) => ({ a: input(uint(8)), y: output(complex) }),
    // @ts-expect-error UInt where { re, im } is expected
    ({ a }) => instance("delay", Delay({ type: complex }), { x: a }),
  );
  expect(() => elaborate(Wrong({}))).toThrow(/^HDL108 wrong\.delay\.x: no value for re, im/);
});
