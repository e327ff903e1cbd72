/** Writes WebAssembly modules: just what the engine needs, so that starting costs no library. */

/** Name of the memory that a module is given. */
export const memoryImport = { module: "engine", name: "memory" } as const;

export type ValueType = "i32" | "i64";

const valueTypeByte = { i32: 0x7f, i64: 0x7e } as const;
const emptyBlock = 0x40;

/** The instructions in use, by the name of the specification with `_` for `.`. */
export const opcode = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  select: 0x1b,
  local_get: 0x20,
  local_set: 0x21,
  local_tee: 0x22,
  i32_load: 0x28,
  i64_load: 0x29,
  i32_load8_u: 0x2d,
  i32_load16_u: 0x2f,
  i32_store: 0x36,
  i64_store: 0x37,
  i32_store8: 0x3a,
  i32_store16: 0x3b,
  i32_const: 0x41,
  i64_const: 0x42,
  i32_eqz: 0x45,
  i32_eq: 0x46,
  i32_ne: 0x47,
  i32_lt_s: 0x48,
  i32_lt_u: 0x49,
  i32_gt_u: 0x4b,
  i32_le_s: 0x4c,
  i32_le_u: 0x4d,
  i32_ge_u: 0x4f,
  i64_eqz: 0x50,
  i64_eq: 0x51,
  i64_ne: 0x52,
  i64_lt_s: 0x53,
  i64_lt_u: 0x54,
  i64_gt_u: 0x56,
  i64_le_s: 0x57,
  i64_le_u: 0x58,
  i32_popcnt: 0x69,
  i32_add: 0x6a,
  i32_sub: 0x6b,
  i32_mul: 0x6c,
  i32_and: 0x71,
  i32_or: 0x72,
  i32_xor: 0x73,
  i32_shl: 0x74,
  i32_shr_s: 0x75,
  i32_shr_u: 0x76,
  i64_popcnt: 0x7b,
  i64_add: 0x7c,
  i64_sub: 0x7d,
  i64_mul: 0x7e,
  i64_and: 0x83,
  i64_or: 0x84,
  i64_xor: 0x85,
  i64_shl: 0x86,
  i64_shr_s: 0x87,
  i64_shr_u: 0x88,
  i32_wrap_i64: 0xa7,
  i64_extend_i32_s: 0xac,
  i64_extend_i32_u: 0xad,
  i32_extend8_s: 0xc0,
  i32_extend16_s: 0xc1,
  i64_extend8_s: 0xc2,
  i64_extend16_s: 0xc3,
  i64_extend32_s: 0xc4,
} as const;

export type Opcode = keyof typeof opcode;

class ByteWriter {
  #bytes = new Uint8Array(256);
  length = 0;

