import { type Board, formatConstraints, type PinLine, readConstraints } from "../constraints/index.ts";
import { type Diagnostic, throwIfAny } from "../diagnostics/index.ts";
import { type BuildTarget, isBoard } from "./family.ts";

/**
 * The board's constraints for just the ports that a design has: nextpnr takes neither a port without a pin nor, quietly,
 * a pin without a port. Undefined for a device without a board.
 *
 * @throws FLOW001 each port whose name the board does not know · BRD010 · BRD011 · BRD012 · BRD013 two ports
 *   on one pin
 */
export async function pinsForDesign(
  board: BuildTarget,
  top: string,
  ports: readonly string[],
): Promise<string | undefined> {
  if (!isBoard(board)) return undefined;
  const file = await readConstraints(board);
  const known = file.lines.map(({ net }) => net);
  throwIfAny(
    ports
      .filter((port) => !known.includes(port))
      .map((port) => ({
        code: "FLOW001",
        place: `${top}.${port}`,
        found: `board "${board.id}" has no net of this name; it has ${known.join(", ")}`,
        mend: `rename the port, or add it to ${board.constraintFile}`,
      })),
  );
  const lines = file.lines.filter(({ net }) => ports.includes(net));
  throwIfAny(sharedPins(board, top, lines));
  return formatConstraints(board, { ...file, lines });
}

/** BRD013 for each port on a pin that another port has: a board's pin may have several uses, but a design one of them. */
function sharedPins(board: Board, top: string, lines: readonly PinLine[]): readonly Diagnostic[] {
  return lines.flatMap(({ net, pin }, index) => {
    const other = lines.slice(0, index).find((earlier) => earlier.pin === pin);
    if (other === undefined) return [];
    return [
      {
        code: "BRD013",
        place: `${top}.${net}`,
        found: `is on pin ${pin} of board "${board.id}", and so is ${other.net}`,
        mend: "leave one of them out of the design",
      },
    ];
  });
}
