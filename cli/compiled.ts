/** From a network file and options to hardware, as every command that needs a core does it. */
import { type CompiledNetwork, compileNetwork, findBoard } from "../index.ts";
import { readNetwork } from "./files.ts";

/** What decides, besides the network, which core it gets. */
export interface CoreOptions {
  readonly board: string;
  readonly lanes?: number;
}

/** Reads a network file and places it on the core that the options ask for. */
export async function compiledFile(file: string, { board, lanes }: CoreOptions): Promise<CompiledNetwork> {
  return compileNetwork(await readNetwork(file), await findBoard(board), lanes === undefined ? {} : { lanes });
}
