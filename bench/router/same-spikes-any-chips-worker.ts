/** Part of `router.same-spikes-any-chips`. */
import { chipCounts } from "../../test/support/any-cores.ts";
import { runSeeds } from "./same-spikes-worker.ts";

runSeeds(chipCounts);
