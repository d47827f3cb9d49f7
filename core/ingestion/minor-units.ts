/**
 * A price in major units, as web shops write it (19.99, "19.99"), in minor units of its currency, exactly: by its decimal
 * digits, never by multiplying. What a shop's own floating point has left beyond the last digit (30.299999999999997) is
 * rounded away when it is less than a millionth of a minor unit; a real fraction of a penny is refused.
 */
export function minorUnits(price: unknown, currency: string): number | undefined {
  const text = typeof price === "number" ? String(price) : typeof price === "string" ? price.trim() : "";
  const parts = /^(\d{1,12})(?:\.(\d{1,30}))?$/.exec(text);
  if (!parts) return undefined;
  const digits = minorDigits(currency);
  const [, whole = "0", decimals = ""] = parts;
  const minor = Number(whole + decimals.slice(0, digits).padEnd(digits, "0"));
  const rest = Number(`0.${decimals.slice(digits) || "0"}`);
  if (rest < 1e-6) return minor;
  return rest > 1 - 1e-6 ? minor + 1 : undefined;
}

/** Digits after the point that a currency has (ISO 4217, as CLDR knows it): 2 for GBP, 0 for JPY, 3 for KWD. */
function minorDigits(currency: string): number {
  const options = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  return options.maximumFractionDigits ?? 2;
}
