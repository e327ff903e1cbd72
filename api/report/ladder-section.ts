/** Whether the hardware computes what the model does, down to the bitstream. */
import type { LadderResult, LadderRung, RungName } from "../ladder/ladder-result.ts";
import { type Markup, markup } from "./markup.ts";
import { grouped } from "./names.ts";

const rungWords: Readonly<Record<RungName, string>> = {
  reference: "Reference model",
  embedded: "Embedded engine",
  verilator: "Verilog",
  netlist: "Netlist",
  bitstream: "Bitstream",
};

export function ladderSection(ladder: LadderResult | undefined): Markup {
  if (ladder === undefined) {
    return markup`<section id="ladder"><h2>Equality</h2><p>Not compared yet: <code>spikeforge ladder</code> runs one session through the model, the Verilog, the netlist and the bitstream, and compares every pin in every cycle.</p></section>`;
  }
  const { session } = ladder;
  return markup`<section id="ladder"><h2>Equality</h2>
<p class="lead">${ladder.equal ? "Nothing differs" : "A rung differs"}: ${ladder.network} through ${grouped(session.ticks)} ticks with ${grouped(session.inputEvents)} events in and ${grouped(session.outputSpikes)} spikes out; ${grouped(session.loadedWords)} words loaded, ${grouped(session.verifiedWords)} read back, ${grouped(session.stateWords)} words of state compared. ${ladder.pins.length === 1 ? "One output pin is" : `${ladder.pins.length} output pins are`} compared in each cycle.</p>
<ol class="rungs">${ladder.rungs.map(rung)}</ol></section>`;
}

function rung({ name, status, what, cycles, seconds, difference }: LadderRung): Markup {
  const facts = [
    ...(cycles === undefined ? [] : [`${grouped(cycles)} cycles`]),
    ...(seconds === undefined ? [] : [`${(seconds.build + seconds.run).toFixed(1)} s`]),
  ].join(", ");
  return markup`<li><b>${rungWords[name]}</b><span class="chip ${status}">${status}</span><span>${what}${facts === "" ? undefined : markup` <span class="soft">(${facts})</span>`}${difference === undefined ? undefined : differenceText(difference)}</span></li>`;
}

function differenceText(difference: NonNullable<LadderRung["difference"]>): Markup {
  if (!("pin" in difference)) return markup`<br><b>${difference.found}</b>`;
  const { cycle, pin, expected, found, step, command, request } = difference;
  return markup`<br><b>Cycle ${grouped(cycle)}: ${pin} is ${found} instead of ${expected}</b>, ${step}, in request ${request} (${command})`;
}
