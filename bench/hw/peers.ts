/**
 * Other event-driven cores, built with the same tools for the same devices (yosys 0.66, nextpnr 0.11.1, best of several
 * seeds), from their public sources; SYNtzulu as published. Useful synaptic operations per cycle were measured in
 * simulation with every synapse in use.
 */
export interface Peer {
  readonly name: string;
  /** What is to be known about the figure. */
  readonly note: string;
  readonly sopPerCycle: number;
  /** By device: absent where it was not measured or does not fit. */
  readonly on: Readonly<Partial<Record<PeerDevice, PeerBuild>>>;
}

export type PeerDevice = "UP5K" | "HX8K" | "ECP5-25F";

export interface PeerBuild {
  readonly fmaxMHz: number;
  /** Logic cells of an iCE40, LUTs of an ECP5. */
  readonly logic: number | undefined;
}

export const peers: readonly Peer[] = [
  {
    name: "tinyODIN",
    note: "Frenkel et al.; on the HX8K with its synapses cut to a quarter",
    sopPerCycle: 0.49,
    on: {
      UP5K: { fmaxMHz: 12, logic: 3807 },
      HX8K: { fmaxMHz: 27, logic: 3952 },
      "ECP5-25F": { fmaxMHz: 38, logic: 3542 },
    },
  },
  {
    name: "µCaspian",
    note: "at a fan-out of 63, where it is fastest",
    sopPerCycle: 0.97,
    on: {
      UP5K: { fmaxMHz: 33, logic: 3460 },
      HX8K: { fmaxMHz: 77, logic: undefined },
      "ECP5-25F": { fmaxMHz: 68, logic: 2812 },
    },
  },
  {
    name: "SYNtzulu",
    note: "as published; 8 slots per cycle, of which 2.3 are useful at 10 % density",
    sopPerCycle: 2.3,
    on: { UP5K: { fmaxMHz: 24, logic: 3473 } },
  },
  {
    name: "ODIN",
    note: "does not fit the iCE40 devices",
    sopPerCycle: 0.5,
    on: { "ECP5-25F": { fmaxMHz: 21, logic: 13_961 } },
  },
];

/** Useful synaptic operations per second, in millions. */
export function peerMegaSops({ sopPerCycle }: Peer, { fmaxMHz }: PeerBuild): number {
  return sopPerCycle * fmaxMHz;
}
