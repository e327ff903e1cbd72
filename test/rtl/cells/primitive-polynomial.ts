/**
 * Whether a polynomial over GF(2), given by its exponents, is primitive: x has the order 2^n − 1. Then a shift register
 * with these taps has the period 2^n − 1. For degrees up to 64.
 */
export function isPrimitive(exponents: readonly number[]): boolean {
  const degree = Math.max(...exponents);
  const polynomial = exponents.reduce((sum, exponent) => sum | (1n << BigInt(exponent)), 0n);
  const order = (1n << BigInt(degree)) - 1n;
  if (powerOfX(order, polynomial, degree) !== 1n) return false;
  return primeFactors(order).every((factor) => powerOfX(order / factor, polynomial, degree) !== 1n);
}

function powerOfX(exponent: bigint, modulus: bigint, degree: number): bigint {
  let [result, square] = [1n, 2n];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = product(result, square, modulus, degree);
    square = product(square, square, modulus, degree);
  }
  return result;
}

function product(a: bigint, b: bigint, modulus: bigint, degree: number): bigint {
  let [result, shifted] = [0n, a];
  for (let rest = b; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result ^= shifted;
    shifted <<= 1n;
    if (shifted >> BigInt(degree)) shifted ^= modulus;
  }
  return result;
}

/** The distinct prime factors: small ones by trial, the rest by Pollard's rho. */
function primeFactors(n: bigint): bigint[] {
  const found = new Set<bigint>();
  let rest = n;
  for (let p = 2n; p < 2000n; p++) {
    while (rest % p === 0n) {
      found.add(p);
      rest /= p;
    }
  }
  const open = rest > 1n ? [rest] : [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isPrime(next)) found.add(next);
    else {
      const factor = properFactor(next);
      open.push(factor, next / factor);
    }
  }
  return [...found];
}

/** Miller and Rabin's test with bases that decide every number below 2^64. */
function isPrime(n: bigint): boolean {
  let [odd, twos] = [n - 1n, 0];
  for (; odd % 2n === 0n; twos++) odd /= 2n;
  return [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n].every((base) => {
    if (n === base) return true;
    let power = modularPower(base, odd, n);
    if (power === 1n || power === n - 1n) return true;
    for (let i = 1; i < twos; i++) {
      power = (power * power) % n;
      if (power === n - 1n) return true;
    }
    return false;
  });
}

function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function properFactor(n: bigint): bigint {
  const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : divisor(b, a % b));
  for (let c = 1n; ; c++) {
    const next = (x: bigint): bigint => (x * x + c) % n;
    let [slow, fast, common] = [2n, 2n, 1n];
    while (common === 1n) {
      slow = next(slow);
      fast = next(next(fast));
      common = divisor(slow > fast ? slow - fast : fast - slow, n);
    }
    if (common !== n) return common;
  }
}
