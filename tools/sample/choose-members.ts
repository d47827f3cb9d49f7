import { createHash } from "node:crypto";

/** One customer in thirteen: 348 of the 4,372 that the whole file names. */
const ONE_IN = 13;

/**
 * Whether a customer is in the sample: the first 32 bits of SHA-256 of the customer id, divided by thirteen, leave
 * no remainder. The id alone decides, so that nothing a customer did could have brought them in or kept them out.
 */
export function chosen(customerId: string): boolean {
  if (customerId === "" || customerId === "NA") return false;
  return createHash("sha256").update(customerId).digest().readUInt32BE(0) % ONE_IN === 0;
}
