/** Circuits for what chance brings about too seldom. */
import { elaborate, input, instance, module, output, regs, uint, wires } from "../../../hdlgen/index.ts";
import type { Circuit } from "./circuit.ts";
import { interpreterTruth } from "./interpreter-truth.ts";

const word = uint(16);

/** Two outputs that share logic of the state and depend on one input each. */
const Crossed = module(
  "crossed",
  (_: object) => ({ a: input(word), b: input(word), x: output(word), y: output(word) }),
  ({ a, b }) => {
    const { r, s } = regs({ r: [word, 3], s: [word, 5] });
    r.next = r.addw(a);
    s.next = s.xor(b).addw(1);
    const shared = r.mulw(s).xor(r.addw(s)).subw(s.not());
    return { x: shared.xor(a), y: shared.addw(b) };
  },
);

/** An instance that is fed by its own output: which of its outputs comes first is up to the parent. */
const Fed = module(
  "self_fed",
  (_: { from: "x" | "y" }) => ({ d: input(word), x: output(word), y: output(word) }),
  ({ d }, { from }) => {
    const { fed } = wires({ fed: word });
    const { x, y } = instance("inner", Crossed({}), from === "x" ? { a: d, b: fed } : { a: fed, b: d });
    fed.value = from === "x" ? x : y;
    return { x, y };
  },
);

export function directedCircuits(): Circuit[] {
  return (["x", "y"] as const).map((from, seed) => {
    const design = elaborate(Fed({ from }));
    return { seed, origin: "hdlgen", design, truth: () => interpreterTruth(design) };
  });
}
