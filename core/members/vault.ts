import type { Person } from "./person.ts";

/**
 * Personal data and identity claims, read. It is written only beside the event that said so (`EventLog.append`), so
 * that an event and what it says of a person can't be parted.
 */
export interface Vault {
  /** Whose these claims are, read consistently, however many; a claim that nobody holds is absent. */
  membersOf(claims: readonly string[]): Promise<Map<string, string>>;
  /** The persons of these members, read consistently, however many; who has none is absent. */
  people(memberIds: readonly string[]): Promise<Map<string, Person>>;
}
