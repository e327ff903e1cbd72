import type { z } from "zod";
import { SpikeforgeError } from "../diagnostics/index.ts";

/**
 * Reads a JSON file of one of our formats, known by its `format` field. Throws `code` with every problem; a file of
 * another format is one problem.
 */
export function parseJsonFile<T>(
  text: string,
  fileName: string,
  { schema, format, code }: { readonly schema: z.ZodType<T>; readonly format: string; readonly code: string },
): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new SpikeforgeError({ code, place: fileName, found: `not JSON: ${(error as Error).message}` });
  }
  const found = typeof json === "object" && json !== null && "format" in json ? JSON.stringify(json.format) : "none";
  if (found !== JSON.stringify(format)) {
    throw new SpikeforgeError({ code, place: fileName, found: `format ${found}, expected "${format}"` });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new SpikeforgeError(
    parsed.error.issues.map(({ path, message }) => ({
      code,
      place: `${fileName} ${path.join(".") || "(file)"}`,
      found: message,
    })),
  );
}
