/** What a test saw, line by line, to be compared with what the same test saw on the other side (transcript.py). */
export class Transcript {
  readonly lines: string[] = [];

  note(line: string): void {
    this.lines.push(line);
  }
}
