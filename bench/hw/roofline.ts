/**
 * Draws docs/images/roofline-*.svg: `node --import tsx bench/hw/roofline.ts`. Clocks and filled marks are the kept results of
 * the hardware figures; where there is none yet, the planner's clock and hollow marks.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { type PeerDevice, peerMegaSops, peers } from "./peers.ts";
import { rooflineBuilds, rooflineOf } from "./roofline-builds.ts";
import { rooflineSvg } from "./roofline-svg.ts";

/** What a row of hardware figures keeps. */
interface KeptRow {
  readonly device?: string;
  readonly lanes?: number;
  readonly weightBits?: number;
  readonly fmaxMHz?: number;
  readonly sopPerCycle?: { readonly everyAxon: number; readonly digits: number };
}

const results = new URL("../results/", import.meta.url);
const rows: KeptRow[] = [];
for (const file of await readdir(results)) {
  if (!file.startsWith("hw.")) continue;
  const kept = JSON.parse(await readFile(new URL(file, results), "utf8")) as { result: { detail: KeptRow } };
  rows.push(kept.result.detail);
}
const devices: readonly PeerDevice[] = ["UP5K", "HX8K", "ECP5-25F"];
for (const device of devices) {
  const lines = rooflineBuilds
    .filter((build) => build.device === device)
    .map((build) => {
      const { groupCycles, predictedMHz, points } = rooflineOf(build);
      const row = rows.find(
        (each) => each.device === device && each.lanes === build.lanes && each.weightBits === build.weightBits,
      );
      const MHz = row?.fmaxMHz ?? predictedMHz;
      const at = (activity: number): number => points.find((point) => point.activity === activity)?.wordsPerGroup ?? 1;
      return {
        name: `${build.lanes} × ${build.weightBits} bits, ${build.sizes.join("-")}, ${MHz.toFixed(0)} MHz${row?.fmaxMHz === undefined ? " predicted" : ""}`,
        roof: (words: number): number => build.lanes * MHz * Math.min(1, words / groupCycles),
        curve: points.map(({ wordsPerGroup, sopPerCycle }) => [wordsPerGroup, sopPerCycle * MHz] as const),
        measured:
          row?.sopPerCycle === undefined
            ? []
            : [
                { label: "digits", words: at(0.1), megaSops: row.sopPerCycle.digits * MHz },
                { label: "every axon", words: at(1), megaSops: row.sopPerCycle.everyAxon * MHz },
              ],
        predicted: points
          .filter(({ activity }) => activity === 0.1 || activity === 1)
          .map(({ activity, wordsPerGroup, sopPerCycle }) => ({
            label: activity === 1 ? "every axon" : "10 %",
            words: wordsPerGroup,
            megaSops: sopPerCycle * MHz,
          })),
      };
    });
  const others = peers.flatMap((peer) => {
    const build = peer.on[device];
    return build === undefined
      ? []
      : [{ name: `${peer.name}, ${build.fmaxMHz} MHz`, megaSops: peerMegaSops(peer, build) }];
  });
  const file = new URL(`../../docs/images/roofline-${device.toLowerCase()}.svg`, import.meta.url);
  await writeFile(file, await rooflineSvg(device, lines, others));
}
