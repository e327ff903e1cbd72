import { type Assembly, assemble } from "./micro-instruction.ts";
import { otherWords } from "./protocol.ts";

/** How fast bytes may come: a UART's are far apart, other lines send the next as soon as one has been taken. */
export type LinePace = "slow" | "eager";

/**
 * What the board does, as docs/host-link.md says it: receive a request, execute it, send the answer.
 *
 * `left` counts a request's words while they arrive, and then down what is left of its payload.
 */
export const microProgram = (pace: LinePace): readonly number[] =>
  assemble((p) => {
    receive(p, pace);
    judge(p);
    answerStatus(p);
    changeMode(p);
    writeMemory(p);
    readMemory(p);
    clear(p);
    exchange(p);
    respond(p);
  });

function receive(p: Assembly, pace: LinePace): void {
  p.at("hunt");
  p.act("listen", "takeByte");
  p.at("huntByte");
  p.until("byteArrived");
  if (pace === "slow") {
    // A flag is taken here and again at `frame`, long before the next byte.
    p.act("takeByte");
    p.when("byteBroken", "huntByte");
    p.unless("isFlag", "huntByte");
  } else {
    p.when("byteBroken", "huntNext");
    p.when("isFlag", "frame");
    p.at("huntNext");
    p.act("takeByte");
    p.go("huntByte");
  }

  p.at("frame");
  p.act("startChecksum", "takeByte");
  p.act("toHead", "leftStart");
  // The first byte: nothing between two flags is no frame.
  p.until("byteArrived");
  p.when("byteBroken", "spoiled");
  p.when("isFlag", "frame");
  p.unless("isEscape", "lowByte");
  p.go("lowEscaped");

  p.at("low");
  p.until("byteArrived");
  p.when("byteBroken", "spoiled");
  p.when("isFlag", "frameEnds");
  p.unless("isEscape", "lowByte");
  p.at("lowEscaped");
  escaped(p);
  p.at("lowByte");
  p.act("feed", "keepLow", "takeByte");

  p.until("byteArrived");
  p.when("byteBroken", "spoiled");
  p.when("isFlag", "badFrame");
  p.unless("isEscape", "highByte");
  escaped(p);
  p.at("highByte");
  p.act("feed", "keepHigh", "takeByte");
  p.act("nextWord", "leftUp");
  p.unless("noneLeft", "low");
  // The longest frame: `left` has come round to 0.
  p.until("byteArrived");
  p.when("byteBroken", "spoiled");
  p.when("isFlag", "frameEnds");

  p.at("spoiled");
  p.until("byteArrived");
  p.act("takeByte");
  p.when("byteBroken", "spoiled");
  p.unless("isFlag", "spoiled");
  p.at("badFrame");
  p.act("badFrame");
  p.go("respond");

  p.at("frameEnds");
  p.unless("checksumGood", "badFrame");
  // `left` began at 3: what remains after 6 is the payload. No word at all was sorted out above, one alone never has
  // a right checksum, two would leave nothing here.
  for (let word = 0; word < 2 * otherWords - 1; word++) p.act("leftDown");
  p.when("noneLeft", "badFrame");
  p.act("leftDown");
  p.act("toHead");
}

/** The byte behind an escape. */
function escaped(p: Assembly): void {
  p.act("takeByte");
  p.until("byteArrived");
  p.when("byteBroken", "spoiled");
  p.when("isFlag", "badFrame");
  p.act("flip");
}

/** The request stands at its head. */
function judge(p: Assembly): void {
  // First what is known: the bits of a word are seen an instruction after it.
  p.unless("noneLeft", "noHello");
  for (const bit of ["bits11Up", "bit10", "bit9", "bit8"] as const) p.when(bit, "noHello");
  // The sequence number goes into both heads; the answer ends where the other head is.
  p.act("endAtHead");
  p.act("endAtHello");
  p.store("sequence", "accept", "ofHello", "connect");
  p.act("endAtHead");
  p.store("sequence");
  p.act("endAtHead");
  p.go("respond");

  p.at("noHello");
  p.unless("connected", "badSequence");
  p.when("isLast", "respond");
  p.when("isNext", "news");
  p.at("badSequence");
  p.act("badSequence");
  p.go("respond");

  p.at("news");
  p.act("endAtHead");
  p.store("sequence", "accept");
  p.when("bits11Up", "refuse");
  p.when("bit10", "fourUp");
  p.when("bit9", "twoUp");
  p.when("bit8", "status");
  // HELLO with a payload.
  p.at("refuse");
  p.act("refuse");
  p.go("respond");
  p.at("twoUp");
  p.unless("bit8", "mode");
  p.go("write");
  p.at("fourUp");
  p.when("bit9", "sixUp");
  p.unless("bit8", "read");
  p.go("clear");
  p.at("sixUp");
  p.when("bit8", "exchange");
  // CLEAR_FLAGS.
  p.unless("noneLeft", "refuse");
  p.act("clearFlags");
  p.go("respond");
}

function answerStatus(p: Assembly): void {
  p.at("status");
  p.unless("noneLeft", "refuse");
  p.store("ticks");
  p.store("saturations");
  p.store("badFrames");
  p.go("respond");
}

