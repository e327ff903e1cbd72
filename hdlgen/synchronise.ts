/**
 * The ways from one clock domain into another. A register that samples what another clock launches may see it change
 * in its own setup time, and then takes either value, late; a chain of registers gives it the time to settle.
 */
import { currentBuilder, type ModuleBuilder } from "./builder.ts";
import { fail } from "./errors.ts";
import { reference } from "./expr.ts";
import type { Expr, IrType, Register, Signal } from "./ir.ts";
import { verilogName } from "./names.ts";
import { captureSite } from "./site.ts";
import { uint } from "./types.ts";
import { Bool, boolOf, type Integer, UInt, uintOf } from "./values.ts";

export interface SynchroniserOptions {
  /** Registers in the chain, at least 2. Default 2. */
  readonly stages?: number;
  /** Value of every stage at the reset in force here. Default: none. */
  readonly reset?: boolean;
  /** Value of every stage after configuration of the device. Default: unknown. */
  readonly powerUp?: boolean;
}

/**
 * One bit of another domain, or of a pin, in the domain in force here: a chain of registers `<name>_meta`, … `<name>`.
 *
 * Latency: `stages` edges, and one more or less, as the edge falls. `value` must come straight from a register (or its
 * complement) or from a port: logic in front of a synchroniser glitches, and a glitch may be sampled. Several bits that
 * belong together do not arrive together: use `synchroniseGray`, a handshake or an asynchronous FIFO for them.
 *
 * @throws HDL157 for fewer than 2 stages
 */
export function synchronise(name: string, value: Bool, options: SynchroniserOptions = {}): Bool {
  const builder = currentBuilder("synchronise");
  const { stages = 2, reset, powerUp } = options;
  const start = {
    ...(reset === undefined ? {} : { reset: { value: BigInt(reset), when: builder.resetExpr(name) } }),
    ...(powerUp === undefined ? {} : { powerUp: BigInt(powerUp) }),
  };
  const type: IrType = { kind: "bool", width: 1 };
  return new Bool(chain(builder, name, type, boolOf(value, `${builder.name}.${name}`).expr, stages, start));
}

/**
 * A Gray-coded counter of another domain, of which only one bit changes at a time: it arrives as it was before or after
 * that change, never as anything else. Registers `<name>_meta`, … `<name>`; otherwise like `synchronise`.
 *
 * @throws HDL157 for fewer than 2 stages
 */
export function synchroniseGray(
  name: string,
  value: UInt,
  options: { readonly stages?: number; readonly reset?: Integer; readonly powerUp?: Integer } = {},
): UInt {
  const builder = currentBuilder("synchroniseGray");
  const place = `${builder.name}.${name}`;
  const { stages = 2, reset, powerUp } = options;
  const { expr } = uintOf(value, place);
  const bits = (given: Integer): bigint => uint(expr.width).encode(given, place)[0] ?? 0n;
  const start = {
    ...(reset === undefined ? {} : { reset: { value: bits(reset), when: builder.resetExpr(name) } }),
    ...(powerUp === undefined ? {} : { powerUp: bits(powerUp) }),
  };
  return new UInt(chain(builder, name, { kind: "uint", width: expr.width }, expr, stages, start));
}

/**
 * A reset for the domain in force here: high as soon as `request`, of any domain or of a pin, has come through the
 * synchroniser, and low again `stages` edges after it went. It is active after configuration, so that a domain whose
 * clock starts late starts in reset.
 */
export function resetSynchroniser(name: string, request: Bool, options: { readonly stages?: number } = {}): Bool {
  return synchronise(name, request, { ...options, powerUp: true });
}

function chain(
  builder: ModuleBuilder,
  name: string,
  type: IrType,
  from: Expr,
  stages: number,
  start: Pick<Register, "reset" | "powerUp">,
): Expr {
  if (!Number.isInteger(stages) || stages < 2) {
    const mend = "a synchroniser needs at least 2: the first settles, the second is read";
    fail("HDL157", `${builder.name}.${name}`, `${stages} stages`, mend);
  }
  const site = captureSite();
  let value = from;
  for (let stage = 1; stage <= stages; stage++) {
    const last = stage === stages;
    const signal: Signal = builder.signal(
      verilogName(last ? [name] : [name, `meta${stage === 1 ? "" : stage}`]),
      type,
      "register",
      site,
    );
    builder.register({ signal, ...start, crossing: true });
    // Not `assign`: a chain never stops, wherever it is declared.
    builder.body.push({ kind: "assign", target: signal, value, site });
    value = reference(signal);
  }
  return value;
}
