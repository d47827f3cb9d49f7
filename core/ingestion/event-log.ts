import type { StoredEvent } from "../contract/event.ts";
import type { Person } from "../members/person.ts";

/** An event of nobody we know yet, kept under its device. `device` is a keyed hash. */
export interface DeviceEvent extends Omit<StoredEvent, "memberId" | "type" | "data"> {
  device: string;
  type: StoredEvent["type"];
  data: object;
}

/** An identity that nobody held: from now on it names this member. */
export interface NewClaim {
  claim: string;
  kind: string;
  memberId: string;
}

/** Two members that one event named together. The stronger one's was taken; joining them is a later matter. */
export interface Join {
  memberId: string;
  other: string;
  /** The event that said so. */
  channel: string;
  eventId: string;
  occurredAt: string;
}

/** One event with all that it says: stored whole, or not at all. */
export interface Appending {
  event: StoredEvent | DeviceEvent;
  claims: NewClaim[];
  joins: Join[];
}

/** Events that are stored together, and the persons as they stand after them; `version` is the one that was read. */
export interface AppendingPage {
  appendings: Appending[];
  people: Person[];
}

/** What became of a page, by position in it. Whatever is in neither list is still to be stored. */
export interface AppendOutcome {
  appended: number[];
  /** Stored before, under the same member, moment, channel and id: the first one stands. */
  duplicates: number[];
  /** Somebody claimed an identity or moved a person meanwhile: read again. */
  moved: boolean;
}

/** Where events are appended, once each, each in one transaction with what it says of a person. */
export interface EventLog {
  append(page: AppendingPage): Promise<AppendOutcome>;
  /** The most writes that one page may hold: an event, a claim, a join and a person are one each. */
  readonly pageWrites: number;
}
