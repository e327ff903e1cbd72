/** The report of the assertions that stop a design. */
import { SpikeforgeError } from "../../diagnostics/index.ts";
import type { Property } from "../../hdlgen/ir.ts";
import { shortLocation } from "../../hdlgen/site.ts";
import type { CompiledDesign } from "./design-compiler.ts";
import type { Directory } from "./directory.ts";
import { readElement } from "./element.ts";
import { failingChecks } from "./failing-checks.ts";
import { bytesOf } from "./place.ts";
import { failureCountAddress, failureListAddress, maximumFailures } from "./runtime.ts";

interface Failed {
  readonly path: string;
  readonly property: Property;
}

/** SIM010 for those that fail at an edge of `clock`, as far as they are listed; `moment` says when that is. */
export function failuresAt(
  clock: number,
  moment: string,
  { top, base }: CompiledDesign,
  directory: Directory,
  view: DataView,
): SpikeforgeError {
  const [failed, count] =
    top.role === "alone" ? failedOf(top.checks, clock, base, directory, view) : noted(directory, view);
  const listed = failed.slice(0, maximumFailures);
  return new SpikeforgeError(
    listed.map(({ property, path }, index) => {
      const isLast = index + 1 === listed.length;
      return failure(property, path, moment, isLast ? count - listed.length : 0);
    }),
  );
}

type Found = readonly [failed: readonly Failed[], count: number];

function failedOf(
  checks: CompiledDesign["top"]["checks"],
  clock: number,
  base: number,
  directory: Directory,
  view: DataView,
): Found {
  const numbers = failingChecks(checks, clock, ({ offset, width }) =>
    readElement(view, base + offset, bytesOf(width) === 8 ? 8 : 4),
  );
  return [numbers.map((number) => directory.checked(base, number)), numbers.length];
}

/** What the functions of the units have written down. */
function noted(directory: Directory, view: DataView): Found {
  const count = view.getUint32(failureCountAddress, true);
  const failed = Array.from({ length: Math.min(count, maximumFailures) }, (_, index) => {
    const at = failureListAddress + 8 * index;
    return directory.checked(view.getUint32(at, true), view.getUint32(at + 4, true));
  });
  return [failed, count];
}

function failure({ kind, message, site }: Property, path: string, moment: string, more: number) {
  return {
    code: "SIM010",
    place: path === "" ? "top" : path,
    found: `${kind === "assert" ? "assertion" : "assumption"} failed at ${moment}: ${message}`,
    source: [shortLocation(site), ...(more === 0 ? [] : [`and ${more} more at this cycle`])],
  };
}
