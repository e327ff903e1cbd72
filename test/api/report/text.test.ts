import { describe, expect, test } from "vitest";
import { Markup, markup } from "../../../api/report/markup.ts";
import { grouped, percent, sourceName } from "../../../api/report/names.ts";
import { commonLabel, portGroups } from "../../../api/report/port-groups.ts";

describe("markup", () => {
  test("escapes every part in contents and attributes, and nothing twice", () => {
    const name = `<script>"a" & 'b'`;
    const inner = markup`<b title="${name}">${name}</b>`;
    const escaped = "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;";
    expect(inner.text).toBe(`<b title="${escaped}">${escaped}</b>`);
    expect(markup`<p>${inner}</p>`.text).toBe(`<p>${inner.text}</p>`);
  });

  test("joins lists, leaves undefined out, and rounds numbers to what can be seen", () => {
    expect(markup`${[1 / 3, 20, undefined, ["<", new Markup("<hr>")]]}`.text).toBe("0.33320&lt;<hr>");
  });
});

describe("names", () => {
  test.each([
    ["spike_serialiser", "spikeSerialiser"],
    ["clocked.chip.tick_timer", "clocked.chip.tickTimer"],
    ["aer_gate.clear_flags[2]", "aerGate.clearFlags[2]"],
    ["_hidden", "_hidden"],
    ["SB_PLL40_PAD", "SB_PLL40_PAD"],
    ["lane0", "lane0"],
  ])("%s is shown as %s", (verilog, shown) => {
    expect(sourceName(verilog)).toBe(shown);
  });

  test("numbers and shares", () => {
    expect([7, 1234, 1_234_567].map(grouped)).toEqual(["7", "1,234", "1,234,567"]);
    expect([0, 0.0004, 0.034, 0.05, 0.714, 1].map(percent)).toEqual([
      "0 %",
      "< 0.1 %",
      "3.4 %",
      "5 %",
      "71 %",
      "100 %",
    ]);
  });
});

describe("port groups", () => {
  const port = (direction: "input" | "output") => (name: string) => ({ name, direction, width: 1 });
  const [input, output] = [port("input"), port("output")];

  test("a stream is one group in the direction of its payload, its ready included", () => {
    const groups = portGroups([
      ...["events_valid", "events_payload"].map(input),
      output("events_ready"),
      ...["spikes_valid", "spikes_payload"].map(output),
      input("spikes_ready"),
    ]);
    expect(groups).toEqual([
      {
        label: "events",
        direction: "input",
        isStream: true,
        bits: 2,
        ports: ["events_valid", "events_payload", "events_ready"],
      },
      {
        label: "spikes",
        direction: "output",
        isStream: true,
        bits: 2,
        ports: ["spikes_valid", "spikes_payload", "spikes_ready"],
      },
    ]);
  });

  test("fields of a bundle, and numbered ports, are one group per direction; a lone valid makes no stream", () => {
    const groups = portGroups([
      ...["bus_valid", "bus_space", "clear", "sum0", "sum1", "sum2"].map(input),
      output("bus_data"),
    ]);
    expect(groups.map(({ label, direction, isStream }) => [label, direction, isStream])).toEqual([
      ["bus", "input", false],
      ["clear", "input", false],
      ["sum0…2", "input", false],
      ["bus_data", "output", false],
    ]);
  });

  test("names that share no word keep the first word of one, and say that there are others", () => {
    expect(commonLabel(["led_tick", "led_error"])).toBe("led");
    expect(commonLabel(["a_b", "c_d"])).toBe("a…");
    expect(commonLabel(["lane10", "lane2"])).toBe("lane2…10");
  });
});
