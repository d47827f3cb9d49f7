import type { Contact } from "../contract/announcement.ts";

/** The member as messages see it: kept in Journeys, apart from money; moved only by a later `seq`. */
export interface ContactItem extends Contact {
  memberId: string;
  seq: number;
  /** Messages by the member's local day 'YYYY-MM-DD', the last 31 days. */
  sentOn: Record<string, number>;
  /** Messages by journey and local day: '<journey>#YYYY-MM-DD'. */
  sentOnByJourney: Record<string, number>;
  version: number;
}
