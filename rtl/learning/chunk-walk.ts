import { bool, cat, constant, input, module, nodes, output, regs, uint, when } from "../../hdlgen/index.ts";
import { flagLater, later } from "../core/later.ts";
import { addressBits } from "../core/sliced-memory.ts";
import { fitted } from "./chunk-visit.ts";
import { chunkBits, type LearnParameters } from "./learn-ports.ts";
import { entryFields, listBits, programLatency } from "./learn-program.ts";

/**
 * The chunks of a population, for the visits of one projection's axons in one tick.
 *
 * Ports       build: pulse, lists the chunks with a lane in their mask; built: pulse, isEmpty tells from then on. visit: pulse, the
 *             listed chunks of `axon`, or with `everything`, a level until `done`, all lanes there are. chunkStart: with `chunkMask`,
 *             and `chunk` and `weightWord`, which stand until `chunkDone`. list…: the memory behind the program. The others: as
 *             the entry has them
 * Latency     build 2 cycles for each chunk of the population and `latency.mask` + 4; the first chunk starts `programLatency` +
 *             `latency.mask` + 4 cycles after visit (3 with `everything`), the next one 2 cycles after `chunkDone`
 */
export const ChunkWalk = module(
  "chunk_walk",
  (parameters: LearnParameters) => {
    const fields = entryFields(parameters);
    return {
      build: input(bool),
      built: output(bool),
      isEmpty: output(bool),
      visit: input(bool),
      everything: input(bool),
      done: output(bool),
      axon: input(fields.weightBase),
      weightBase: input(fields.weightBase),
      groupStride: input(fields.groupStride),
      firstChunk: input(fields.firstChunk),
      neurons: input(fields.neurons),
      lastChunk: input(fields.lastChunk),
      readMask: output(fields.firstChunk),
      mask: input(uint(parameters.maskBits)),
      listAddress: output(uint(listBits(parameters))),
      listWrite: output(bool),
      listWriteAddress: output(uint(listBits(parameters))),
      listData: output(uint(16)),
      listWord: input(uint(16)),
      chunkStart: output(bool),
      chunkDone: input(bool),
      chunk: output(fields.firstChunk),
      chunkMask: output(uint(parameters.maskBits)),
      weightWord: output(fields.weightBase),
    };
  },
  (io, parameters) => {
    const { shape, maskBits, latency } = parameters;
    const chunkNumber = uint(chunkBits(parameters));
    const word = uint(addressBits(shape.weightWords));
    const laneBits = Math.log2(maskBits);
    const chunksPerGroup = shape.lanes / maskBits;

    // A chunk after the other, with the weight word of axon 0.
    const { at, base, readMask } = regs({ at: chunkNumber, base: word, readMask: chunkNumber });
    const { isLast } = nodes({ isLast: at.eq(io.lastChunk) });
    const endsGroup = chunksPerGroup === 1 ? undefined : at.trunc(Math.log2(chunksPerGroup)).all();
    const nextBase =
      endsGroup === undefined ? base.addw(io.groupStride) : endsGroup.mux(base.addw(io.groupStride), base);
    const rewind = (): void => {
      at.next = 0;
      base.next = io.weightBase;
      readMask.next = io.firstChunk;
    };
    const advance = (): void => {
      at.next = at.addw(1);
      base.next = nextBase;
      readMask.next = readMask.addw(1);
    };

    // Building: two cycles for a chunk, since two words are kept for it.
    const { building, half, count, secondWord, built } = regs({
      building: [bool, false],
      half: bool,
      count: uint(chunkNumber.width + 1),
      secondWord: [bool, false],
      built: [bool, false],
    });
    const { over } = nodes({ over: building.and(half).and(isLast) });
    building.next = io.build.or(building.and(over.not()));
    half.next = building.and(half.not());
    const comes = flagLater(building.and(half.not()), "comes", latency.mask)(latency.mask);
    // The word's address stands a cycle longer than its chunk is looked at, so that it is kept first.
    const listed = later(at, "at", latency.mask);
    const listedBase = later(base, "base", latency.mask - 1);
    const { keep } = nodes({ keep: comes.and(io.mask.any()) });
    secondWord.next = keep;
    when(io.build, () => {
      count.next = 0;
    }).elsewhen(secondWord, () => {
      count.next = count.addw(1);
    });
    built.next = flagLater(over, "over", latency.mask + 1)(latency.mask + 1);

    // Visiting: the next chunk is fetched while one is visited.
    const { visiting, fetching, ready, running, left, number } = regs({
      visiting: [bool, false],
      fetching: [bool, false],
      ready: [bool, false],
      running: [bool, false],
      left: bool,
      number: uint(chunkNumber.width + 1),
    });
    const { fetchedChunk, fetchedBase, fetchedMask } = regs({
      fetchedChunk: chunkNumber,
      fetchedBase: word,
      fetchedMask: uint(maskBits),
    });
    const { more } = nodes({ more: io.everything.mux(left, number.ne(count)) });
    const { begins } = nodes({ begins: visiting.and(fetching.or(ready).not()).and(more) });
    const { lists } = nodes({ lists: begins.and(io.everything.not()) });
    const read = programLatency(parameters);
    const after = flagLater(lists, "lists", read + latency.mask + 1);
    const { wordComes, baseComes, maskComes } = nodes({
      wordComes: after(read),
      baseComes: after(read + 1),
      maskComes: after(read + latency.mask + 1),
    });
    const all = begins.and(io.everything);
    const { take } = nodes({ take: ready.and(running.not()) });
    fetching.next = lists.or(fetching.and(maskComes.not()));
    ready.next = all.or(maskComes).or(ready.and(take.not()));
    running.next = take.or(running.and(io.chunkDone.not()));
    const { done } = regs({ done: [bool, false] });
    const { ends } = nodes({ ends: visiting.and(fetching.or(ready).or(running).or(more).not()) });
    done.next = ends;
    visiting.next = io.visit.or(visiting.and(ends.not()));

    when(io.build.or(io.visit), rewind)
      .elsewhen(building.and(half).or(all), advance)
      .elsewhen(wordComes, () => {
        readMask.next = io.firstChunk.addw(fitted(io.listWord, chunkNumber.width));
      });
    when(io.visit, () => {
      number.next = 0;
      left.next = true;
    })
      .elsewhen(baseComes, () => {
        number.next = number.addw(1);
      })
      .elsewhen(all, () => {
        left.next = isLast.not();
      });
    when(all, () => {
      fetchedChunk.next = at;
      fetchedBase.next = base;
      fetchedMask.next = isLast.mux(existing(), 2 ** maskBits - 1);
    });
    when(wordComes, () => {
      fetchedChunk.next = fitted(io.listWord, chunkNumber.width);
    });
    when(baseComes, () => {
      fetchedBase.next = fitted(io.listWord, word.width);
    });
    when(maskComes, () => {
      fetchedMask.next = io.mask;
    });
    const current = regs({
      chunkStart: [bool, false],
      chunk: chunkNumber,
      weightWord: word,
    });
    current.chunkStart.next = take;
    when(take, () => {
      current.chunk.next = fetchedChunk;
      current.weightWord.next = fetchedBase.addw(io.axon);
    });
    return {
      ...{ built, isEmpty: count.eq(0), done, readMask, ...current, chunkMask: fetchedMask },
      listAddress: cat(number.trunc(chunkNumber.width), after(1)),
      listWrite: keep.or(secondWord),
      listWriteAddress: cat(count.trunc(chunkNumber.width), secondWord.not()),
      listData: secondWord.mux(listed.extend(16), listedBase.extend(16)),
    };

    /** The lanes of the last chunk that have a neuron. */
    function existing() {
      if (laneBits === 0) return constant(uint(1), 1);
      const last = fitted(io.neurons.subw(1), laneBits);
      return cat(...Array.from({ length: maskBits }, (_, lane) => last.ge(lane)).reverse());
    }
  },
);
