import { bool, cat, formal, hi, input, module, nodes, output, regArray, regs, uint, when } from "../../hdlgen/index.ts";

export interface RowControlParameters {
  /** Rows of a group are written in this many bits, as rows − 1. */
  readonly rowBits: number;
  /** Cycles from one `groupStarts` to the next, at the least. */
  readonly spacing: number;
  /** Cycles from `released` to the `groupStarts` that it allows, at the least. */
  readonly releaseLead: number;
}

/**
 * Counts the rows of a group, and says when the next group may start.
 *
 * Ports       groupStarts: with `rowsMinusOne` and `lastOfTick` of the group; row: from the next cycle on, once for every
 *             row, without a gap. beginsTick: with `groupStarts` of a tick's first group; beganTick: the group that started
 *             last is one. released: pulse, once per group, so early that the next group
 *             follows without a gap, and so late that its rows do; only while `room`. Bit i of `begun` is high i + 1 cycles after `groupStarts`
 * Latency     1 cycle to the first row
 * Hazards     none: an assertion finds a group that starts without having been released
 */
export const RowControl = module(
  "row_control",
  ({ rowBits, spacing }: RowControlParameters) => ({
    groupStarts: input(bool),
    rowsMinusOne: input(uint(Math.max(1, rowBits))),
    lastOfTick: input(bool),
    room: input(bool),
    row: output(bool),
    beginsTick: output(bool),
    beganTick: output(bool),
    released: output(bool),
    begun: output(uint(spacing)),
  }),
  ({ groupStarts, rowsMinusOne, lastOfTick, room }, { rowBits, spacing, releaseLead }) => {
    const rows = regs({
      row: [bool, false],
      isLast: bool,
      groupEndsTick: [bool, true],
      beganTick: bool,
      rowsLeft: uint(Math.max(1, rowBits)),
    });
    rows.row.next = groupStarts.or(rows.row.and(rows.isLast.not()));
    when(groupStarts, () => {
      rows.rowsLeft.next = rowsMinusOne;
      rows.isLast.next = rowsMinusOne.eq(0);
      rows.groupEndsTick.next = lastOfTick;
      rows.beganTick.next = rows.groupEndsTick;
    }).otherwise(() => {
      rows.rowsLeft.next = rows.rowsLeft.subw(1);
      rows.isLast.next = rows.rowsLeft.eq(1);
    });

    const wait = regs({ held: [bool, false], rowsPass: [bool, false], spaced: [bool, false], released: [bool, false] });
    const { letGo } = nodes({ letGo: wait.held.and(wait.rowsPass).and(wait.spaced).and(room) });
    wait.released.next = letGo;
    wait.held.next = groupStarts.or(wait.held.and(letGo.not()));
    // Two registers stand between this comparison and `released`.
    wait.rowsPass.next = groupStarts.not().and(wait.rowsPass.or(rows.rowsLeft.le(releaseLead + 2)));
    const begun = regArray("begun", spacing, [bool, false]);
    begun.forEach((own, i) => {
      own.next = begun[i - 1] ?? groupStarts;
    });
    const spacedBy = begun[spacing - releaseLead - 3];
    wait.spaced.next = groupStarts.not().and(spacedBy === undefined ? hi : wait.spaced.or(spacedBy));

    const { granted } = regs({ granted: [bool, true] });
    granted.next = wait.released.or(granted.and(groupStarts.not()));
    formal.assert(groupStarts.not().or(granted), "a group starts that has not been released");
    formal.assert(groupStarts.not().or(rows.row.not()).or(rows.isLast), "a group's rows run into the next group's");
    return {
      row: rows.row,
      beginsTick: groupStarts.and(rows.groupEndsTick),
      beganTick: rows.beganTick,
      released: wait.released,
      begun: cat(...[...begun].reverse()),
    };
  },
);
