/** The same clients as in clients.py, on our harness. */
import { elaborate } from "../../../hdlgen/index.ts";
import { testbench } from "../../../sim/harness/index.ts";
import { openVerilator } from "../../../sim/verilator/index.ts";
import type { Verilator } from "../../../tools/index.ts";
import { SharedCore } from "./shared-core.ts";
import type { Workload } from "./workload.ts";

export interface Speed {
  /** Per second of processor time. */
  readonly cyclesPerSecond: number;
  /** Of every client, in hexadecimal. */
  readonly checksums: string;
}

/** Runs `cycles` cycles with checksums, and then `rounds` times as many against the clock. */
export async function runOurClients(
  { weights, words }: Workload,
  { cycles, rounds, verilator }: { readonly cycles: number; readonly rounds: number; readonly verilator: Verilator },
): Promise<Speed> {
  const module = SharedCore({ clients: words.length });
  const tb = testbench(await openVerilator(elaborate(module), { verilator }), { module });
  const { load, ...dut } = tb.dut;

  /**
   * Offers its events again and again and takes every spike: three reads and three writes per cycle. Pins stand in the
   * scope around the process, as those of `tb.dut` usually do; variables of its own would be saved at every `yield`.
   */
  function clientOf(number: number, own: readonly number[], count: number) {
    const [offer, event, take] = [dut.offer[number], dut.event[number], dut.take[number]];
    const [ready, valid, spike] = [dut.ready[number], dut.valid[number], dut.spike[number]];
    if (!offer || !event || !take || !ready || !valid || !spike) throw new Error(`no client ${number}`);
    const last = own.length - 1;
    return function* client() {
      let at = 0;
      let checksum = 0;
      for (let i = 0; i < count; i++) {
        offer.value = 1;
        event.value = own[at] ?? 0;
        take.value = 1;
        yield;
        const isReady = ready.value;
        const isValid = valid.value;
        const word = spike.value;
        if (isReady) {
          at = at === last ? 0 : at + 1;
          checksum = (Math.imul(checksum, 31) + at) | 0;
        }
        if (isValid) checksum = (Math.imul(checksum, 31) + word) | 0;
      }
      return checksum >>> 0;
    };
  }

  tb.reset(2);
  load.weight.value = 1;
  load.membrane.value = 1;
  for (const [address, weight] of weights.entries()) {
    load.address.value = address;
    load.data.value = weight;
    tb.step();
  }
  load.weight.value = 0;
  load.membrane.value = 0;
  tb.step(2);
  const run = (count: number): number[] => {
    const clients = words.map((own, number) => tb.fork(clientOf(number, own, count)));
    tb.step(count + 1);
    return clients.map(({ result }) => result);
  };
  const checksums = run(cycles).map((checksum) => checksum.toString(16).padStart(8, "0"));
  const start = process.cpuUsage();
  run(rounds * cycles);
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  tb.close();
  return { cyclesPerSecond: (rounds * cycles) / seconds, checksums: checksums.join(" ") };
}
