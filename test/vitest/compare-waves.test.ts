import { describe, expect, test } from "vitest";
import { bool, elaborate, enumeration, input, module, output, regs, sint, when, wires } from "../../hdlgen/index.ts";
import { openEmbedded } from "../../sim/embedded/index.ts";
import { waveDifference } from "../../sim/vitest/compare-waves.ts";
import { parseWave } from "../../sim/vitest/expected-wave.ts";
import { recordWave, type Wave } from "../../sim/waves/index.ts";
import { messageOf } from "../support/error-texts.ts";

const Phase = enumeration("phase", ["idle", "busy"]);

const Walker = module(
  "walker",
  (_: object) => ({ go: input(bool), at: output(sint(4)), phase: output(Phase), moves: output(bool) }),
  ({ go }) => {
    const { place } = regs({ place: [sint(4), -2] });
    const { busy } = wires({ busy: Phase });
    busy.value = "idle";
    when(go, () => {
      place.next = place.addw(1);
      busy.value = "busy";
    });
    return { at: place, phase: busy, moves: go };
  },
);

/** Goes on in cycles 2, 3 and 5, out of nine. */
function walk(more = 0): Wave {
  const sim = openEmbedded(elaborate(Walker({})));
  const recording = recordWave(sim);
  sim.reset();
  for (const go of [0, 1, 1, 0, 1 - more, 0, 0]) {
    sim.port("go").value = go;
    sim.step();
  }
  return recording.wave();
}

describe("toEqualWaveform", () => {
  test("its own text, with columns and indentation of any width", () => {
    const wave = walk();
    expect(waveDifference(wave, walk())).toBe(undefined);
    const text = `
      cycle  1    2       3       4    5
      go     ____/‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾\\____/‾‾‾
      at     |-2          |-1     | 0      |
      phase  |idle|busy           |idle|busy
    `;
    expect(waveDifference(wave, text)).toBe(undefined);
  });

  test("a question mark is anything, and cycles and signals that are not named are not compared", () => {
    expect(waveDifference(walk(), "cycle 3    5\nat    | ? | 0 |\ngo    ‾‾‾‾‾?")).toBe(undefined);
  });

  test("a difference: the first cycle, every signal in it, both waveforms lined up", () => {
    expect(
      waveDifference(walk(1), walk()),
    ).toBe(`in cycle 5 go is 0, expected 1; phase is idle, expected busy; moves is 0, expected 1

cycle       0   1   2   3    4      5      6   7   8
rst         ‾‾‾‾\\______________________________________
go          ________/‾‾‾‾‾‾‾‾\\_________________________
  expected  ________/‾‾‾‾‾‾‾‾\\______/‾‾‾‾‾‾\\___________
at          | 4 | -2    | -1 | 0                       |
  expected  | 4 | -2    | -1 | 0           | 1         |
phase       | idle  | busy   | idle                    |
  expected  | idle  | busy   | idle | busy | idle      |
moves       ________/‾‾‾‾‾‾‾‾\\_________________________
  expected  ________/‾‾‾‾‾‾‾‾\\______/‾‾‾‾‾‾\\___________
place       | 4 | -2    | -1 | 0                       |
  expected  | 4 | -2    | -1 | 0           | 1         |
                                    ^ differs first`);
  });

  test("texts that are no waveforms: SIM165", () => {
    const found = (text: string) => messageOf(() => parseWave(text));
    expect(found("go  __")).toBe(
      "SIM165 toEqualWaveform: the first line does not begin with cycle and the numbers of cycles\n" +
        "    take the text of toAscii() as a pattern",
    );
    expect(found("cycle 1 2\ngo    _")).toBe(
      "SIM165 toEqualWaveform: go ends before cycle 2\n    take the text of toAscii() as a pattern",
    );
  });

  test("cycles and signals that the wave does not have", () => {
    expect(waveDifference(walk(), "cycle 8 9\ngo    ___")).toBe(
      "cycle 9 is expected; the waveform has the cycles 0 to 8",
    );
    expect(messageOf(() => waveDifference(walk(), "cycle 0\nhere  _"))).toContain("SIM140 here");
  });
});