function changeMode(p: Assembly): void {
  p.at("mode");
  p.act("nextWord", "leftDown");
  p.act("leftDown");
  p.unless("noneLeft", "refuse");
  p.act("stopTimer", "loadAddress");
  // Is it a period? 16 or more, in two words.
  for (const bits of ["bits11Up", "bit10", "bit9", "bit8", "bits7To4"] as const) p.when(bits, "isPeriod");
  p.act("nextWord");
  p.act("loadPeriodHigh");
  // The answer is empty, so that this asks whether the low byte is 0.
  p.when("allRead", "isStepped");
  p.go("run");
  p.at("isPeriod");
  p.act("nextWord");
  p.act("loadPeriodHigh");
  p.at("run");
  p.act("startTimer");
  p.go("respond");
  p.at("isStepped");
  waitForRest(p, "respond");
  p.go("respond");
}

/** Goes on when the core rests. A tick that cannot go on until its output is taken leads to `stuck`. */
function waitForRest(p: Assembly, stuck: string): void {
  const [wait, rests] = [p.fresh(), p.fresh()];
  p.at(wait);
  p.when("calm", rests);
  p.when("room", wait);
  p.go(stuck);
  p.at(rests);
}

function writeMemory(p: Assembly): void {
  p.at("write");
  p.when("noneLeft", "refuse");
  p.act("nextWord", "leftDown");
  p.when("noneLeft", "refuse");
  p.act("leftDown");
  p.when("freeRunning", "wrongMode");
  waitForRest(p, "wrongMode");
  p.act("loadSpace");
  p.act("nextWord");
  p.act("loadAddress");
  p.at("writeNext");
  p.when("noneLeft", "respond");
  p.act("nextWord", "leftDown");
  p.act("busWrite");
  p.go("writeNext");

  p.at("wrongMode");
  p.act("wrongMode");
  p.go("respond");
}

function readMemory(p: Assembly): void {
  p.at("read");
  p.act("nextWord", "leftDown");
  p.act("leftDown");
  p.unless("noneLeft", "refuse");
  p.when("freeRunning", "wrongMode");
  p.act("loadSpace");
  p.act("nextWord");
  p.act("loadAddress");
  // The first word stands from now on: it holds the count.
  p.act("toHead");
  p.act("nextWord");
  waitForRest(p, "wrongMode");
  p.when("allRead", "refuse");
  p.at("readNext");
  p.when("answerFull", "readTooMuch");
  p.act("busRead");
  p.until("readDone");
  p.unless("allRead", "readNext");
  p.go("respond");

  p.at("readTooMuch");
  p.act("toHead", "endAtHead");
  p.store("sequence");
  p.go("refuse");
}

function clear(p: Assembly): void {
  p.at("clear");
  p.unless("noneLeft", "refuse");
  p.when("freeRunning", "wrongMode");
  // A tick that waits for its output to be taken ends when it is dropped.
  dropOutput(p);
  p.act("clear");
  dropOutput(p);
  p.go("respond");
}

/** Until the core rests and there is none. */
function dropOutput(p: Assembly): void {
  const [look, drop, rests] = [p.fresh(), p.fresh(), p.fresh()];
  p.at(look);
  p.when("spikeWaits", drop);
  p.unless("calm", look);
  p.unless("spikeWaits", rests);
  p.at(drop);
  p.act("takeSpike");
  p.go(look);
  p.at(rests);
}

function exchange(p: Assembly): void {
  p.at("exchange");
  p.act("nextWord");
  p.at("word");
  p.when("noneLeft", "collect");
  p.when("isMarker", "marker");
  p.at("put");
  p.act("putWord");
  p.until("wordTaken");
  p.at("done");
  p.act("nextWord", "leftDown");
  p.go("word");

  p.at("marker");
  p.when("markerIsAhead", "collect");
  p.unless("markerIsNow", "pass");
  p.when("freeRunning", "collect");
  waitForRest(p, "collect");
  p.unless("room", "collect");
  p.go("put");
  p.at("pass");
  p.act("passMarker");
  p.go("done");

  // All output while the core works, so that it never waits for room: until it rests, or the answer is full.
  p.at("collect");
  p.store("place");
  p.at("look");
  p.when("answerFull", "respond");
  p.when("spikeWaits", "takeSpike");
  p.when("freeRunning", "respond");
  p.unless("calm", "look");
  p.unless("spikeWaits", "respond");
  p.at("takeSpike");
  p.store("spike");
  p.act("takeSpike");
  p.go("look");
}

function respond(p: Assembly): void {
  p.at("respond");
  p.act("ignore", "startChecksum");
  p.act("toHead");
  p.unless("ofHello", "opened");
  p.act("toHello");
  p.at("opened");
  p.until("lineIsFree");
  p.act("sendFlag");
  p.at("word of the answer");
  p.act("loadLow", "feed");
  sendByte(p);
  p.act("loadHigh", "feed");
  sendByte(p);
  p.act("nextWord");
  p.when("isShort", "checksum");
  p.unless("answerSent", "word of the answer");

  p.at("checksum");
  p.act("leftStart");
  p.act("leftUp");
  p.at("checksumByte");
  p.act("drain");
  sendByte(p);
  p.act("leftDown");
  p.unless("noneLeft", "checksumByte");
  p.until("lineIsFree");
  p.act("sendFlag");
  p.go("hunt");
}

/** The byte that has just gone into the checksum. */
function sendByte(p: Assembly): void {
  const [mark, plain] = [p.fresh(), p.fresh()];
  p.until("checksumDone");
  p.when("isFlag", mark);
  p.unless("isEscape", plain);
  p.at(mark);
  p.until("lineIsFree");
  p.act("sendEscape");
  p.act("flip");
  p.at(plain);
  p.until("lineIsFree");
  p.act("sendByte");
}
