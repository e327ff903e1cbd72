import { PowerOnReset } from "../../rtl/cells/index.ts";
import { twin } from "./support/twin.ts";

/** No end of reset before the clock is good; a button makes it begin again. */
export const powerOnResetRace = twin("power_on_reset_race", PowerOnReset({ cycles: 16 }), (tb, log) => {
  const { locked, pressed, reset } = tb.dut;

  /** Waits for the reset's end, for so many cycles at most. */
  function* race(limit: number) {
    const winner = yield* tb.first({ released: tb.falling(reset), late: tb.cycles(limit) });
    log.note(`${tb.cycle}: ${winner.key === "released" ? "released" : "still in reset"}`);
  }

  tb.run(function* () {
    yield* race(50);
    locked.value = 1;
    yield* race(10);
    yield* race(50);
    pressed.value = 1;
    yield tb.rising(reset);
    log.note(`${tb.cycle}: in reset again`);
    pressed.value = 0;
    yield* race(50);
  });
});
