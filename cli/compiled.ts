/** From a network file and options to hardware, as every command that needs a core does it. */
import { type CompiledNetwork, compileNetwork, findBoard, type Network } from "../index.ts";
import { type EncoderText, encoderRequest } from "./encoder-option.ts";
import { readNetwork } from "./files.ts";

/** What decides, besides the network, which core it gets. */
export interface CoreOptions {
  readonly board: string;
  readonly lanes?: number;
  /** Codes of the frame encoder on the chip. */
  readonly encoder?: readonly EncoderText[];
}

/** Reads a network file and places it on the core that the options ask for. */
export async function compiledFile(file: string, options: CoreOptions): Promise<CompiledNetwork> {
  return compiledNetwork(await readNetwork(file), options);
}

/** Places a network on the core that the options ask for. */
export async function compiledNetwork(
  network: Network,
  { board, lanes, encoder }: CoreOptions,
): Promise<CompiledNetwork> {
  const request = encoderRequest(encoder);
  return compileNetwork(network, await findBoard(board), {
    ...(lanes === undefined ? {} : { lanes }),
    ...(request === undefined ? {} : { encoder: request }),
  });
}
