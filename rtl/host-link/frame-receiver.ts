import { bool, cat, constant, input, module, nodes, output, ram, regs, uint, when } from "../../hdlgen/index.ts";
import { escapeByte, escapeXor, flag, headAddress, payloadWords } from "./protocol.ts";

/** Words of a frame that are no payload: the head and two of CRC. */
const otherWords = 3;
const words = (count: number): number => (256 + count) % 256;

/**
 * Finds frames among bytes and keeps the words of one of them.
 *
 * Ports       received, data, broken: from the UART; listen: low drops everything up to the next flag; crc…: a CRC
 *             cell that is this module's own while it listens; good, bad: pulse at the end of a frame; length: payload
 *             words, until the next frame begins; address → word: the frame's words, one cycle later
 * Latency     good or bad come 3 cycles after the flag
 * Hazards     `listen` has to fall within a byte's time after `good`, or the next frame overwrites this one
 */
export const FrameReceiver = module(
  "frame_receiver",
  (_: object) => ({
    received: input(bool),
    data: input(uint(8)),
    broken: input(bool),
    listen: input(bool),
    crcGood: input(bool),
    crcLast: input(uint(8)),
    address: input(uint(8)),
    crcClear: output(bool),
    crcFeed: output(bool),
    crcData: output(uint(8)),
    good: output(bool),
    bad: output(bool),
    length: output(uint(8)),
    word: output(uint(16)),
  }),
  ({ received, data, broken, listen, crcGood, crcLast, address }) => {
    const arrival = regs({ arrived: [bool, false], isFlag: bool, isEscape: bool, cut: [bool, false] });
    arrival.arrived.next = received;
    arrival.cut.next = broken;
    arrival.isFlag.next = data.eq(flag);
    arrival.isEscape.next = data.eq(escapeByte);

    const frame = regs({ open: [bool, false], begun: bool, escaped: bool, spoiled: bool, half: bool });
    const { place, length } = regs({ place: uint(8), length: uint(8) });
    const { good, bad } = regs({ good: [bool, false], bad: [bool, false] });
    const { plain } = nodes({ plain: data.xor(frame.escaped.mux(escapeXor, constant(uint(8), 0))) });

    const { flagArrives, dataArrives } = nodes({
      flagArrives: arrival.arrived.and(arrival.isFlag),
      dataArrives: arrival.arrived.and(arrival.isFlag.not()).and(arrival.isEscape.not().or(frame.escaped)),
    });
    const { wordComplete, isFull, tooShort } = nodes({
      wordComplete: dataArrives.and(frame.half).and(frame.open),
      isFull: length.eq(payloadWords),
      tooShort: length.ge(words(-otherWords - 1)),
    });
    const { isSound } = nodes({
      isSound: crcGood.and(frame.spoiled.or(frame.escaped).or(frame.half).or(tooShort).not()),
    });
    const { ends } = nodes({ ends: flagArrives.and(frame.open).and(frame.begun) });
    good.next = ends.and(isSound);
    bad.next = ends.and(isSound.not());

    when(flagArrives, () => {
      frame.begun.next = false;
      frame.escaped.next = false;
      frame.spoiled.next = false;
      frame.half.next = false;
    }).otherwise(() => {
      when(arrival.arrived, () => {
        frame.begun.next = true;
        frame.escaped.next = arrival.isEscape.and(frame.escaped.not());
      });
      when(dataArrives, () => {
        frame.half.next = frame.half.not();
      });
      when(arrival.cut, () => {
        frame.begun.next = true;
        frame.spoiled.next = true;
      });
      when(wordComplete.and(isFull), () => {
        frame.spoiled.next = true;
      });
    });
    frame.open.next = listen.and(flagArrives.or(frame.open));

    // The counts begin again with the first byte, so that the length of a frame stands until then.
    when(arrival.arrived.and(arrival.isFlag.not()).and(frame.open).and(frame.begun.not()), () => {
      place.next = headAddress;
      length.next = words(-otherWords);
    }).elsewhen(wordComplete, () => {
      place.next = place.addw(1);
      length.next = length.addw(1);
    });
    const request = ram("request", uint(16), { depth: 256, collision: "dontCare" });
    request.write(place, cat(plain, crcLast), { enable: wordComplete });
    return {
      crcClear: flagArrives,
      crcFeed: dataArrives.and(frame.open),
      crcData: plain,
      good,
      bad,
      length,
      word: request.read(address),
    };
  },
);
