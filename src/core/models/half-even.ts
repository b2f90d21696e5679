/** `dividend / divisor` as an integer, ties to the even one. Exact for safe, non-negative integers. */
export function divideHalfEven(dividend: number, divisor: number): number {
  const remainder = dividend % divisor;
  const quotient = (dividend - remainder) / divisor;
  const twice = remainder * 2;
  if (twice === divisor) return quotient % 2 === 0 ? quotient : quotient + 1;
  return twice > divisor ? quotient + 1 : quotient;
}
