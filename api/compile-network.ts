/** From a network description and a board to everything that the hardware is made from. */
import {
  type CoreDevice,
  type CoreOptions,
  type CoreTarget,
  coreTarget,
  type EncoderRequest,
  encodedInput,
  encoderBlocks,
  otherBlocks,
  place,
  placeEncoder,
  quantise,
} from "../compile/index.ts";
import type { EncoderShape, Fabric, HardwareConfig, IntegerNetwork } from "../config/index.ts";
import type { Board, DeviceName } from "../constraints/index.ts";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { type Design, elaborate } from "../hdlgen/index.ts";
import type { Network } from "../network/index.ts";
import { LifCore, type LifCoreParameters } from "../rtl/core/lif-core.ts";

export interface CompiledNetwork<B extends Board = Board> {
  readonly network: IntegerNetwork;
  readonly config: HardwareConfig;
  readonly board: B;
  /** What the core is generated from. */
  readonly core: LifCoreParameters;
  /** Absent where frames are encoded on the host. */
  readonly encoder?: EncoderShape;
}

export interface CompileOptions {
  /** L: neurons that accumulate in parallel, a power of two. Default: as many as the board's weight memory feeds. */
  readonly lanes?: number;
  /** A frame encoder between the link and the core. Default: none. */
  readonly encoder?: EncoderRequest;
}

/**
 * The core that a board's FPGA can hold: weights in SPRAM where there is some, else in the block memories left over.
 * Throws CLI042 where none are.
 *
 * @param frameChannels values of a frame encoder beside it
 */
export function boardTarget(board: Board, options: CoreOptions, frameChannels = 0): CoreTarget {
  const device = boardDevice(board);
  const taken = encoderBlocks(frameChannels, device.fabric);
  const target = coreTarget({ ...device, blocks: Math.max(0, device.blocks - taken) }, options);
  if (target.limits.weightMemory.blocks > 0) return target;
  throw new SpikeforgeError({
    code: "CLI042",
    place: board.name,
    found: `no memory left for weights: a core and its link need ${otherBlocks(device)} block memories, the board has ${device.blocks}`,
    mend: "choose a board with more block RAM or with SPRAM: spikeforge boards",
  });
}

/** What of a board's FPGA decides the cores that it can hold. */
export function boardDevice(board: Board): CoreDevice {
  const { name } = board;
  return board.family === "ecp5"
    ? { name, fabric: "ecp5", blocks: board.resources.dp16kd, spram: 0 }
    : { name, fabric: fabricOf[board.device], blocks: board.resources.ebr, spram: board.resources.spram };
}

const fabricOf: Readonly<Record<DeviceName, Fabric>> = {
  up5k: "ice40up",
  hx1k: "ice40small",
  lp8k: "ice40hx",
  hx8k: "ice40hx",
};

/** Quantises a network and places it on a board's core. Throws NET and CMP errors, all problems together. */
export function compileNetwork<B extends Board>(
  description: Network,
  board: B,
  { lanes, encoder }: CompileOptions = {},
): CompiledNetwork<B> {
  const network = quantise(description);
  const options = { weightBits: network.weightBits, ...(lanes === undefined ? {} : { lanes }) };
  const channels = encoder === undefined ? 0 : encodedInput(network, encoder.input).size;
  const target = boardTarget(board, options, channels);
  const config = place(network, target);
  const compiled = { network, config, board, core: { shape: config.shape, fabric: target.fabric } };
  return encoder === undefined ? compiled : { ...compiled, encoder: placeEncoder(encoder, network, config) };
}

/** The core alone, as simulations run it. */
export function coreDesign({ core }: CompiledNetwork): Design {
  return elaborate(LifCore(core));
}
