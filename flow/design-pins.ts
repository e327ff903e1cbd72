import { formatConstraints, readConstraints } from "../constraints/index.ts";
import { throwIfAny } from "../diagnostics/index.ts";
import { type BuildTarget, isBoard } from "./family.ts";

/**
 * The board's constraints for just the ports that a design has: nextpnr takes neither a port without a pin nor, quietly,
 * a pin without a port. Undefined for a device without a board.
 *
 * @throws FLOW001 each port whose name the board does not know · BRD010 · BRD011 · BRD012
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
  return formatConstraints(board, { ...file, lines: file.lines.filter(({ net }) => ports.includes(net)) });
}
