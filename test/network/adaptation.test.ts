import { describe, expect, test } from "vitest";
import { quantise } from "../../compile/index.ts";
import { type AdaptationSettings, lif, network, parseNetwork, writeNetwork } from "../../network/index.ts";
import { messageOf } from "../support/error-texts.ts";

const usual: AdaptationSettings = { increment: 0.5, limit: 0.7, period: 8, shift: 3 };

/** Thresholds of 10 and 120 LSB of a tenth, membranes of at most 127. */
function built(a?: Partial<AdaptationSettings>, b?: Partial<AdaptationSettings>) {
  const neuron = (threshold: number, own?: Partial<AdaptationSettings>) =>
    lif({ threshold, ...(own === undefined ? {} : { adaptation: { ...usual, ...own } }) });
  return network("adapting", { weightBits: 4, membraneBits: 8, weightScale: 0.1 })
    .input("in", 1)
    .population("a", { size: 2, neuron: neuron(1, a) })
    .population("b", { size: 1, neuron: neuron(12, b) })
    .project("in", "a", { weights: [[0.1, 0.2]] })
    .build();
}

describe("adapting thresholds in a network", () => {
  test("are quantised by the weight scale, with 0 where a population does not adapt", () => {
    expect(quantise(built({ increment: [0.25, 3], initial: 0.14, limit: 4 })).adaptation).toEqual({
      ...{ increment: Int32Array.of(3, 30, 0), initial: Int32Array.of(1, 1, 0) },
      ...{ limit: 40, period: 8, shift: 3 },
    });
    expect(quantise(built())).not.toHaveProperty("adaptation");
  });

  test("may be raised to the very end of the membrane's range", () => {
    expect(quantise(built({ limit: 11.7 })).adaptation?.limit).toBe(117);
    expect(quantise(built({}, { limit: 0.7 })).adaptation?.limit).toBe(7);
  });

  test("decay in every tick where nothing else is said", () => {
    const { adaptation } = lif({ threshold: 1, adaptation: { increment: 1, limit: 2, shift: 4 } });
    expect(adaptation).toEqual({ increment: 1, limit: 2, period: 1, shift: 4, initial: 0 });
  });

  test("are written and read back", () => {
    const checked = built({ initial: [0.1, 0.2] }, { increment: 0 });
    expect(parseNetwork(writeNetwork(checked), "again")).toEqual(checked);
  });

  test("NET070: values out of range", () => {
    expect(messageOf(() => built({ limit: 11.8, increment: 20, initial: [1, -1], period: 12, shift: 32 }))).toBe(
      'NET070 population "a": adaptation.limit 11.8 (118 LSB of 0.1) is outside 1..117: a raised threshold stays below the ' +
        "membrane's end\n" +
        '    network "adapting": populations[0].neuron.adaptation.limit\n' +
        "    use more membraneBits, a smaller limit, or a larger weightScale\n" +
        'NET070 population "a": adaptation.increment 20 (200 LSB of 0.1) is outside 0..118\n' +
        '    network "adapting": populations[0].neuron.adaptation.increment\n' +
        "    from 0 to the limit\n" +
        'NET070 population "a": adaptation.initial -1 (-10 LSB of 0.1) at [1] is outside 0..118\n' +
        '    network "adapting": populations[0].neuron.adaptation.initial\n' +
        "    from 0 to the limit\n" +
        'NET070 population "a": adaptation.period 12 is no power of two in 1..32768\n' +
        '    network "adapting": populations[0].neuron.adaptation.period\n' +
        "    take the power of two that is nearest\n" +
        'NET070 population "a": adaptation.shift 32 is outside 0..31\n' +
        '    network "adapting": populations[0].neuron.adaptation.shift\n' +
        "    a decay takes 2^-shift",
    );
    expect(messageOf(() => built({ increment: [0.5, 0.04] }))).toBe(
      'NET070 population "a": adaptation.increment 0.04 at [1] is less than half an LSB of 0.1\n' +
        '    network "adapting": populations[0].neuron.adaptation.increment\n' +
        "    use a smaller weightScale",
    );
  });

  test("NET071: one limit, period and shift for all", () => {
    expect(messageOf(() => built({}, { limit: 0.6, shift: 4 }))).toBe(
      'NET071 population "b": adaptation.limit 0.6, but 0.7 in population "a"\n' +
        '    network "adapting": populations[1].neuron.adaptation.limit\n' +
        "    one limit, period and shift for the whole network\n" +
        'NET071 population "b": adaptation.shift 4, but 3 in population "a"\n' +
        '    network "adapting": populations[1].neuron.adaptation.shift\n' +
        "    one limit, period and shift for the whole network",
    );
  });

  test("NET022: a list with the wrong number of values", () => {
    expect(messageOf(() => built({ increment: [1, 2, 3], limit: 4 }))).toBe(
      'NET022 population "a": adaptation.increment has 3 values, expected 2\n' +
        '    network "adapting": populations[0].neuron.adaptation.increment\n' +
        "    one number for all neurons, or one per neuron",
    );
  });
});
