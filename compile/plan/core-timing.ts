/** Where things happen in a core, in cycles: what the generator of the core knows and the planner counts with. */
export interface CoreTiming {
  /** From the issue of a group's last list entry to the start of its rows. */
  readonly groupStarts: number;
  /** Between a group's last list entry and the next group's first, at the least. */
  readonly idleAfterGroup: number;
  /** From the release of the next group to the start that it allows, at the least. */
  readonly releaseLead: number;
  /** From a row's address to its new state and its spikes. */
  readonly result: number;
  /** Between the starts of two groups, at the least. */
  readonly groupSpacing: number;
  /** Rows in the FIFO to the serialiser from which on no further group is released. */
  readonly rowFifoLimit: number;
  /** From the address of a history word to the word; 0 without delays. */
  readonly delayRead: number;
  /** A state reset. */
  readonly clear: number;
}
