/** The interpreter of the IR as a truth: for circuits that have no recipe. */
import type { Design, IrType, ModuleIr } from "../../../hdlgen/ir.ts";
import { IrInterpreter } from "../ir-interpreter.ts";
import type { Truth } from "./compare-embedded.ts";

export function interpreterTruth(design: Design): Truth {
  const interpreter = new IrInterpreter(design);
  const registers = new Map<string, IrType>();
  const memories = new Map<string, IrType>();
  const known = new Set<string>();
  const contents = new Map<string, number>();
  const enter = (module: ModuleIr, path: string): void => {
    const ir = module.blackBox?.model ?? module;
    for (const { signal, powerUp } of ir.registers) {
      registers.set(path + signal.name, signal.type);
      if (powerUp !== undefined) known.add(path + signal.name);
    }
    for (const { name, type, reads, init } of ir.memories) {
      memories.set(path + name, type);
      contents.set(path + name, init?.length ?? 0);
      for (const { data } of reads) registers.set(path + data.name, data.type);
    }
    for (const instance of ir.instances) enter(instance.module, `${path}${instance.name}.`);
  };
  enter(design.top, "");
  const { top } = design;
  const ports = new Map(top.ports.map(({ signal }) => [signal.name, signal.type]));
  const numberOf = (type: IrType | undefined, bits: bigint): bigint =>
    type?.kind === "sint" ? BigInt.asIntN(type.width, bits) : bits;
  const bitsOf = (type: IrType | undefined, value: bigint): bigint => BigInt.asUintN(type?.width ?? 1, value);
  return {
    registerNames: [...registers.keys()],
    memoryNames: [...memories.keys()],
    setInput: (name, value) => interpreter.setInput(name, bitsOf(ports.get(name), value)),
    output: (name) => numberOf(ports.get(name), interpreter.output(name)),
    register: (path) => numberOf(registers.get(path), interpreter.register(path)),
    startsKnown: (path) => known.has(path),
    knownWords: (path) => contents.get(path) ?? 0,
    setRegister: (path, value) => interpreter.setRegister(path, bitsOf(registers.get(path), value)),
    isOpen: (path) => interpreter.isOpen(path),
    memory: (path) => interpreter.memory(path).map((bits) => numberOf(memories.get(path), bits)),
    setMemory: (path, words) => {
      const own = interpreter.memory(path);
      for (const [at, word] of words.entries()) own[at] = bitsOf(memories.get(path), word);
    },
    step: () => interpreter.step(),
  };
}
