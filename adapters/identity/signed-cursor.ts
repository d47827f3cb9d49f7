import { timingSafeEqual } from "node:crypto";
import type { IdentityHash } from "../../core/members/identity-hash.ts";

/**
 * A place to go on from, as an opaque text that only we can write. It is bound to what it is a place in (`of`): another
 * member's cursor is as good as a forged one.
 */
export function cursorOf(position: object, of: string, { sign }: IdentityHash): string {
  const payload = Buffer.from(JSON.stringify(position)).toString("base64url");
  return `${payload}.${sign(`cursor|${of}|${payload}`)}`;
}

/** The place in a cursor that we wrote for `of`; undefined for any other text. */
export function positionIn<T extends object>(cursor: string, of: string, { sign }: IdentityHash): T | undefined {
  const [payload = "", signature = ""] = cursor.split(".");
  const right = Buffer.from(sign(`cursor|${of}|${payload}`));
  const given = Buffer.from(signature);
  if (cursor !== `${payload}.${signature}` || given.length !== right.length || !timingSafeEqual(given, right)) {
    return undefined;
  }
  // Signed by us, so it holds what we wrote.
  return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as T;
}
