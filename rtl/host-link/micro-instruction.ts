/**
 * The instructions of the link's micro-program, 16 bits each, and their assembler.
 *
 *     branch   1 negate condition(6) target(8)    to the target if the condition holds (negate: if it does not)
 *     action   0 page(2) bits(13)                 every bit set is one thing to do, all in the same cycle
 */

/** What a branch can ask, by number. */
export const conditions = [
  "always",
  // The byte at hand, and the line.
  "byteArrived",
  "byteBroken",
  "isFlag",
  "isEscape",
  "lineIsFree",
  "checksumDone",
  "checksumGood",
  // Places in the two frames.
  "noneLeft",
  "answerSent",
  "answerFull",
  "allRead",
  // The conversation.
  "connected",
  "isLast",
  "isNext",
  "isShort",
  "ofHello",
  // The request's word.
  "bit8",
  "bit9",
  "bit10",
  "bits11Up",
  "bits7To4",
  "isMarker",
  // The core and its ticks.
  "readDone",
  "wordTaken",
  "calm",
  "room",
  "spikeWaits",
  "freeRunning",
  "markerIsNow",
  "markerIsAhead",
] as const;
export type Condition = (typeof conditions)[number];

/** What an action can do: one page per instruction, bit 0 first. */
export const actionPages = [
  // The byte at hand.
  [
    "takeByte",
    "listen",
    "ignore",
    "startChecksum",
    "feed",
    "drain",
    "flip",
    "keepLow",
    "keepHigh",
    "loadLow",
    "loadHigh",
    "sendByte",
  ],
  // Places in the two frames.
  [
    "nextWord",
    "toHead",
    "toHello",
    "leftStart",
    "leftUp",
    "leftDown",
    "endAtHead",
    "endAtHello",
    "sendFlag",
    "sendEscape",
  ],
  // The answer. The first five choose what is stored.
  [
    "source0",
    "source1",
    "source2",
    "source3",
    "source4",
    "store",
    "connect",
    "accept",
    "ofHello",
    "refuse",
    "wrongMode",
    "badFrame",
    "badSequence",
  ],
  // The core.
  [
    "loadSpace",
    "loadAddress",
    "busWrite",
    "busRead",
    "loadPeriodHigh",
    "stopTimer",
    "startTimer",
    "putWord",
    "passMarker",
    "takeSpike",
    "clear",
    "clearFlags",
  ],
] as const;
/** The page of `store`. */
export const answerPage = 2;
export type Action = (typeof actionPages)[number][number];

/**
 * What can be stored in the answer, by the five bits that choose it: see `answer-word.ts`. Data from the bus come
 * unasked, hence 0.
 */
export const answerSources = {
  busData: 0b00000,
  spike: 0b00001,
  ticks: 0b00111,
  saturations: 0b00110,
  badFrames: 0b01010,
  place: 0b01011,
  sequence: 0b10010,
} as const;
export type AnswerSource = keyof typeof answerSources;

export const programDepth = 256;

type Line =
  | { readonly kind: "action"; readonly actions: readonly Action[] }
  | {
      readonly kind: "branch";
      readonly condition: Condition;
      readonly negate: 0 | 1;
      readonly target: string | "self";
    };

const sourceBits = ["source0", "source1", "source2", "source3", "source4"] as const;

/** Writes a program, line by line. */
export interface Assembly {
  /** Names the next line. */
  at(label: string): void;
  /** All of it at once. */
  act(...actions: readonly Action[]): void;
  /** Stores a word behind the answer. */
  store(source: AnswerSource, ...actions: readonly Action[]): void;
  go(label: string): void;
  when(condition: Condition, label: string): void;
  unless(condition: Condition, label: string): void;
  /** Waits. */
  until(condition: Condition): void;
  /** A label that no other line has. */
  fresh(): string;
}

/** The instructions that `write` has written, from address 0. Throws on mistakes in the program. */
export function assemble(write: (program: Assembly) => void): readonly number[] {
  const lines: Line[] = [];
  const labels = new Map<string, number>();
  let labelsMade = 0;
  const branch = (condition: Condition, negate: 0 | 1, target: string) =>
    lines.push({ kind: "branch", condition, negate, target });
  const assembly: Assembly = {
    at(label) {
      if (labels.has(label)) throw new Error(`two lines are called ${label}`);
      labels.set(label, lines.length);
    },
    act: (...actions) => lines.push({ kind: "action", actions }),
    store(source, ...actions) {
      const bits = sourceBits.filter((_, i) => (answerSources[source] >> i) % 2 === 1);
      lines.push({ kind: "action", actions: ["store", ...bits, ...actions] });
    },
    go: (label) => branch("always", 0, label),
    when: (condition, label) => branch(condition, 0, label),
    unless: (condition, label) => branch(condition, 1, label),
    until: (condition) => branch(condition, 1, "self"),
    fresh: () => `line ${labelsMade++}`,
  };
  write(assembly);
  if (lines.length > programDepth) throw new Error(`${lines.length} instructions, there is room for ${programDepth}`);
  return lines.map((line, address) => (line.kind === "action" ? actionWord(line.actions) : branchWord(line, address)));

  function branchWord({ condition, negate, target }: Extract<Line, { kind: "branch" }>, address: number): number {
    const to = target === "self" ? address : labels.get(target);
    if (to === undefined) throw new Error(`no line is called ${target}`);
    return 0x8000 + (negate << 14) + (conditions.indexOf(condition) << 8) + to;
  }
}

function actionWord(actions: readonly Action[]): number {
  const page = actionPages.findIndex((names) => actions.every((name) => (names as readonly string[]).includes(name)));
  const names: readonly string[] | undefined = actionPages[page];
  if (names === undefined) throw new Error(`not on one page: ${actions.join(", ")}`);
  return (page << 13) + [...new Set(actions)].reduce((word, name) => word + (1 << names.indexOf(name)), 0);
}
