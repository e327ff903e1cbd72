import { bool, fsm, input, module, output, regs, uint, when } from "../../../hdlgen/index.ts";

/** Green until somebody wants to walk, and then for eight cycles more. */
export const TrafficLight = module(
  "traffic_light",
  (_: object) => ({ walk: input(bool), stop: output(bool) }),
  ({ walk }) => {
    const { timer, wanted } = regs({ timer: [uint(4), 0], wanted: [bool, false] });
    timer.next = timer.addw(1);
    when(walk, () => {
      wanted.next = true;
    });
    const phase = fsm(
      "phase",
      {
        red: (go) => {
          wanted.next = false;
          when(timer.eq(11), () => {
            timer.next = 0;
            go("green");
          });
        },
        green: (go) => {
          when(wanted.not(), () => {
            timer.next = 0;
          }).elsewhen(timer.eq(7), () => {
            timer.next = 0;
            go("amber");
          });
        },
        amber: (go) => {
          when(timer.eq(2), () => {
            timer.next = 0;
            go("red");
          });
        },
      },
      { init: "red" },
    );
    return { stop: phase.is("green").not() };
  },
);
