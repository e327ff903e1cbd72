/** Cuts a stream of text pieces into whole lines; `end` hands over a last line that had no newline. */
export function lineSplitter(onLine: (line: string) => void): { push(piece: string): void; end(): void } {
  let rest = "";
  return {
    push(piece) {
      const lines = (rest + piece).split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    },
    end() {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}
