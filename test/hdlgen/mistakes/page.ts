/** The page that shows the catalogue: what was written, what finds it, and the message in full. */
import type { Found } from "./find.ts";
import type { Gap } from "./gaps.ts";
import { frameHead, type MistakeGroup, shown, type Thread, urlOf } from "./mistake.ts";

export function mistakesPage(found: Readonly<Record<MistakeGroup, readonly Found[]>>, gaps: readonly Gap[]): string {
  const groups: readonly { readonly title: string; readonly intro: string; readonly found: readonly Found[] }[] = [
    {
      title: "Wiring, kinds, directions, streams",
      intro: `${count(found.wiring, "tsc")} of ${found.wiring.length} are found by \`tsc\` alone: in the editor, before anything runs.`,
      found: found.wiring,
    },
    {
      title: "Widths, ranges, drivers, names, clocks",
      intro: `All ${found.values.length} are refused at elaboration, with the line, before anything is simulated.`,
      found: found.values,
    },
  ];
  let number = 0;
  const sections = groups.map((group) => {
    const numbered = group.found.map((each) => ({ ...each, number: ++number }));
    return [
      `## ${group.title}`,
      group.intro,
      table(numbered),
      ...numbered.map((each) => `### ${each.number}. ${each.mistake.title}\n\n${detail(each)}`),
    ].join("\n\n");
  });
  return `${[intro, frame, ...sections, gapsSection(gaps)].join("\n\n")}\n`;
}

const count = (found: readonly Found[], by: Found["by"]): number => found.filter((each) => each.by === by).length;

const intro = `# Mistakes and what finds them

Mistakes that people make when they write hardware, in hdlgen: the line, what refuses it, the message in full, and what
stands there when it is mended. Where a link is given, the same mistake was made in another language, or got through
there unseen. A test compiles and elaborates all of them, mistaken and mended, and compares this page with what it
finds.`;

const frame = `Where nothing else is shown the lines stand in this module:

\`\`\`ts
${frameHead}
    // here
    return { y: a, enq: { ready: deq.ready }, deq: enq };
  },
);
\`\`\``;

function table(found: readonly (Found & { readonly number: number })[]): string {
  const rows = found.map(({ number, mistake, by, finding }) => [
    String(number),
    mistake.title.replaceAll("|", "\\|"),
    mistake.seen === undefined ? "" : link(mistake.seen),
    by === "tsc" ? "`tsc`" : by,
    finding?.code ?? "",
  ]);
  const all = [["", "mistake", "seen in", "found by", "code"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(3, ...all.map((row) => [...(row[column] ?? "")].length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - [...cell].length)).join(" | ")} |`;
  const [head = [], ...body] = all;
  return [line(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body.map(line)].join("\n");
}

function detail({ mistake, finding }: Found): string {
  return [
    ...(mistake.seen === undefined ? [] : [`Seen in ${link(mistake.seen)}.`]),
    fence("ts", marked(mistake)),
    fence("text", finding?.message ?? ""),
    `Mended:`,
    fence("ts", mistake.right),
  ].join("\n\n");
}

/** The lines, with the mistaken ones marked. */
function marked(mistake: Found["mistake"]): string {
  const { text, firstLine, lastLine } = shown(mistake, "wrong");
  return text
    .split("\n")
    .map((line, i) => (i + 1 === firstLine && lastLine - firstLine < 4 ? `${line} // ✗` : line))
    .join("\n");
}

const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;
const link = (thread: Thread): string =>
  `[${thread.language}: ${thread.repository}#${thread.number}](${urlOf(thread)})`;

function gapsSection(gaps: readonly Gap[]): string {
  return [
    "## What nothing finds",
    `TypeScript gives a library no say in the truth of an object. These compile, elaborate, and mean something else than
they seem to:`,
    ...gaps.map(({ title, seen, text }) =>
      [`- ${title}${seen === undefined ? "" : ` (${link(seen)})`}:`, indented(fence("ts", text))].join("\n\n"),
    ),
    "The rule `@typescript-eslint/no-unnecessary-condition` finds the first two.",
  ].join("\n\n");
}

const indented = (text: string): string => text.replaceAll(/^/gm, "  ");
