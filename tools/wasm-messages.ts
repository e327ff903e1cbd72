/** What travels between wasm-tool.ts and wasm-process.mjs. */
export interface WasmRequest {
  /** `prepare` loads and compiles the package without running it. */
  readonly task: "prepare" | "run";
  /** npm package with the `commands` of a YoWASP build. */
  readonly package: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly outputs: readonly string[];
}

export type WasmReply =
  | { readonly kind: "output"; readonly stream: "stdout" | "stderr"; readonly text: string }
  | { readonly kind: "done"; readonly files: Readonly<Record<string, Uint8Array>> }
  | { readonly kind: "failed"; readonly how: string; readonly crashed: boolean };
