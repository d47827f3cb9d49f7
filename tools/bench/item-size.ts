import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** An attribute of a kind that this product never writes. */
export class UnknownAttributeError extends Error {
  constructor(value: object) {
    super(`no rule for the size of an attribute ${Object.keys(value).join()}`);
    this.name = "UnknownAttributeError";
  }
}

const utf8 = (text: string): number => Buffer.byteLength(text, "utf8");

/** A byte for every two significant digits and one more; a negative number has another one for its sign. */
function numberBytes(text: string): number {
  const [mantissa = ""] = text.toLowerCase().split("e");
  const digits = mantissa.replace(/[-+.]/g, "").replace(/^0+/, "").replace(/0+$/, "");
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith("-") ? 1 : 0);
}

/** A list or a map: three bytes, and one for each element beside its own. */
const NEST_BYTES = 3;
const ELEMENT_BYTES = 1;

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return utf8(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.M !== undefined) return NEST_BYTES + itemBytes(value.M) + Object.keys(value.M).length * ELEMENT_BYTES;
  if (value.L !== undefined) return value.L.reduce((sum, one) => sum + valueBytes(one) + ELEMENT_BYTES, NEST_BYTES);
  throw new UnknownAttributeError(value);
}

/**
 * Bytes of an item as DynamoDB bills it: names and values, UTF-8. By "DynamoDB item sizes and formats" in the developer
 * guide; where the guide says "approximately" (numbers), the larger reading.
 */
export function itemBytes(item: Record<string, AttributeValue>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + utf8(name) + valueBytes(value), 0);
}
