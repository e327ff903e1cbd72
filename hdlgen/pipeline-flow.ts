/** What all pipelines have in common: how items enter, move and leave. */
import type { ModuleBuilder } from "./builder.ts";
import { PipelineRegisters } from "./pipeline-registers.ts";
import { skidEnd, skidReady } from "./pipeline-skid.ts";
import type { Site } from "./site.ts";
import type { Reg } from "./structure.ts";
import { Bool, hi } from "./values.ts";

/** How items enter and leave: freely, held by an enable, or as a stream. */
export type PipelineFlow =
  /** An item in every cycle with `valid`; all registers hold while `enable` is low. */
  | { readonly valid?: Bool; readonly enable?: Bool; readonly ready?: undefined }
  /** A stream: `ready` is that of whoever takes the result; the result's `ready` is for whoever gives the inputs. */
  | { readonly valid: Bool; readonly ready: Bool; readonly enable?: undefined };

/** What comes out of every pipeline: `valid` where it went in, and `ready` for a stream. */
export type FlowEnd<Outputs, Flow> = {
  readonly outputs: Outputs;
  /** Cycles from an input to the outputs, where nothing stalls. */
  readonly latency: number;
  /** The pipeline moves at the end of this cycle. */
  readonly enable: Bool;
} & (Flow extends { readonly valid: Bool } ? { readonly valid: Bool } : unknown) &
  (Flow extends { readonly ready: Bool } ? { readonly ready: Bool } : unknown);

/** The control of one pipeline: its valid bits, its clock enable, its end. */
export class FlowControl {
  readonly name: string;
  readonly registers: PipelineRegisters;
  /** The pipeline moves at the end of this cycle. */
  readonly enable: Bool;
  readonly #open: Reg<Bool> | undefined;
  readonly #ready: Bool | undefined;
  #valid: Bool | undefined;

  constructor(builder: ModuleBuilder, name: string, { valid, enable, ready }: PipelineFlow) {
    this.name = name;
    this.#ready = ready;
    this.#open = ready === undefined ? undefined : skidReady(name);
    const moves: Bool | undefined = this.#open ?? enable;
    this.enable = moves ?? hi;
    this.registers = new PipelineRegisters(builder, moves);
    this.#valid = valid;
  }

  /** The item at the last boundary so far is a real one. */
  get valid(): Bool {
    return this.#valid ?? hi;
  }

  /** One boundary further. `name` is that of the valid bit there. */
  advance(name: string, boundary: number, site: Site): void {
    if (this.#valid === undefined) return;
    this.#valid = new Bool(this.registers.add({ name, boundary, value: this.#valid, reset: false, site }));
  }

  /** Assigns all registers and says what the user gets. */
  end(last: object, latency: number, site: Site): FlowEnd<object, object> {
    const shared = { latency, enable: this.enable };
    if (this.#open !== undefined && this.#ready !== undefined) {
      const { name, registers, valid: atEnd } = this;
      const [open, ready] = [this.#open, this.#ready];
      const skid = { name, open, registers, valid: atEnd, outputs: last, latency, ready, site };
      const { valid, outputs } = skidEnd(skid);
      this.registers.finish(site);
      return { ...shared, outputs, valid, ready: this.#open } as FlowEnd<object, object>;
    }
    this.registers.finish(site);
    return { ...shared, outputs: last, ...(this.#valid === undefined ? {} : { valid: this.#valid }) };
  }
}
