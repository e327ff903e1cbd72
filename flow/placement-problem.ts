import { readConstraints } from "../constraints/index.ts";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { type BuildTarget, isBoard } from "./family.ts";

/**
 * What nextpnr says about a board's own facts, in the terms of the board: FLOW002 for a pin that the package does not have,
 * with the constraint file's line; FLOW003 for a package that the device does not come in. Undefined for anything else.
 */
export async function boardProblem(
  target: BuildTarget,
  pins: string | undefined,
  failure: SpikeforgeError,
): Promise<SpikeforgeError | undefined> {
  const said = failure.diagnostics.flatMap(({ source = [] }) => source).join("\n");
  if (/^ERROR: Unsupported package '/m.test(said))
    return new SpikeforgeError({
      code: "FLOW003",
      place: isBoard(target) ? `board "${target.id}"` : `device "${target.id}"`,
      found: `nextpnr knows no package "${target.package}" of the ${target.device}`,
      mend: "correct the package; it is named as nextpnr names it, for example sg48 or CABGA381",
    });
  const pin = unknownPin(said, pins ?? "");
  if (pin === undefined || !isBoard(target)) return undefined;
  const { lines } = await readConstraints(target);
  const line = lines.find(({ net }) => net === pin.net)?.line;
  return new SpikeforgeError({
    code: "FLOW002",
    place: line === undefined ? target.constraintFile : `${target.constraintFile}:${line}`,
    found: `${pin.net} is to be on pin ${pin.pin}, which package ${target.package} of the ${target.device} does not have`,
    mend: "correct the pin, here and in the facts of the board",
  });
}

interface NetOnPin {
  readonly net: string;
  readonly pin: string;
}

/** nextpnr-ice40 names the line of the constraints that it was given, nextpnr-ecp5 the cell of the pin. */
function unknownPin(said: string, pins: string): NetOnPin | undefined {
  const [, line] = /^ERROR: package does not have a pin named '.*' \(on line (\d+)\)/m.exec(said) ?? [];
  if (line !== undefined) {
    const [pin, net] = (pins.split("\n")[Number(line) - 1] ?? "").split(" ").reverse();
    return net === undefined || pin === undefined ? undefined : { net, pin };
  }
  const [, net, pin] = /^ERROR: IO pin '(.*)\$tr_io' constrained to pin '(.*)', which does not exist/m.exec(said) ?? [];
  return net === undefined || pin === undefined ? undefined : { net, pin };
}