  byte(value: number): void {
    if (this.length === this.#bytes.length) this.#grow(this.length + 1);
    this.#bytes[this.length++] = value;
  }

  append(values: ArrayLike<number>): void {
    const end = this.length + values.length;
    if (end > this.#bytes.length) this.#grow(end);
    this.#bytes.set(values, this.length);
    this.length = end;
  }

  unsigned(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  signed(value: number): void {
    let rest = value;
    while (rest < -64 || rest > 63) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }

  signedBig(value: bigint): void {
    let rest = value;
    while (rest < -64n || rest > 63n) {
      this.byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.byte(Number(rest & 0x7fn));
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.unsigned(bytes.length);
    this.append(bytes);
  }

  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }

  #grow(least: number): void {
    const grown = new Uint8Array(Math.max(least, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** One function under construction; instructions are appended in order. */
export class FunctionBuilder {
  readonly index: number;
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly result: ValueType | undefined;
  readonly #locals: ValueType[] = [];
  readonly #code = new ByteWriter();

  constructor(index: number, name: string, parameters: readonly ValueType[], result: ValueType | undefined) {
    this.index = index;
    this.name = name;
    this.parameters = parameters;
    this.result = result;
  }

  /** A fresh local variable; its index. */
  local(type: ValueType): number {
    this.#locals.push(type);
    return this.parameters.length + this.#locals.length - 1;
  }

  /** An instruction without immediates. */
  op(name: Opcode): void {
    this.#code.byte(opcode[name]);
  }

  /** An instruction with one index: `local_get`, `call`, `br`, … */
  opIndex(name: Opcode, index: number): void {
    this.op(name);
    this.#code.unsigned(index);
  }

  /** `block`, `loop` or `if` without a result. */
  open(name: "block" | "loop" | "if"): void {
    this.op(name);
    this.#code.byte(emptyBlock);
  }

  /** One that leaves a value. */
  openFor(result: ValueType, name: "block" | "if"): void {
    this.op(name);
    this.#code.byte(valueTypeByte[result]);
  }

  constI32(value: number): void {
    this.op("i32_const");
    this.#code.signed(value | 0);
  }

  constI64(value: bigint): void {
    this.op("i64_const");
    this.#code.signedBig(BigInt.asIntN(64, value));
  }

  /** A load or store at the address on the stack plus `offset`. */
  memory(name: Opcode, offset: number): void {
    this.op(name);
    this.#code.byte(naturalAlignment[name] ?? 0);
    this.#code.unsigned(offset);
  }

  /** Size of the instructions so far, in bytes. */
  get size(): number {
    return this.#code.length;
  }

  encode(out: { unsigned(value: number): void; append(values: ArrayLike<number>): void }): void {
    const groups = new ByteWriter();
    let count = 0;
    for (let at = 0; at < this.#locals.length; count++) {
      const type = this.#locals[at] ?? "i32";
      let end = at;
      while (this.#locals[end] === type) end++;
      groups.unsigned(end - at);
      groups.byte(valueTypeByte[type]);
      at = end;
    }
    const header = new ByteWriter();
    header.unsigned(count);
    header.append(groups.view());
    out.unsigned(header.length + this.#code.length + 1);
    out.append(header.view());
    out.append(this.#code.view());
    out.append([opcode.end]);
  }
}

const naturalAlignment: { readonly [Name in Opcode]?: number } = {
  i32_load: 2,
  i32_store: 2,
  i64_load: 3,
  i64_store: 3,
  i32_load16_u: 1,
  i32_store16: 1,
};

/** A module that works in a memory it is given, and imports nothing else. */
export class ModuleBuilder {
  readonly #functions: FunctionBuilder[] = [];
  readonly #exports: FunctionBuilder[] = [];

  function(name: string, parameters: readonly ValueType[], result?: ValueType): FunctionBuilder {
    const builder = new FunctionBuilder(this.#functions.length, name, parameters, result);
    this.#functions.push(builder);
    return builder;
  }

  /** Functions so far. */
  get size(): number {
    return this.#functions.length;
  }

  functionsFrom(first: number): FunctionBuilder[] {
    return this.#functions.slice(first);
  }

  /** Adds functions that were built as those of another module, at the same indices. */
  adopt(functions: readonly FunctionBuilder[]): void {
    for (const builder of functions) {
      if (builder.index !== this.#functions.length) throw new Error(`${builder.name} has another index here`);
      this.#functions.push(builder);
    }
  }

  export(builder: FunctionBuilder): void {
    this.#exports.push(builder);
  }

  encode(): Uint8Array<ArrayBuffer> {
    const out = new ByteWriter();
    out.append([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    const section = (id: number, write: (body: ByteWriter) => void): void => {
      const body = new ByteWriter();
      write(body);
      out.byte(id);
      out.unsigned(body.length);
      out.append(body.view());
    };
    const types = new Map<string, { index: number; builder: FunctionBuilder }>();
    const signature = ({ parameters, result }: FunctionBuilder) => `${parameters.join()}:${result ?? ""}`;
    for (const builder of this.#functions) {
      const key = signature(builder);
      if (!types.has(key)) types.set(key, { index: types.size, builder });
    }
    section(1, (body) => {
      body.unsigned(types.size);
      for (const { builder } of types.values()) {
        body.byte(0x60);
        body.unsigned(builder.parameters.length);
        body.append(builder.parameters.map((type) => valueTypeByte[type]));
        body.append(builder.result === undefined ? [0] : [1, valueTypeByte[builder.result]]);
      }
    });
    section(2, (body) => {
      body.unsigned(1);
      body.text(memoryImport.module);
      body.text(memoryImport.name);
      // At least one page: the same code works in memories of every size.
      body.append([2, 0, 1]);
    });
    section(3, (body) => {
      body.unsigned(this.#functions.length);
      for (const builder of this.#functions) body.unsigned(types.get(signature(builder))?.index ?? 0);
    });
    section(7, (body) => {
      body.unsigned(this.#exports.length);
      for (const { name, index } of this.#exports) {
        body.text(name);
        body.byte(0);
        body.unsigned(index);
      }
    });
    section(10, (body) => {
      body.unsigned(this.#functions.length);
      for (const builder of this.#functions) builder.encode(body);
    });
    section(0, (body) => {
      body.text("name");
      const names = new ByteWriter();
      names.unsigned(this.#functions.length);
      for (const { index, name } of this.#functions) {
        names.unsigned(index);
        names.text(name);
      }
      body.byte(1);
      body.unsigned(names.length);
      body.append(names.view());
    });
    return out.view();
  }
}
