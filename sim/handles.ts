import type { IrType } from "../hdlgen/ir.ts";
import type { SignalHandle } from "./simulation.ts";
import { labelOf, realOf, valueOfLabel, valueOfReal } from "./typed-value.ts";

/** What the handles of all engines have in common: a value seen through its declared type. */
export abstract class TypedSignal implements SignalHandle {
  readonly name: string;
  readonly width: number;
  protected readonly type: IrType;

  constructor(name: string, type: IrType) {
    this.name = name;
    this.width = type.width;
    this.type = type;
  }

  abstract get value(): number;
  abstract set value(value: number);
  abstract get big(): bigint;
  abstract set big(value: bigint);

  get label(): string | undefined {
    return labelOf(this.type, this.big);
  }

  set label(label: string) {
    this.big = valueOfLabel(this.name, this.type, label);
  }

  get real(): number {
    return realOf(this.type, this.value);
  }

  set real(real: number) {
    this.value = valueOfReal(this.name, this.type, real);
  }
}
