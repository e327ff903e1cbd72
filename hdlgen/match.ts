/** One block of assignments per value: a `case` in Verilog. */
import { currentBuilder } from "./builder.ts";
import { fail } from "./errors.ts";
import type { Statement } from "./ir.ts";
import { captureSite } from "./site.ts";
import { bitsFor, checkLabels, codeOf, describe, Enum, UInt } from "./values.ts";

type Body = () => void;

/**
 * Assignments that depend on a value: exactly one block is in force. Hardware, not control flow: every block runs once,
 * when the hardware is built.
 *
 * Of an enumeration, every label has its block, or `otherwise` says what holds for the rest. Bits that are no label,
 * which only a register without reset or `from` can have, belong to `otherwise`, and without it to the last label. Of a
 * `UInt`, blocks go by number and `otherwise` is for the rest.
 */
export function match<N extends string, L extends string>(
  value: Enum<N, L>,
  blocks: { readonly [label in L]: Body },
): void;
export function match<N extends string, L extends string>(
  value: Enum<N, L>,
  blocks: { readonly [label in L]?: Body },
  otherwise: Body,
): void;
export function match(value: UInt, blocks: { readonly [number: number]: Body }, otherwise: Body): void;
export function match(
  value: Enum<string, string> | UInt,
  blocks: { readonly [label: string]: Body | undefined },
  otherwise?: Body,
): void {
  const builder = currentBuilder("match");
  const given = Object.entries(blocks).flatMap(([label, body]) => (body === undefined ? [] : [{ label, body }]));
  const choices = given.map((choice) => ({
    ...choice,
    value: value instanceof Enum ? codeOf(value.encoding, choice.label, "match") : numberOf(value, choice.label),
  }));
  if (value instanceof Enum) {
    checkLabels(
      value.encoding,
      given.map(({ label }) => label),
      "match",
      otherwise === undefined ? "all" : "some",
    );
    choices.sort((a, b) => value.encoding.codes.indexOf(a.value) - value.encoding.codes.indexOf(b.value));
  }
  const isComplete = choices.length === 2 ** value.width;
  // Verilog and engines need an answer for bits that are no label.
  const last = otherwise === undefined && !isComplete ? choices.pop() : undefined;
  const rest = isComplete ? undefined : (last ?? (otherwise && { body: otherwise }));
  const cases = choices.map(({ value, label, body }) => ({ value, label, run: body, body: [] as Statement[] }));
  const restBody: Statement[] = [];
  builder.add({
    kind: "switch",
    subject: value.expr,
    cases: cases.map(({ value, label, body }) => ({ value, label, body })),
    ...(rest && { default: { ...(last && { label: last.label }), body: restBody } }),
    site: captureSite(),
  });
  for (const { body, run } of cases) builder.inBlock(body, run);
  if (rest !== undefined) builder.inBlock(restBody, rest.body);
}

function numberOf(value: UInt, label: string): bigint {
  if (!(value instanceof UInt))
    fail("HDL105", "match", `${describe(value)} where an enumeration or a UInt is expected`, "use .asUInt()");
  const number = /^\d+$/.test(label)
    ? BigInt(label)
    : fail("HDL104", "match", `"${label}" for a number`, "the blocks of a UInt have numbers");
  if (bitsFor(number) > value.width)
    fail("HDL104", "match", `${label} does not fit ${value.width} bits`, "leave out what cannot be");
  return number;
}
