import { expect, it } from "vitest";
import { compareRecordings, parseRecording, Recorder, type Recording } from "../../api/recording.ts";
import { Reference } from "../../sim/reference/index.ts";
import { Random } from "../support/random.ts";
import { randomInput, randomNetwork } from "../support/random-network.ts";

const network = randomNetwork(3);
const input = randomInput(new Random(3), network, 12);

function record(): Recording {
  const model = new Reference(network);
  const recorder = new Recorder();
  for (const [tick, channels] of input.entries()) {
    const { spikes } = model.tick(channels);
    recorder.observe({ tick, spikes, membranes: model.v, refractory: model.r });
  }
  return recorder.finish(network, "reference", input);
}

it("recording: survives its file and equals itself", () => {
  const recording = record();
  const read = parseRecording(JSON.stringify(recording), "r.json");
  expect(read).toEqual(recording);
  expect(compareRecordings(read, record(), network)).toBeUndefined();
  expect(recording.spikes.flat().length).toBeGreaterThan(0);
});

it("recording: the first difference is named, weights before spikes before membranes", () => {
  const recording = record();
  const tick = recording.spikes.findIndex((spikes) => spikes.length > 0);
  const neuron = recording.spikes[tick]?.[0] ?? -1;
  const silenced = { ...recording, spikes: recording.spikes.with(tick, (recording.spikes[tick] ?? []).slice(1)) };
  expect(compareRecordings(recording, silenced, network)).toEqual({
    what: "spike",
    tick,
    neuron,
    found: 1,
    expected: 0,
  });

  const membranes = Buffer.from(recording.membranes[5] ?? "", "base64");
  const was = membranes.readInt32LE(8);
  membranes.writeInt32LE(was + 1, 8);
  const shifted = { ...recording, membranes: recording.membranes.with(5, membranes.toString("base64")) };
  expect(compareRecordings(recording, shifted, network)).toEqual({
    what: "membrane",
    tick: 5,
    neuron: 2,
    found: was,
    expected: was + 1,
  });

  const [block] = recording.weights;
  const weights = Buffer.from(block?.data ?? "", "base64");
  const weight = weights.readInt16LE(2);
  weights.writeInt16LE(weight + 1, 2);
  const changed = {
    ...silenced,
    weights: recording.weights.with(0, { sha256: "other", data: weights.toString("base64") }),
  };
  const columns = network.synapses[0]?.neuronCount ?? 0;
  expect(compareRecordings(recording, changed, network)).toEqual({
    what: "weight",
    synapse: { block: 0, row: Math.floor(1 / columns), column: 1 % columns },
    found: weight,
    expected: weight + 1,
  });
});

it("CLI020: a file that is no recording", () => {
  expect(() => parseRecording("nothing", "r.json")).toThrow(/^CLI020 r\.json: not JSON: /);
  expect(() => parseRecording('{"format":"spikeforge-events"}', "r.json")).toThrow(
    'CLI020 r.json: format "spikeforge-events", expected "spikeforge-recording"',
  );
  expect(() => parseRecording(JSON.stringify({ ...record(), neurons: "many" }), "r.json")).toThrow(
    "CLI020 r.json neurons: Invalid input: expected number, received string",
  );
});
