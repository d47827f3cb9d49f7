/** Kinds under which somebody is recognised. A device is no person: it is linked, and makes no member. */
export type IdentityKind = "customerId" | "unionId" | "phone" | "email" | "deviceId";

/**
 * Keyed hashes of identities: nobody who reads a table can tell, or try out, whose they are. The same identity has the
 * same hashes for good, so a replay comes to the same members.
 */
export interface IdentityHash {
  /** Key of the claim on an identity, in normal form. */
  claimOf(kind: IdentityKind, value: string): string;
  /** The member that this identity makes: `m_` and 20 characters. */
  memberOf(kind: IdentityKind, value: string): string;
  /** How an anonymous device is known. */
  deviceOf(deviceId: string): string;
  /** A signature over a text of ours that a caller brings back. */
  sign(text: string): string;
}
