import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { quantise } from "../../compile/index.ts";
import { type Network, parseNetwork } from "../../network/index.ts";
import { Reference } from "../../sim/reference/index.ts";

const page = readFileSync(new URL("../../docs/network-file.md", import.meta.url), "utf8");

/** The first fenced block of a language. */
function block(language: string): string {
  const found = page.match(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``))?.[1];
  if (found === undefined) throw new Error(`docs/network-file.md has no ${language} block`);
  return found;
}

async function builtOnPage(): Promise<Network> {
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  try {
    const library = fileURLToPath(new URL("../../network/index.ts", import.meta.url));
    const file = join(folder, "snippet.ts");
    writeFileSync(file, block("ts").replace('"spikeforge"', JSON.stringify(library)));
    return ((await import(file)) as { xor: Network }).xor;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("docs/network-file.md", () => {
  test("the file and the TypeScript on the page describe one network, up to the weights' encoding", async () => {
    expect(await builtOnPage()).toEqual(parseNetwork(block("json"), "network-file.md"));
  });

  test("the network on the page computes xor", () => {
    const net = quantise(parseNetwork(block("json"), "network-file.md"));
    const answers = [[], [0], [1], [0, 1]].map((bits) => {
      const model = new Reference(net);
      model.tick(bits);
      return model.tick().spikes.includes(2);
    });
    expect(answers).toEqual([false, true, true, false]);
  });

  test("every NET code of the room has its line on the page", () => {
    const room = new URL("../../network/", import.meta.url);
    const text = readdirSync(room)
      .map((name) => readFileSync(new URL(name, room), "utf8"))
      .join();
    for (const code of new Set(text.match(/NET\d{3}/g))) expect(page, code).toContain(code);
  });
});
