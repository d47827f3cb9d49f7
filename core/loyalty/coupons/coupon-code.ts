/**
 * Codes of coupons: eleven symbols and a check character, twelve in all. 55 bits: with ten million live coupons a guess
 * hits one in 3 × 10^9. No 0, O, 1 or I, so that a code can be read out and typed.
 */
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const SYMBOLS = 11;
const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A signature too short to make a code of. */
export class CouponCodeError extends Error {
  override readonly name = "CouponCodeError";
}

/**
 * The code of a keyed signature (base64url) over what the coupon is for: nobody without the key can guess it, and a
 * replay comes to the same. Each character gives five of its six bits.
 * @throws CouponCodeError when the signature is shorter than eleven characters or no base64url.
 */
export function couponCode(signature: string): string {
  const sextets = [...signature.slice(0, SYMBOLS)].map((character) => BASE64URL.indexOf(character));
  if (sextets.length < SYMBOLS || sextets.includes(-1)) throw new CouponCodeError("no signature to make a code of");
  const code = sextets.map((sextet) => ALPHABET.charAt(sextet & 31)).join("");
  return code + checkOf(code);
}

/**
 * What somebody typed as it would stand in a code, or undefined when it can't be one: separators and case don't matter,
 * and a single wrong character, or two neighbours swapped (unless they are 2 and Z), is told by the check character alone.
 */
export function readCouponCode(typed: string): string | undefined {
  const code = typed.replaceAll(/[\s-]/g, "").toUpperCase();
  if (code.length !== SYMBOLS + 1 || [...code].some((symbol) => !ALPHABET.includes(symbol))) return undefined;
  return checkOf(code.slice(0, SYMBOLS)) === code.at(-1) ? code : undefined;
}

/** Luhn's algorithm over an alphabet of 32 (ISO/IEC 7812-1 annex B, with 32 for 10). */
function checkOf(code: string): string {
  const size = ALPHABET.length;
  let sum = 0;
  for (const [fromRight, symbol] of [...code].reverse().entries()) {
    const value = ALPHABET.indexOf(symbol) * (fromRight % 2 === 0 ? 2 : 1);
    sum += Math.floor(value / size) + (value % size);
  }
  return ALPHABET.charAt((size - (sum % size)) % size);
}
