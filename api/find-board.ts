import { type Board, board, readBoardFile } from "../constraints/index.ts";

/** A known board by its id, or a user's own from a JSON file. Throws BRD errors. */
export async function findBoard(nameOrFile: string): Promise<Board> {
  return nameOrFile.endsWith(".json") ? readBoardFile(nameOrFile) : board(nameOrFile);
}
