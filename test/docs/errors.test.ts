import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readPage, root } from "./pages.ts";

const rooms = [
  ...["api", "cli", "compile", "config", "constraints", "examples", "flow", "hdlgen", "host", "network", "rtl"],
  ...["sim", "tools"],
];
const codePattern = /\b(?:NET|CMP|HDL|CELL|SIM|VER|TOOL|BRD|FLOW|LINK|CLI)\d{3}\b/g;

function codesInSources(): Set<string> {
  const files = rooms.flatMap((room) =>
    readdirSync(root + room, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ts|mjs)$/.test(name))
      .map((name) => `${root}${room}/${name}`),
  );
  return new Set(files.flatMap((file) => readFileSync(file, "utf8").match(codePattern) ?? []));
}

describe("docs/errors.md", () => {
  const listed = [...readPage("docs/errors.md").matchAll(/^\| ([A-Z]+\d{3}) \|/gm)].map(([, code = ""]) => code);

  test("lists every code of the sources and no other, each once", () => {
    expect([...listed].sort()).toEqual([...codesInSources()].sort());
  });

  test("lists the codes of a room in order", () => {
    const room = (code: string): string => code.replace(/\d+/, "");
    const rooms = [...new Set(listed.map(room))];
    expect(listed).toEqual(rooms.flatMap((name) => listed.filter((code) => room(code) === name).sort()));
  });
});
