import { createHmac } from "node:crypto";
import type { IdentityHash } from "../../core/members/identity-hash.ts";

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** The first `length` base32 characters of some bytes, five bits each. */
function base32(bytes: Uint8Array, length: number): string {
  let text = "";
  for (let at = 0; at < length; at += 1) {
    const bit = at * 5;
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    text += BASE32[(pair >> (11 - (bit & 7))) & 31];
  }
  return text;
}

/**
 * Identity hashes by HMAC-SHA-256 under the deployment's secret, each with its purpose in front so that none can stand
 * for another. A member's id keeps 100 bits: two of 10 million members meet with a chance of 4 in 10^17.
 */
export function hmacIdentity(secret: string): IdentityHash {
  const mac = (text: string): Buffer => createHmac("sha256", secret).update(text).digest();
  return {
    claimOf: (kind, value) => `ID#${mac(`claim|${kind}:${value}`).toString("base64url")}`,
    memberOf: (kind, value) => `m_${base32(mac(`member|${kind}:${value}`), 20)}`,
    deviceOf: (deviceId) => base32(mac(`device|${deviceId}`), 26),
    sign: (text) => mac(`sign|${text}`).toString("base64url"),
  };
}
