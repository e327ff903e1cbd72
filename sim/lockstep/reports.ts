/** What a lockstep run reports and refuses. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Describe } from "./options.ts";

/** Most differing signals that a report lists. */
const listed = 8;

export const describeDifference: Describe = (
  { cycle, signal, firstText, secondText, others },
  { names: [first, second], declaredAt, inputs },
) => {
  const also = others.slice(0, listed).map((each) => `${each.signal} ${each.firstText} / ${each.secondText}`);
  const more = others.length > listed ? [`and ${others.length - listed} more`] : [];
  return {
    code: "SIM120",
    place: signal,
    found: `first differs in cycle ${cycle}: ${firstText} (${first}), ${secondText} (${second})`,
    source: [
      ...(declaredAt === undefined ? [] : [`declared at ${declaredAt}`]),
      ...(also.length === 0 ? [] : [`in this cycle also: ${[...also, ...more].join(", ")}`]),
      ...(inputs === "" ? [] : [`inputs: ${inputs}`]),
    ],
  };
};

export function neverReset(): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM122",
    place: "lockstep",
    found: "nothing has been compared: comparing was to begin after a reset, and there was none",
    mend: "hold rst for a cycle, as reset() does",
  });
}

export function badInterval(name: string, value: number): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM122",
    place: `lockstep: ${name}`,
    found: `${value}: a whole number of cycles, 1 or more, is needed`,
  });
}

export function cannotGoBack(every: number): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM122",
    place: "lockstep",
    found: `${every === 1 ? "memories are" : "signals are"} not compared in every cycle, and the model cannot go back to the first difference`,
    mend: "give the model snapshot() and restore(), or give a function that makes one: lockstep(sim, () => new Model())",
  });
}

export function steppedAlone(expected: number, found: number): SpikeforgeError {
  return new SpikeforgeError({
    code: "SIM123",
    place: "lockstep",
    found: `the first side is in cycle ${found}, the second in cycle ${expected}`,
    mend: "step the simulation that lockstep() returned, not the one that was given to it",
  });
}
