/** The part of the WebAssembly interface in use; Node's type declarations leave it to the browser's. */
export interface WasmModule {
  readonly [wasmModule]: true;
}

declare const wasmModule: unique symbol;

interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule;
  readonly Instance: new (module: WasmModule) => { readonly exports: unknown };
}

const { WebAssembly: webAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface };

export function compileWasm(bytes: Uint8Array<ArrayBuffer>): WasmModule {
  return new webAssembly.Module(bytes);
}

/** The exports of a fresh instance; the caller knows their types. */
export function instantiateWasm(module: WasmModule): unknown {
  return new webAssembly.Instance(module).exports;
}
