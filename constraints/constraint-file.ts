import { readFile } from "node:fs/promises";
import { type Diagnostic, SpikeforgeError, throwIfAny } from "../diagnostics/index.ts";
import { type Board, boardPins } from "./board.ts";
import { formatLpf, parseLpf } from "./lpf.ts";
import { formatPcf, parsePcf } from "./pcf.ts";
import type { ParsedPins, PinFile } from "./pin-line.ts";

interface Format {
  readonly parse: (text: string, fileName: string) => ParsedPins;
  readonly format: (file: PinFile) => string;
}

const formats: Readonly<Record<Board["family"], Format>> = {
  ice40: { parse: parsePcf, format: formatPcf },
  ecp5: { parse: parseLpf, format: formatLpf },
};

/**
 * The board's constraints, checked against its facts.
 *
 * @throws BRD010 a line that is not understood · BRD011 a pin that differs from the facts · BRD012 the file cannot be read
 */
export async function readConstraints(subject: Board): Promise<PinFile> {
  const { constraintFile, family } = subject;
  const text = await readFile(constraintFile, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new SpikeforgeError(
      {
        code: "BRD012",
        place: constraintFile,
        found: `the constraint file of board "${subject.id}" cannot be read (${cause.code ?? cause.message})`,
        mend: "put it there, or correct constraintFile in the board's description",
      },
      { cause },
    );
  });
  const { problems, ...file } = formats[family].parse(text, constraintFile);
  throwIfAny([...problems, ...compareWithFacts(subject, file)]);
  return file;
}

/** The text of a constraint file of the board's family. */
export function formatConstraints({ family }: Board, file: PinFile): string {
  return formats[family].format(file);
}

/** BRD011 for each pin on which facts and file differ. The file may constrain more nets than the facts name. */
function compareWithFacts(board: Board, { lines }: PinFile): readonly Diagnostic[] {
  return boardPins(board).flatMap(({ net, pin }) => {
    const line = lines.find((candidate) => candidate.net === net);
    if (line?.pin === pin) return [];
    const found = line === undefined ? `${net} is not constrained` : `${net} is on pin ${line.pin}`;
    return [
      {
        code: "BRD011",
        place: line === undefined ? board.constraintFile : `${board.constraintFile}:${line.line}`,
        found: `${found}, but the facts of board "${board.id}" say pin ${pin}`,
        mend: "make the constraint file and the board's facts agree",
      },
    ];
  });
}
