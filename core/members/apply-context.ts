import type { StoredEvent } from "../contract/event.ts";
import type { Hasher } from "../loyalty/ledger/entry.ts";
import type { Programme } from "../programme/programme.ts";
import type { Saved } from "../programme/programme-store.ts";
import type { CommitStamp } from "./member-store.ts";

/** What a decision on an event needs beside the member. */
export interface ApplyContext {
  /** The programme in force when the event happened. */
  rules: Saved<Programme>;
  /** When it is booked. */
  stamp: CommitStamp;
  hash: Hasher;
}

/** An event of one type. */
export type EventOf<T extends StoredEvent["type"]> = Extract<StoredEvent, { type: T }>;

/** What became of an event. `parked` counts the member's parked events as they stand afterwards. */
export type Applied =
  /** Counted, now. */
  | { kind: "applied"; parked: number }
  /** Counted before, or nothing of it is new: success. */
  | { kind: "duplicate"; parked: number }
  /** Waits for its order. */
  | { kind: "parked"; parked: number }
  /** A rule says no: kept aside with its reason, never half done. */
  | { kind: "refused"; because: Refusal; detail: string };

export type Refusal =
  | "member-not-active"
  | "other-currency"
  | "unknown-line"
  | "more-than-was-bought"
  | "more-than-was-paid"
  | "too-many-refunds"
  | "broken-assumption";

export const refused = (because: Refusal, detail: string): { answer: Applied } => ({
  answer: { kind: "refused", because, detail },
});
