/** The README of an exported folder: what a Verilog user has to know, and nothing about how it was generated. */
import type { CoreShape, EncoderShape } from "../../config/index.ts";
import type { Board } from "../../constraints/index.ts";
import type { Design } from "../../hdlgen/index.ts";
import { commands, payloadWords } from "../../host/protocol.ts";
import type { ClockPlan } from "../board-build.ts";
import type { NetworkPlan } from "../plan/plan-network.ts";
import type { BuiltReport, ResourceUse } from "../report/build-facts.ts";
import { busMap, fieldText } from "./bus-map.ts";
import type { Exchange } from "./conversation.ts";

export interface BuiltFigures {
  readonly report: BuiltReport;
  readonly resources: readonly ResourceUse[];
}

export interface ReadmeRequest {
  readonly network: { readonly name: string; readonly neurons: number; readonly channels: number };
  readonly top: string;
  readonly board: Board;
  readonly clock: ClockPlan;
  readonly design: Design;
  readonly shape: CoreShape;
  readonly encoder: EncoderShape | undefined;
  readonly exchanges: readonly Exchange[];
  readonly constraints: string;
  readonly testbench: string | undefined;
  readonly plans: readonly { readonly rate: number; readonly plan: NetworkPlan }[];
  /** The network learns, and the plans are for fixed weights. */
  readonly learns: boolean;
  readonly built: BuiltFigures | undefined;
}

export function readme(request: ReadmeRequest): string {
  const { network, top, board, shape } = request;
  return [
    `# ${top}`,
    `A spiking neural network, \`${network.name}\`, as a Verilog-2005 design for the ${board.name} (${board.device} ${board.package}): ${network.neurons} neurons, ${network.channels} input channels, ${shape.lanes} lanes of ${shape.weightBits}-bit weights, ${shape.updates} ${shape.updates === 1 ? "neuron" : "neurons"} per cycle. All of it is in this folder.`,
    ...filesPart(request),
    ...portsPart(request),
    ...clockPart(request),
    ...linkPart(request),
    ...busPart(request),
    ...cyclesPart(request),
    ...figuresPart(request),
  ]
    .join("\n\n")
    .concat("\n");
}

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

function filesPart({ top, constraints, testbench }: ReadmeRequest): string[] {
  return [
    "## Files",
    table(
      ["file", "content"],
      [
        ["`rtl/`", `one module per file, and the memory images that \`$readmemh\` reads; the top is \`${top}\``],
        [`\`${top}.f\``, "the files of `rtl/`, for tools that take a file list"],
        [`\`${constraints}\``, "pins of the board"],
        [
          "`sim/`",
          `models of the device's cells${testbench === undefined ? "" : `, \`${testbench.replace("sim/", "")}\`, and \`sim.f\` with all that a simulation needs`}`,
        ],
        [`\`${top}.core\``, `FuseSoC: targets lint${testbench === undefined ? "" : ", sim"}, synth`],
        ["`image.json`", "what a host loads before the first tick: blocks of 16-bit words"],
      ],
    ),
    "Memory images are named from this folder: run tools in it.",
    [
      "```sh",
      ...(testbench === undefined
        ? []
        : [
            "iverilog -g2012 -f sim/sim.f -o sim.vvp && vvp -n sim.vvp",
            `verilator --binary --timing -CFLAGS -std=c++20 -f sim/sim.f --top-module ${top}_tb`,
          ]),
      `verilator --lint-only -Wall -f ${top}.f -f sim/cells.f --top-module ${top}`,
      `fusesoc --cores-root . run --target=synth ${top}`,
      "```",
    ].join("\n"),
  ];
}

function portsPart({ design, board, clock }: ReadmeRequest): string[] {
  const what = new Map<string, string>([
    [board.clock.net, `${board.clock.MHz} MHz from the board`],
    ...(board.uart === undefined
      ? []
      : ([
          [board.uart.rx.net, `serial line into the chip, ${clock.baud} baud, 8N1`],
          [board.uart.tx.net, "serial line out of the chip"],
        ] as const)),
    ...board.leds.map(({ net, active }) => [net, `LED, lit by ${active === "low" ? "0" : "1"}`] as const),
    ...(board.reset === undefined
      ? []
      : ([[board.reset.net, `reset button, ${board.reset.active === "low" ? "0" : "1"} when pressed`]] as const)),
  ]);
  const pins = new Map(
    [board.clock, board.uart?.rx, board.uart?.tx, ...board.leds, board.reset].flatMap((pin) =>
      pin === undefined ? [] : [[pin.net, pin.pin] as const],
    ),
  );
  return [
    "## Ports",
    table(
      ["port", "direction", "pin", "what"],
      design.top.ports.map(({ direction, signal }) => [
        `\`${signal.name}\``,
        direction,
        pins.get(signal.name) ?? "",
        what.get(signal.name) ?? "",
      ]),
    ),
    "The first LED toggles every 8 ticks; the error LED shows that an event came late or that a tick was skipped.",
  ];
}

function clockPart({ clock, board }: ReadmeRequest): string[] {
  const pll =
    clock.pll === undefined
      ? "the pin's clock, without a PLL"
      : `made from the pin's ${board.clock.MHz} MHz by the PLL (${Object.entries(clock.pll)
          .filter(([, value]) => typeof value === "number")
          .map(([name, value]) => `${name} ${value}`)
          .join(", ")})`;
  return [
    "## Clock and reset",
    `One clock: ${clock.clockMHz} MHz, ${pll}. Reset is released 4,099 cycles after the PLL has locked and the button is released; until then nothing is heard on the line.`,
  ];
}

const hexBytes = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(" ");

