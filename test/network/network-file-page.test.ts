import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { quantise } from "../../compile/index.ts";
import { type Network, parseNetwork } from "../../network/index.ts";
import { Reference } from "../../sim/reference/index.ts";

const page = readFileSync(new URL("../../docs/network-file.md", import.meta.url), "utf8");

/** A fenced block of a language, the first unless told otherwise. */
function block(language: string, index = 0): string {
  const found = [...page.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, "g"))][index]?.[1];
  if (found === undefined) throw new Error(`docs/network-file.md has no ${language} block ${index}`);
  return found;
}

/** What a TypeScript block exports. */
async function builtOnPage<T>(index = 0): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  try {
    const library = fileURLToPath(new URL("../../network/index.ts", import.meta.url));
    const file = join(folder, "snippet.ts");
    writeFileSync(file, block("ts", index).replace('"spikeforge"', JSON.stringify(library)));
    return (await import(file)) as T;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("docs/network-file.md", () => {
  test("the file and the TypeScript on the page describe one network, up to the weights' encoding", async () => {
    const { xor } = await builtOnPage<{ xor: Network }>();
    expect(xor).toEqual(parseNetwork(block("json"), "network-file.md"));
  });

  test("the network that learns is built and has a rule and a plastic projection", async () => {
    const { learner } = await builtOnPage<{ learner: Network }>(1);
    const { learning, synapses } = quantise(learner);
    expect(learning).toMatchObject({ historyBits: 64, low: 0, high: 255 });
    expect(synapses[0]?.plastic).toEqual({ learns: true });
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
