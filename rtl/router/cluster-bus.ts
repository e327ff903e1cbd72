import { clusterUnits, nodeSpaces } from "../../config/index.ts";
import {
  array,
  type Bool,
  bool,
  bundle,
  cat,
  formal,
  input,
  module,
  nodes,
  oneHotMux,
  output,
  regs,
  type UInt,
  uint,
  when,
} from "../../hdlgen/index.ts";
import { bitsFor } from "../cells/parameters.ts";

const busWord = uint(16);
const answer = bundle({ valid: bool, data: busWord });

/** What the memory bus carries into a cluster. */
export const clusterAccess = bundle({
  ...{ write: bool, read: bool },
  ...{ unit: uint(12), space: uint(3), address: busWord, data: busWord },
});

/**
 * Says who of a cluster is meant by an access of the memory bus, and collects the cores' answers.
 *
 * Ports       bus: one pulse per access, at least 3 cycles apart. `space`, `address`, `data`: of the last access, a cycle
 *             later and until the next one. coreWrites, coreReads: a bit for each core; exportWrites, …: a bit for each
 *             node; outsideWrite: a table of what leaves the chip; all pulses, with the address. writeNode: the node that is
 *             meant. answers: of the cores, at most one at a time
 * Latency     1 cycle on the way to a unit, 1 on the way back
 */
export const ClusterBus = module(
  "cluster_bus",
  ({ cores }: { readonly cores: number }) => {
    const each = output(array(bool, cores));
    return {
      bus: input(clusterAccess),
      answers: input(array(answer, cores)),
      ...{ space: output(uint(3)), address: output(busWord), data: output(busWord) },
      ...{ coreWrites: each, coreReads: each, exportWrites: each, importWrites: each, delayedWrites: each },
      ...{ meshWrite: output(bool), writeNode: output(uint(bitsFor(cores))), outsideWrite: output(bool) },
      busData: output(answer),
    };
  },
  ({ bus, answers }, { cores }) => {
    const access = regs({ writes: [bool, false], reads: [bool, false] });
    const held = regs({ unit: uint(12), heldSpace: uint(3), heldAddress: busWord, heldData: busWord });
    access.writes.next = bus.write;
    access.reads.next = bus.read;
    when(bus.write.or(bus.read), () => {
      held.unit.next = bus.unit;
      held.heldSpace.next = bus.space;
      held.heldAddress.next = bus.address;
      held.heldData.next = bus.data;
    });
    const units = (of: (cores: number, index: number) => number, strobe: Bool): Bool[] =>
      Array.from({ length: cores }, (_, i) => held.unit.eq(of(cores, i)).and(strobe));
    const writes = (space: number): Bool => access.writes.and(held.heldSpace.eq(space));
    const { node } = nodes({ node: held.unit.subw(cores) });
    const isNode = node.lt(cores);

    const { busData } = regs({ busData: answer });
    const chosen = oneOf([...answers]);
    busData.valid.next = chosen.valid;
    busData.data.next = chosen.data;
    formal.assert(access.writes.and(access.reads).not(), "an access writes and reads");
    return {
      ...{ space: held.heldSpace, address: held.heldAddress, data: held.heldData },
      coreWrites: units(clusterUnits.core, access.writes),
      coreReads: units(clusterUnits.core, access.reads),
      exportWrites: units(clusterUnits.node, writes(nodeSpaces.exports)),
      importWrites: units(clusterUnits.node, writes(nodeSpaces.imports)),
      delayedWrites: units(clusterUnits.node, writes(nodeSpaces.delayedWords)),
      meshWrite: writes(nodeSpaces.mesh).and(isNode),
      writeNode: node.trunc(bitsFor(cores)),
      outsideWrite: access.writes.and(held.unit.eq(clusterUnits.outside(cores))),
      busData,
    };
  },
);

interface Answer {
  readonly valid: Bool;
  readonly data: UInt;
}

/** Answers that are looked at side by side: a one-hot choice has at most 64 bits. */
const most = 16;

/** The one answer that is valid, of any number. */
function oneOf(answers: readonly Answer[]): Answer {
  if (answers.length > most) {
    const parts = Array.from({ length: Math.ceil(answers.length / most) }, (_, i) =>
      oneOf(answers.slice(i * most, (i + 1) * most)),
    );
    return oneOf(parts);
  }
  const valid = cat(...answers.map((own) => own.valid).reverse());
  const data = oneHotMux(
    valid,
    answers.map((own) => own.data),
  );
  return { valid: valid.any(), data };
}
