import { FrameDecoder } from "./frame.ts";
import { type CommandName, commands } from "./protocol.ts";

/** The command of the request that these bytes carry; undefined where they are none. */
export function commandOf(bytes: Uint8Array): CommandName | undefined {
  const [decoded] = new FrameDecoder().push(bytes);
  if (decoded?.kind !== "frame") return undefined;
  const { code } = decoded.frame;
  return (Object.keys(commands) as CommandName[]).find((name) => commands[name] === code);
}
