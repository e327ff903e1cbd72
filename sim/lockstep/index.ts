/** Running two things that should do the same, and finding the first cycle in which they do not. */

export { type EdgeSource, type LockstepSimulation, type LockstepStatus, lockstep } from "./lockstep.ts";
export type { LockstepModel, ModelState, ModelValue } from "./model.ts";
export {
  lockstepNetwork,
  type NetworkLockstepOptions,
  type NetworkLockstepTotals,
  networkDifference,
  streamNetwork,
} from "./network.ts";
export type { LockstepDifference, LockstepOptions, LockstepPartner } from "./options.ts";
export {
  checkPowerUp,
  expectInitialised,
  type InitialisedOptions,
  type PowerUpOptions,
  powerUpPair,
} from "./power-up.ts";
export type { Compared, DifferingSignal } from "./probes.ts";
