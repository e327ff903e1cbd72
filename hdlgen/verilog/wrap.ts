/**
 * Breaks lines that are too long, at the weakest operator outside all brackets first. The text is the printer's own:
 * single spaces around binary operators, `, ` between the parts of a concatenation, one statement per line.
 */

/** Longest line; what holds no operator or bracket to break at may be longer. */
export const lineLimit = 100;

/** The lines of a module, the long ones broken; directives and comments stay as they are. */
export function wrapLines(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    if (line.length <= lineLimit || /^\s*(`|\/\/)/.test(line)) return [line];
    const [, code = line, remark = ""] = /^(.*?)( {2}\/\/ [^"]*)?$/.exec(line) ?? [];
    if (code.length <= lineLimit || !isBalanced(code)) return [line];
    const indentation = code.length - code.trimStart().length;
    const [first = "", ...rest] = wrapStatement(code.trim(), indentation);
    return [`${first}${remark}`, ...rest].map((text) => " ".repeat(indentation) + text);
  });
}

/** Lines relative to `indentation`. */
function wrapStatement(text: string, indentation: number): string[] {
  const condition = text.startsWith("if (") ? matching(text, 3) + 1 : text.length;
  if (condition < text.length && text.slice(condition) !== " begin") {
    const [head, body] = [text.slice(0, condition), text.slice(condition + 1)];
    return [...wrapIfLong(head, indentation), ...shifted(wrapIfLong(body, indentation + 2))];
  }
  const at = assignmentEnd(text);
  if (at === undefined) return wrapBracket(text, indentation) ?? [text];
  const [target, value] = [text.slice(0, at), text.slice(at + 1)];
  // One concatenation and nothing beside it opens on the target's own line.
  const brace = /^[&|^~!]*\{/.exec(value)?.[0].length;
  if (brace !== undefined && matching(value, brace - 1) === value.length - 2) {
    return wrapBracket(text, indentation, at + 1) ?? [text];
  }
  return [target, ...shifted(wrapValue(value, indentation + 2))];
}

function wrapIfLong(text: string, indentation: number): string[] {
  return indentation + text.length <= lineLimit ? [text] : wrapStatement(text, indentation);
}

/** An expression, with whatever ends its statement. */
function wrapValue(text: string, indentation: number): string[] {
  if (indentation + text.length <= lineLimit) return [text];
  const pieces = splitAtWeakest(text);
  if (pieces === undefined) return wrapBracket(text, indentation) ?? [text];
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    const joined = last === undefined ? piece : `${last} ${piece}`;
    // A conditional reads as a table, one condition a line.
    const mayJoin = last !== undefined && !last.endsWith(" :");
    if (mayJoin && indentation + joined.length <= lineLimit) lines[lines.length - 1] = joined;
    else lines.push(...wrapValue(piece, indentation));
  }
  return lines;
}

/** Puts the contents of the longest bracket on lines of their own. */
function wrapBracket(text: string, indentation: number, from = 0): string[] | undefined {
  const [open, close] = longestBracket(text, from) ?? [];
  if (open === undefined || close === undefined) return undefined;
  const inner = text.slice(open + 1, close);
  const lines = text[open] === "{" ? filled(splitList(inner), indentation + 2) : wrapValue(inner, indentation + 2);
  return [text.slice(0, open + 1), ...shifted(lines), text.slice(close)];
}

/** Parts of a concatenation, as many to a line as fit. */
function filled(parts: readonly string[], indentation: number): string[] {
  const lines: string[] = [];
  parts.forEach((part, i) => {
    const text = i === parts.length - 1 ? part : `${part},`;
    const last = lines.at(-1);
    if (last !== undefined && indentation + last.length + 1 + text.length <= lineLimit) {
      lines[lines.length - 1] = `${last} ${text}`;
    } else lines.push(...wrapValue(text, indentation));
  });
  return lines;
}

const shifted = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

/** Operators by binding strength, weakest first; those of one group are broken at alike. */
const operators: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["<<", ">>", ">>>"],
  ["+", "-"],
  ["*"],
];

/** The operands of the weakest operator outside brackets, each but the last with the operator at its end. */
function splitAtWeakest(text: string): string[] | undefined {
  const conditional = splitAfter(text, [":"]);
  if (conditional.length > 1 && splitAfter(text, ["?"]).length > 1) return conditional;
  if (splitAfter(text, ["?"]).length > 1) return splitAfter(text, ["?"]);
  for (const group of operators) {
    const pieces = splitAfter(text, group);
    if (pieces.length > 1) return pieces;
  }
  return undefined;
}

function splitAfter(text: string, wanted: readonly string[]): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (const [at, word] of topLevelWords(text)) {
    const isLast = at + word.length === text.length;
    if (isLast || !wanted.includes(word)) continue;
    pieces.push(text.slice(start, at + word.length));
    start = at + word.length + 1;
  }
  return [...pieces, text.slice(start)];
}

function splitList(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  forEachTopLevel(text, (char, at) => {
    if (char !== ",") return;
    parts.push(text.slice(start, at));
    start = at + 2;
  });
  return [...parts, text.slice(start)];
}

/** Position after the `=` or `<=` of an assignment. */
function assignmentEnd(text: string): number | undefined {
  for (const [at, word] of topLevelWords(text)) if (word === "=" || word === "<=") return at + word.length;
  return undefined;
}

/** Words between spaces outside all brackets and strings, with their positions. */
function topLevelWords(text: string): [number, string][] {
  const words: [number, string][] = [];
  let start = 0;
  forEachTopLevel(text, (char, at) => {
    if (char !== " ") return;
    words.push([start, text.slice(start, at)]);
    start = at + 1;
  });
  return [...words, [start, text.slice(start)]];
}

function longestBracket(text: string, from: number): [number, number] | undefined {
  let best: [number, number] | undefined;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') at = endOfString(text, at);
    if (!"({[".includes(text[at] ?? " ")) continue;
    const close = matching(text, at);
    if (text[at] !== "[" && close - at > (best === undefined ? 1 : best[1] - best[0])) best = [at, close];
    at = close;
  }
  return best;
}

function forEachTopLevel(text: string, visit: (char: string, at: number) => void): void {
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? "";
    if (char === '"') at = endOfString(text, at);
    else if ("({[".includes(char)) at = matching(text, at);
    else visit(char, at);
  }
}

/** Heads and tails of lists that span lines of their own are not. */
function isBalanced(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length && depth >= 0; at++) {
    const char = text[at] ?? "";
    if (char === '"') at = endOfString(text, at);
    else if ("({[".includes(char)) depth++;
    else if (")}]".includes(char)) depth--;
  }
  return depth === 0;
}

/** Position of the bracket that closes the one at `open`. */
function matching(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const char = text[at] ?? "";
    if (char === '"') at = endOfString(text, at);
    else if ("({[".includes(char)) depth++;
    else if (")}]".includes(char) && --depth === 0) return at;
  }
  return text.length;
}

/** Position of the quote that closes the one at `open`. */
function endOfString(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
