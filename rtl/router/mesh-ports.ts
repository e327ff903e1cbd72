/** The ports of a mesh router, their places in a mask, and the turns between them. */
import { meshPort } from "../../config/index.ts";

export type MeshPort = "north" | "east" | "south" | "west" | "local" | "host" | `link${number}`;

/** Bits of a mask, at most: a word of the memory bus. */
const maskBits = 16;

/** Links that a mask has bits for. */
export const mostLinks = maskBits - meshPort.link0;

/** The bit of a mask that stands for a port. */
export function maskBit(port: MeshPort): number {
  if (!port.startsWith("link")) return meshPort[port as Exclude<MeshPort, `link${number}`>];
  return meshPort.link0 + Number(port.slice("link".length));
}

/** What a row or a column goes on with: words travel along the row first. */
const ways: Readonly<Record<string, readonly string[]>> = {
  north: ["south", "local"],
  south: ["north", "local"],
  east: ["west", "north", "south", "local"],
  west: ["east", "north", "south", "local"],
};

const isExtra = (port: MeshPort): boolean => port === "host" || port.startsWith("link");

/** Words that came in at a port may leave at this one. A core hears nothing of itself, a link gets nothing back. */
export function mayTurn(from: MeshPort, to: MeshPort): boolean {
  if (from === to) return false;
  return isExtra(to) || (ways[from]?.includes(to) ?? true);
}

/** The ports of a node: neighbours, its core, and at node 0 what leads off the chip. */
export function portsOfNode(
  { columns, rows, links, host }: { columns: number; rows: number; links: number; host: boolean },
  node: number,
): readonly MeshPort[] {
  const [x, y] = [node % columns, Math.floor(node / columns)];
  const neighbours = { north: y > 0, east: x < columns - 1, south: y < rows - 1, west: x > 0 };
  const linkPorts = Array.from({ length: links }, (_, link): MeshPort => `link${link}`);
  return [
    ...(["north", "east", "south", "west"] as const).filter((side) => neighbours[side]),
    "local",
    ...(node === 0 && host ? (["host"] as const) : []),
    ...(node === 0 ? linkPorts : []),
  ];
}
