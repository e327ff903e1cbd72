/** The catalogue of mistakes: everything in it is refused before simulation, and its page says how. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { catalogue } from "./catalogue.ts";
import { type Found, findMistakes } from "./find.ts";
import { gaps } from "./gaps.ts";
import { type Mistake, type MistakeGroup, shown } from "./mistake.ts";
import { mistakesPage } from "./page.ts";

const pageFile = fileURLToPath(new URL("../../../docs/hdlgen/mistakes.md", import.meta.url));
let found: Record<MistakeGroup, readonly Found[]>;
let ofGaps: readonly Found[];

beforeAll(async () => {
  const notFound: readonly Mistake[] = gaps.map(({ title, text }) => ({ title, code: "TS0", wrong: text, right: "" }));
  const all = await findMistakes([...catalogue.wiring, ...catalogue.values, ...notFound]);
  const [wiring, values] = [catalogue.wiring.length, catalogue.values.length];
  found = { wiring: all.slice(0, wiring), values: all.slice(wiring, wiring + values) };
  ofGaps = all.slice(wiring + values);
});

const both = (): readonly Found[] => [...found.wiring, ...found.values];

describe("mistakes", () => {
  it("the catalogue is large enough, and at least half of each part was seen in another language", () => {
    const seen = (mistakes: readonly Mistake[]): number => mistakes.filter((mistake) => mistake.seen).length;
    expect(catalogue.wiring.length).toBeGreaterThanOrEqual(30);
    expect(catalogue.values.length).toBeGreaterThanOrEqual(20);
    for (const part of Object.values(catalogue)) expect(seen(part)).toBeGreaterThanOrEqual(part.length / 2);
    const titles = Object.values(catalogue).flatMap((part) => part.map(({ title }) => title));
    expect(new Set(titles).size).toBe(titles.length);
  });

  it("each is refused with its code, before simulation", () => {
    expect(both().map(({ mistake, finding }) => `${mistake.title}: ${finding?.code}`)).toEqual(
      both().map(({ mistake }) => `${mistake.title}: ${mistake.code}`),
    );
  });

  it("tsc alone finds at least nine of ten mistakes of wiring, kind, direction and stream use", () => {
    const byTsc = found.wiring.filter(({ by }) => by === "tsc").length;
    expect(byTsc / found.wiring.length).toBeGreaterThanOrEqual(0.9);
  });

  it("elaboration finds all mistakes of width, range and drivers", () => {
    expect(found.values.filter(({ by }) => by !== "elaboration").map(({ mistake }) => mistake.title)).toEqual([]);
  });

  it("each message points to the mistaken line, and everything that elaboration says has a mend", () => {
    const astray = both().filter(({ mistake, finding }) => {
      const { firstLine, lastLine } = shown(mistake, "wrong");
      const from = mistake.pointsTo === "module" ? 1 : firstLine;
      return !finding?.lines.some((line) => line >= from && line <= lastLine);
    });
    expect(astray.map(({ mistake, finding }) => `${mistake.title}: ${finding?.lines}`)).toEqual([]);
    const withoutMend = both().filter(
      ({ by, finding }) => by === "elaboration" && /\n {4}(at|\S+ at) \S+:\d+$/.test(finding?.message ?? ""),
    );
    expect(withoutMend.map(({ finding }) => finding?.message)).toEqual([]);
  });

  it("each is right when it is mended", () => {
    expect(
      both().flatMap(({ mistake, afterMending }) => (afterMending ? [`${mistake.title}: ${afterMending}`] : [])),
    ).toEqual([]);
  });

  it("what the page says that nothing finds, nothing finds", () => {
    expect(ofGaps.map(({ by, finding }) => finding?.message ?? by)).toEqual(gaps.map(() => "nothing"));
  });

  it("the page shows every message in full (DOCS=write takes over what is found)", () => {
    const page = mistakesPage(found, gaps);
    if (process.env.DOCS === "write") writeFileSync(pageFile, page);
    expect(readFileSync(pageFile, "utf8")).toBe(page);
  });
});