function linkPart({ exchanges, clock }: ReadmeRequest): string[] {
  return [
    "## Host link",
    `${clock.baud} baud (${clock.clockCyclesPerBit} clock cycles per bit), 8 data bits, no parity, one stop bit. A request and its answer are frames between two \`7E\`; inside, \`7E\` and \`7D\` are sent as \`7D 5E\` and \`7D 5D\`. All numbers are little endian, a word has 16 bits, the CRC-32 is that of zlib over everything before it.`,
    [
      "```",
      "request    7E  sequence  command  payload …  CRC-32 (4 bytes)  7E",
      "answer     7E  sequence  status   payload …  CRC-32 (4 bytes)  7E",
      "```",
    ].join("\n"),
    `The sequence counts requests modulo 256; the same number again gets the same answer again, and nothing is executed twice. At most ${payloadWords} words of payload. Status: bits 2…0 are 0 ok, 1 bad frame, 2 bad sequence, 3 refused, 4 wrong mode; bit 3 more output waits, bit 4 a tick runs, bit 5 free running, bit 6 an event was late, bit 7 a tick was skipped.`,
    table(
      ["code", "command", "request payload", "answer payload"],
      [
        [commands.hello, "HELLO", "", "version; largest payload in bytes; number of the design, low word first"],
        [commands.status, "STATUS", "", "ticks since CLEAR; clamped sums; bad frames"],
        [commands.mode, "MODE", "tick period − 2 in cycles, low 16 bits; bits 23…16. Below 16: stepped", ""],
        [commands.write, "WRITE", "space in the high byte; address; up to 248 words", ""],
        [commands.read, "READ", "number of words in the low byte, space in the high one; address", "the words"],
        [commands.clear, "CLEAR", "", "resets the state of the neurons, keeps what was loaded"],
        [commands.clearFlags, "CLEAR_FLAGS", "", "clears late, overrun and bad frames"],
        [commands.exchange, "EXCHANGE", "events and ends of ticks", "words consumed; then spikes and ends of ticks"],
      ],
    ),
    "Words of EXCHANGE: bit 15 clear is an event of an input channel (into the chip) or a spike of a neuron slot (out of it); bit 15 set is the end of a tick, with its number in the lower bits. `image.json` has the channels' words and the slots of the neurons.",
    "A chip that was just reset says, byte for byte:",
    table(
      ["", "request", "answer", ""],
      exchanges.map(({ command, request, answer, what }) => [
        command.toUpperCase(),
        `\`${hexBytes(request)}\``,
        `\`${hexBytes(answer)}\``,
        what,
      ]),
    ),
  ];
}

function busPart({ shape, encoder }: ReadmeRequest): string[] {
  const memories = busMap(shape, encoder);
  return [
    "## Memory map",
    "What WRITE and READ reach. A word of more than 16 bits is cut into slices, low slice first: address = first + word × stride + slice.",
    table(
      ["space", "name", "first", "words", "slices", "stride", "access", "content"],
      memories.map(({ space, name, firstAddress, words, slices, stride, access, content }) => [
        space,
        name,
        firstAddress.toString(16).toUpperCase().padStart(4, "0"),
        words,
        slices,
        stride,
        access,
        content,
      ]),
    ),
    ...memories
      .filter(({ fields }) => fields.length > 0)
      .map(
        ({ name, firstAddress, fields }) =>
          `\`${name}\`${firstAddress > 0 ? " (delay program)" : ""}: ${fieldText(fields)}.`,
      ),
    ...(shape.learning === undefined
      ? []
      : ["Learning adds its program, tables and registers to space 7 from address C000 on; they are in `image.json`."]),
  ];
}

function cyclesPart({ plans, clock, learns }: ReadmeRequest): string[] {
  if (plans.length === 0) return [];
  const [first] = plans;
  return [
    "## Cycles",
    `Exact as long as the host takes the output in time${learns ? ", for the network with fixed weights: learning adds to it" : ""}; the share is of input channels and neurons that are active in a tick. ${first === undefined ? "" : `CLEAR takes ${first.plan.run.clearCycles} cycles.`}`,
    table(
      [
        "active",
        "events in per tick",
        "spikes per tick",
        "cycles per tick",
        `µs at ${clock.clockMHz} MHz`,
        "synaptic operations per cycle",
      ],
      plans.map(({ rate, plan: { run, sopPerCycle } }) => [
        `${Math.round(rate * 100)} %`,
        (run.events / run.ticks).toFixed(1),
        (run.spikes / run.ticks).toFixed(1),
        run.cyclesPerTick.toFixed(0),
        (run.cyclesPerTick / clock.clockMHz).toFixed(2),
        sopPerCycle.toFixed(2),
      ]),
    ),
  ];
}

function figuresPart({ built, plans, board }: ReadmeRequest): string[] {
  if (built !== undefined) {
    const { report, resources } = built;
    const tools = Object.entries(report.tools).map(([name, { version }]) => `${name} ${version}`);
    return [
      "## Resources",
      `Placed and routed with ${tools.join(", ")}, seed ${report.seed}: ${report.fmaxMHz.toFixed(1)} MHz, ${report.requiredMHz} MHz required.`,
      table(
        ["", "used", "available"],
        resources.map(({ words, used, available }) => [words, used, available]),
      ),
    ];
  }
  const area = plans[0]?.plan.area;
  if (area === undefined) return [];
  return [
    "## Resources",
    `Not built yet; predicted: ${area.cells} ${board.family === "ice40" ? "logic cells" : "LUTs"}, ${area.blocks} RAM blocks${area.spram > 0 ? `, ${area.spram} SPRAM` : ""}.`,
  ];
}
