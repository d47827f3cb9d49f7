import { randomBytes } from "node:crypto";
import type { Scope } from "../../core/contract/scopes.ts";
import { type ChannelKey, keyText } from "../../core/ingestion/channel-key.ts";
import { sha256 } from "./sha256.ts";

/** A new key: what is kept of it, and the text that its owner gets to see this once. */
export function makeChannelKey(label: string, scopes: Scope[], madeAt: string): { key: ChannelKey; text: string } {
  const keyId = `k_${randomBytes(9).toString("base64url")}`;
  const secret = randomBytes(32).toString("base64url");
  return { key: { keyId, secretHash: sha256(secret), scopes, label, madeAt }, text: keyText(keyId, secret) };
}
