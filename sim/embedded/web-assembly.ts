import { memoryImport } from "./wasm-encoder.ts";

/** The part of the WebAssembly interface in use; Node's type declarations leave it to the browser's. */
export interface WasmModule {
  readonly [wasmModule]: true;
}

declare const wasmModule: unique symbol;

interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: unknown };
  readonly Memory: new (size: { readonly initial: number }) => WasmMemory;
}

const { WebAssembly: webAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface };

export function compileWasm(bytes: Uint8Array<ArrayBuffer>): WasmModule {
  return new webAssembly.Module(bytes);
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

const pageBytes = 65_536;

/** A memory of at least so many bytes, all zero. */
export function createMemory(bytes: number): WasmMemory {
  return new webAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / pageBytes)) });
}

/** The exports of a fresh instance that works in `memory`; the caller knows their types. */
export function instantiateWasm(module: WasmModule, memory: WasmMemory): unknown {
  return new webAssembly.Instance(module, { [memoryImport.module]: { [memoryImport.name]: memory } }).exports;
}
