/** Names: from the user's camelCase to Verilog's snake_case, mechanically, and never to something that is not legal. */
import { fail } from "./errors.ts";
import { isPlain } from "./freeze.ts";
import type { Site } from "./site.ts";

const keywords = new Set(
  `always and assign automatic begin buf bufif0 bufif1 case casex casez cell cmos config deassign default defparam design
  disable edge else end endcase endconfig endfunction endgenerate endmodule endprimitive endspecify endtable endtask event
  for force forever fork function generate genvar highz0 highz1 if ifnone incdir include initial inout input instance
  integer join large liblist library localparam macromodule medium module nand negedge nmos nor noshowcancelled not notif0
  notif1 or output parameter pmos posedge primitive pull0 pull1 pulldown pullup pulsestyle_onevent pulsestyle_ondetect
  rcmos real realtime reg release repeat rnmos rpmos rtran rtranif0 rtranif1 scalared showcancelled signed small specify
  specparam strong0 strong1 supply0 supply1 table task time tran tranif0 tranif1 tri tri0 tri1 triand trior trireg
  unsigned use uwire vectored wait wand weak0 weak1 while wire wor xnor xor bit byte int logic do final global import
  export interface package program property sequence struct union enum type typedef var void return static string const
  context cover assert assume new null this super unique priority ref local protected virtual with within`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

/**
 * `vMem` → `v_mem`, `enq.payload` → `enq_payload`; ALL_CAPS names of cells stay. Throws HDL110, with `site` as the user's
 * line where the call stack does not hold it.
 */
export function verilogName(path: readonly string[], site?: Site): string {
  const name = path.map((part) => (/^[A-Z][A-Z0-9_]*$/.test(part) ? part : snakeCase(part))).join("_");
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    fail(
      "HDL110",
      `"${path.join(".")}"`,
      "not a name that Verilog can have",
      "use letters, digits and _, a letter first",
      site,
    );
  }
  if (keywords.has(name))
    fail("HDL110", `"${path.join(".")}"`, `"${name}" is a keyword of Verilog`, "choose another name", site);
  return name;
}

const snakeCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();

/** Text that is equal for equal parameter records: keys sorted, types by their canonical text. */
export function canonicalText(value: unknown, place: string): string {
  if (value === undefined || value === null || typeof value === "boolean" || typeof value === "string") {
    return JSON.stringify(value) ?? "undefined";
  }
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map((item, i) => canonicalText(item, `${place}[${i}]`)).join(",")}]`;
  if (typeof value === "object") {
    if ("canonical" in value && typeof value.canonical === "string") return value.canonical;
    if (ArrayBuffer.isView(value)) return canonicalText(Array.from(value as unknown as Iterable<unknown>), place);
    if (isPlain(value)) {
      const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
      return `{${entries.map(([key, item]) => `${key}:${canonicalText(item, `${place}.${key}`)}`).join(",")}}`;
    }
  }
  return fail(
    "HDL111",
    place,
    `a ${typeof value === "object" ? value.constructor.name : typeof value} as a module parameter`,
    "parameters are data: numbers, strings, types, records",
  );
}
