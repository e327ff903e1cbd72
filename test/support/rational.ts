/** Exact fractions, as an oracle for fixed-point hardware: no bits, no widths. */
export class Rational {
  readonly numerator: bigint;
  /** At least 1. */
  readonly denominator: bigint;

  constructor(numerator: bigint, denominator = 1n) {
    if (denominator < 1n) throw new Error("a denominator of at least 1");
    this.numerator = numerator;
    this.denominator = denominator;
  }

  /** `whole` times 2^−places. */
  static scaled(whole: bigint, places: number): Rational {
    return places >= 0 ? new Rational(whole, 2n ** BigInt(places)) : new Rational(whole * 2n ** BigInt(-places));
  }

  plus(b: Rational): Rational {
    return new Rational(
      this.numerator * b.denominator + b.numerator * this.denominator,
      this.denominator * b.denominator,
    );
  }
  negated(): Rational {
    return new Rational(-this.numerator, this.denominator);
  }
  minus(b: Rational): Rational {
    return this.plus(b.negated());
  }
  times(b: Rational): Rational {
    return new Rational(this.numerator * b.numerator, this.denominator * b.denominator);
  }
  /** Negative, 0 or positive as this is less than, equal to or greater than `b`. */
  compare(b: Rational): number {
    const difference = this.minus(b).numerator;
    return difference === 0n ? 0 : difference < 0n ? -1 : 1;
  }
  /** The greatest whole number that is not greater. */
  floor(): bigint {
    const quotient = this.numerator / this.denominator;
    return this.numerator % this.denominator < 0n ? quotient - 1n : quotient;
  }
  ceil(): bigint {
    return -this.negated().floor();
  }
  /** The nearest whole number; halfway, whichever of the two `tie` picks. */
  nearest(tie: (below: bigint, above: bigint) => bigint): bigint {
    const below = this.floor();
    const distance = this.minus(new Rational(below)).compare(new Rational(1n, 2n));
    if (distance !== 0) return distance < 0 ? below : below + 1n;
    return tie(below, below + 1n);
  }
}
