/** Names: from the user's camelCase to Verilog's snake_case, mechanically, and never to something that is not legal. */
import { fail } from "./errors.ts";
import { isPlain } from "./freeze.ts";
import type { Site } from "./site.ts";

/** Reserved words of SystemVerilog (IEEE 1800), Verilog's among them: some tools read every file as SystemVerilog. */
const keywords = new Set(
  `accept_on alias always always_comb always_ff always_latch and assert assign assume automatic before begin bind
  bins binsof bit break buf bufif0 bufif1 byte case casex casez cell chandle checker class clocking cmos config const
  constraint context continue cover covergroup coverpoint cross deassign default defparam design disable dist do edge
  else end endcase endchecker endclass endclocking endconfig endfunction endgenerate endgroup endinterface endmodule
  endpackage endprimitive endprogram endproperty endspecify endsequence endtable endtask enum event eventually expect
  export extends extern final first_match for force foreach forever fork forkjoin function generate genvar global
  highz0 highz1 if iff ifnone ignore_bins illegal_bins implements implies import incdir include initial inout input
  inside instance int integer interconnect interface intersect join join_any join_none large let liblist library
  local localparam logic longint macromodule matches medium modport module nand negedge nettype new nexttime nmos nor
  noshowcancelled not notif0 notif1 null or output package packed parameter pmos posedge primitive priority program
  property protected pull0 pull1 pulldown pullup pulsestyle_ondetect pulsestyle_onevent pure rand randc randcase
  randsequence rcmos real realtime ref reg reject_on release repeat restrict return rnmos rpmos rtran rtranif0
  rtranif1 s_always s_eventually s_nexttime s_until s_until_with scalared sequence shortint shortreal showcancelled
  signed small soft solve specify specparam static string strong strong0 strong1 struct super supply0 supply1
  sync_accept_on sync_reject_on table tagged task this throughout time timeprecision timeunit tran tranif0 tranif1
  tri tri0 tri1 triand trior trireg type typedef union unique unique0 unsigned until until_with untyped use uwire var
  vectored virtual void wait wait_order wand weak weak0 weak1 while wildcard wire with within wor xnor xor`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

/**
 * `vMem` → `v_mem`, `enq.payload` → `enq_payload`; ALL_CAPS names of cells stay. Throws HDL110, with `site` as the user's
 * line where the call stack does not hold it.
 */
export function verilogName(path: readonly string[], site?: Site): string {
  const odd: unknown = path.find((part) => typeof part !== "string");
  if (odd !== undefined || path.length === 0) {
    fail("HDL110", "a name", `a ${typeof odd} where a text is expected`, "give the name as a text", site);
  }
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

/**
 * Names of states as localparams, waveforms and messages show them. They stand behind the name of the machine
 * (`STATE_IDLE`), so that a keyword is as good as any other. Throws HDL110, and HDL112 where two become one.
 */
export function labelNames(labels: readonly string[], place: string): readonly string[] {
  const names = labels.map((label) => {
    const name = snakeCase(label);
    if (!/^[a-z0-9_]+$/.test(name)) {
      fail("HDL110", `${place} "${label}"`, "not a name that Verilog can have", "use letters, digits and _");
    }
    return name;
  });
  names.forEach((name, i) => {
    const first = names.indexOf(name);
    if (first === i) return;
    const found = `${labels[first]} and ${labels[i]} both become "${name}" in Verilog`;
    fail("HDL112", place, found, "choose another name for one of them");
  });
  return names;
}

/** A word that no identifier may be. */
export const isKeyword = (name: string): boolean => keywords.has(name);

/** `vMem` → `v_mem`. */
export const snakeCase = (name: string): string =>
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
