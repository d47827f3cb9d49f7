import { SCOPES, type Scope } from "../contract/scopes.ts";

/** A channel's key as it is kept: of its secret, the hash alone. */
export interface ChannelKey {
  keyId: string;
  /** SHA-256 of the secret, hex. The secret is 256 random bits, so nothing slower is needed. */
  secretHash: string;
  scopes: Scope[];
  /** Whose it is, in words. */
  label: string;
  madeAt: string;
  revokedAt?: string;
}

export interface ChannelKeys {
  find(keyId: string): Promise<ChannelKey | undefined>;
}

/** Who calls, as the authorizer tells the handlers: a key with its scopes (space between), or why it is nobody. */
export type Caller = { keyId: string; scopes: string } | { reason: "no-key" | "wrong-key" | "revoked-key" };

export interface KeyPorts {
  keys: ChannelKeys;
  /** SHA-256, hex. */
  sha256: (text: string) => string;
}

/** `<keyId>.<secret>`: both letters, digits, - and _. */
const KEY = /^([A-Za-z0-9_-]{1,40})\.([A-Za-z0-9_-]{20,100})$/;

/** The key as its owner gets to see it, once. */
export const keyText = (keyId: string, secret: string): string => `${keyId}.${secret}`;

/** Finds out whose key an `authorization` header holds: `Bearer <key>`, or Basic with the key as the user's name. */
export async function whoCalls(authorization: string | undefined, { keys, sha256 }: KeyPorts): Promise<Caller> {
  const text = keyIn(authorization);
  if (text === undefined) return { reason: "no-key" };
  const [, keyId, secret] = KEY.exec(text) ?? [];
  if (keyId === undefined || secret === undefined) return { reason: "wrong-key" };
  const key = await keys.find(keyId);
  // An unknown key takes the same work as a known one with a wrong secret.
  const matches = sameText(sha256(secret), key?.secretHash ?? sha256(""));
  if (key === undefined || !matches) return { reason: "wrong-key" };
  if (key.revokedAt !== undefined) return { reason: "revoked-key" };
  return { keyId, scopes: key.scopes.filter((scope) => SCOPES.includes(scope)).join(" ") };
}

function keyIn(authorization: string | undefined): string | undefined {
  const [, scheme, value] = /^(\S+)\s+(\S+)\s*$/.exec(authorization ?? "") ?? [];
  if (scheme === undefined || value === undefined) return undefined;
  if (scheme.toLowerCase() === "bearer") return value;
  if (scheme.toLowerCase() === "basic") return userOf(value);
  return undefined;
}

/** The user's name of Basic credentials: whoever sends no ASCII there sends no key of ours. */
function userOf(credentials: string): string {
  const text = fromBase64(credentials);
  const colon = text.indexOf(":");
  return colon < 0 ? text : text.slice(0, colon);
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Latin letters from base64; the core has no decoder of its own. */
function fromBase64(text: string): string {
  let bits = 0;
  let held = 0;
  let letters = "";
  for (const letter of text.replace(/=+$/, "")) {
    const value = BASE64.indexOf(letter);
    if (value < 0) return "";
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      letters += String.fromCharCode((held >> bits) & 0xff);
    }
  }
  return letters;
}

/** Compares in a time that does not tell how far two texts agree. */
function sameText(a: string, b: string): boolean {
  let differs = a.length ^ b.length;
  for (let at = 0; at < a.length; at += 1) differs |= a.charCodeAt(at) ^ b.charCodeAt(at % (b.length || 1));
  return differs === 0;
}
