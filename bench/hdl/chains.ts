/** A design of 100,000 named nodes, which several figures are about. */
import { input, instance, module, nodes, output, regs, type UInt, uint } from "../../hdlgen/index.ts";

export const modules = 100;
export const nodesPerModule = 1000;

/** `count` named nodes, a dozen operators in turn, each reading the two before it. */
export const Chain = module(
  "chain",
  (_: { count: number; index: number }) => ({ a: input(uint(16)), b: input(uint(16)), last: output(uint(16)) }),
  ({ a, b }, { count, index }) => {
    let [before, now]: [UInt, UInt] = [a, b];
    for (let i = 0; i < count; i++) {
      const name = `n${i}`;
      const value = nodes({ [name]: step(before, now, i + index) })[name];
      if (value === undefined) throw new Error(`no node ${name}`);
      [before, now] = [now, value];
    }
    const { last } = regs({ last: uint(16) });
    last.next = now;
    return { last };
  },
);

function step(a: UInt, b: UInt, kind: number): UInt {
  switch (kind % 6) {
    case 0:
      return a.addw(b);
    case 1:
      return a.xor(b);
    case 2:
      return a.lt(b).mux(a, b);
    case 3:
      return a.subw(b);
    case 4:
      return b.slice(7, 0).extend(16).or(a);
    default:
      return a.and(b).addw(kind % 1000);
  }
}

export const Chains = module(
  "chains",
  (_: { modules: number; count: number }) => ({ a: input(uint(16)), b: input(uint(16)), last: output(uint(16)) }),
  ({ a, b }, { modules: number, count }) => {
    let last = a;
    for (let index = 0; index < number; index++) {
      last = instance(`chain${index}`, Chain({ count, index }), { a: last, b }).last;
    }
    return { last };
  },
);
