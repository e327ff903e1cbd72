/** A network that comes with the bitstream: what a design with placeholders gets, and what is kept to give it another. */
import { coreImage } from "../compile/index.ts";
import type { CarriedMemory, CarriedWords, CoreShape, EncoderShape, HardwareConfig } from "../config/index.ts";
import { SpikeforgeError } from "../diagnostics/index.ts";
import { carriedContents, carriedMemories, carriesContents } from "../rtl/core/core-memories.ts";
import type { LifCoreParameters } from "../rtl/core/lif-core.ts";
import type { CompiledNetwork } from "./compile-network.ts";

/** Whether a bitstream can carry the network: not in SPRAM. */
export const carriesNetwork = ({ core }: Pick<CompiledNetwork, "core">): boolean => carriesContents(core);

/** The same network on a core with placeholders: what is to be built. Throws FLOW033 where a bitstream cannot carry it. */
export function withPlaceholders<C extends CompiledNetwork>(compiled: C): C {
  refuseOthers(compiled);
  return { ...compiled, core: { ...compiled.core, contents: "placeholder" } };
}

/** The same network on a core that carries it from the start: for simulation. Throws FLOW033. */
export function withContents<C extends CompiledNetwork>(compiled: C): C {
  refuseOthers(compiled);
  const contents = carriedContents(compiled.core, coreImage(compiled.config));
  return { ...compiled, core: { ...compiled.core, contents } };
}

/** The words of every memory that the bitstream carries. Throws FLOW033 where it cannot carry the network. */
export function carriedWords(compiled: Pick<CompiledNetwork, "config" | "core" | "board">): CarriedWords[] {
  refuseOthers(compiled);
  return wordsOf(compiled.core, compiled.config);
}

export function wordsOf(core: LifCoreParameters, config: HardwareConfig): CarriedWords[] {
  const words = carriedContents(core, coreImage(config));
  return carriedMemories(core).map((memory) => ({ ...memory, words: words[memory.name] ?? [] }));
}

function refuseOthers({ core, config, board }: Pick<CompiledNetwork, "config" | "core" | "board">): void {
  if (carriesContents(core)) return;
  throw new SpikeforgeError({
    code: "FLOW033",
    place: `network "${config.name}" on ${board.name}`,
    found: "a bitstream cannot carry it: its weights are in SPRAM, which no bitstream fills",
    mend: "load it over the link, or from flash: synth --boot flash",
  });
}

export const contentsFile = "contents.json";
export const contentsFormat = "spikeforge-contents-1";

/** What is kept beside a build that carries a network: enough to give its design another one. */
export interface ContentsRecord {
  readonly format: typeof contentsFormat;
  /** The name of the network that the bitstream carries. */
  readonly network: string;
  /** Id of the board. */
  readonly board: string;
  readonly top: string;
  readonly fabric: LifCoreParameters["fabric"];
  readonly shape: CoreShape;
  readonly encoder?: EncoderShape;
  /** The placeholder of each follows from its name, bits and depth. */
  readonly memories: readonly CarriedMemory[];
}

/** What of a network and its design is kept in `contents.json`. */
export function contentsRecord(
  { config, core, board, encoder }: Omit<CompiledNetwork, "network">,
  top: string,
): ContentsRecord {
  return {
    format: contentsFormat,
    ...{ network: config.name, board: board.id, top },
    ...{ fabric: core.fabric, shape: config.shape },
    ...(encoder === undefined ? {} : { encoder }),
    memories: carriedMemories(core),
  };
}

export const contentsText = (record: ContentsRecord): string => `${JSON.stringify(record, null, 2)}\n`;
