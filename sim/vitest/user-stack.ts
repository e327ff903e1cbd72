/** Stacks without the library's own frames, so that the first line that is shown is the user's. */
const libraryFolder = folderAbove(import.meta.url);

/** Takes the frames inside the library out of an error's stack; leaves a stack of nothing else as it is. */
export function showUserLine(error: Error): void {
  const { stack } = error;
  if (stack === undefined) return;
  const lines = stack.split("\n");
  const kept = lines.filter((line) => !isFrame(line) || !isOurs(line));
  if (kept.some(isFrame)) error.stack = kept.join("\n");
}

const isFrame = (line: string): boolean => /^\s+at /.test(line);

/** In `sim/`, `hdlgen/` or `diagnostics/` beside this file, or as stacks name that. */
const isOurs = (line: string): boolean =>
  ["sim", "hdlgen", "diagnostics"].some((room) => line.includes(`${libraryFolder}${room}/`));

/** The folder that holds `sim/`. */
function folderAbove(url: string): string {
  const path = url.startsWith("file:") ? decodeURIComponent(new URL(url).pathname) : url;
  return path.slice(0, path.lastIndexOf("/sim/") + 1);
}
