/** Small circuits that do what the literature says of them, ready to run and to measure. */
export { Activity, type Circuit, type Span, simulate } from "./activity.ts";
export * from "./balanced-reservoir.ts";
export * from "./feed-forward-excitation.ts";
export { feedForwardInhibition, type InhibitionOptions } from "./feed-forward-inhibition.ts";
export { feedbackInhibition } from "./feedback-inhibition.ts";
export * from "./half-centre-oscillator.ts";
export { contrast, edgeRates, lateralInhibition } from "./lateral-inhibition.ts";
export { rateCurve, slope, sweep } from "./rate-curve.ts";
export { bump, cues, ringAttractor, ringCells, ringDistance, ringTicks } from "./ring-attractor.ts";
export { competitors, decisions, meanMargin, trial, winnerTakeAll } from "./winner-take-all.ts";
