/** State machines. */
import { currentBuilder } from "./builder.ts";
import type { EnumerationType } from "./enumeration.ts";
import { fail } from "./errors.ts";
import * as ir from "./expr.ts";
import { reference } from "./expr.ts";
import type { Statement } from "./ir.ts";
import { labelNames, verilogName } from "./names.ts";
import { forEachStatement } from "./passes/statements.ts";
import { captureSite } from "./site.ts";
import { codeOf, type Encoding, Enum } from "./values.ts";

export interface StateMachineOptions<K extends string, N extends string> {
  /** The state after reset. */
  readonly init: NoInfer<K>;
  /** The enumeration of its states, where ports show them or their bits matter; default: one of its own. */
  readonly type?: EnumerationType<N, NoInfer<K>> | undefined;
}

/**
 * A state machine: a register `name` and one block per state, which runs while the machine is in it. `go` sets the
 * next state; without one it stays. The result is the state as a value: `state.is("idle")`, `state.select({ … })`.
 */
export function fsm<K extends string, N extends string = string>(
  name: string,
  states: { readonly [state in K]: (go: (next: NoInfer<K>) => void) => void },
  options: StateMachineOptions<K, N>,
): Enum<N, K> {
  const builder = currentBuilder("fsm");
  const place = `${builder.name}.${name}`;
  const labels = Object.keys(states) as K[];
  const encoding = options.type?.encoding ?? ownEncoding(name, labels, place);
  const signal = builder.signal(verilogName([name]), encoding.irType, "register", captureSite());
  const bitsOf = (label: K) => {
    if (!encoding.labels.includes(label)) {
      fail("HDL113", place, `no state "${label}"`, `there are ${encoding.labels.join(", ")}`);
    }
    return ir.constant(codeOf(encoding, label, place), signal.type.width);
  };
  builder.register({ signal, reset: { value: bitsOf(options.init).value, when: builder.resetExpr(signal.name) } });
  const blocks = labels.map((label) => ({ run: states[label], value: bitsOf(label).value, body: [] as Statement[] }));
  const names = labelNames(labels, place);
  const cases = blocks.map(({ value, body }, i) => ({ value, label: names[i] ?? "", body }));
  const statement: Choice = { kind: "switch", subject: reference(signal), cases, site: captureSite() };
  builder.add(statement);
  for (const { run, body } of blocks) {
    builder.inBlock(body, () => run((next) => builder.assign(signal, bitsOf(next))));
  }
  // The register never has other bits, but a wire that every state drives must be seen to be driven.
  const isComplete = cases.length === 2 ** signal.type.width;
  if (!isComplete && drivesWires(cases.flatMap(({ body }) => body))) {
    const last = cases.pop();
    if (last !== undefined) statement.default = { label: last.label, body: last.body };
  }
  return new Enum(encoding, reference(signal));
}

type Switch = Extract<Statement, { kind: "switch" }>;
/** A switch whose default is decided when its blocks have run. */
type Choice = { -readonly [K in keyof Switch]: Switch[K] };

function drivesWires(statements: readonly Statement[]): boolean {
  let found = false;
  forEachStatement(statements, (statement) => {
    found ||= statement.kind === "assign" && statement.target.role === "wire";
  });
  return found;
}

/** States that count from 0, known to this machine alone. */
function ownEncoding(name: string, labels: readonly string[], place: string): Encoding {
  const width = Math.max(1, Math.ceil(Math.log2(labels.length)));
  return {
    name,
    labels,
    codes: labels.map((_, i) => BigInt(i)),
    isOneHot: false,
    canonical: `${place}{${labels.join(",")}}`,
    irType: { kind: "uint", width, labels: labelNames(labels, place) },
  };
}
