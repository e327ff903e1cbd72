/** Part of `router.same-spikes-any-cores`. */
import { coreCounts } from "../../test/support/any-cores.ts";
import { runSeeds } from "./same-spikes-worker.ts";

runSeeds(coreCounts);
