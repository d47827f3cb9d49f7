import type { Programme } from "../programme/programme.ts";
import type { Head, MemberItem, Profile } from "./member.ts";
import type { Loaded } from "./member-store.ts";

/** The head of a member who comes to be now. */
export const newHead = (memberId: string, now: string): Omit<Head, "seq"> => ({
  status: "active",
  createdAt: now,
  entries: 0,
  // The chain of a ledger begins with whose it is.
  entryHash: memberId,
  parked: 0,
});

/** Nobody may be contacted who didn't say so; zone and language are the shop's until we know better. */
export const defaultProfile = ({ timeZone, language }: Programme): Profile => ({
  contact: {
    marketingConsent: { sms: false, email: false },
    reachable: { sms: false, email: false },
    timeZone,
    language,
  },
  setAt: {},
});

/** The head to go on from: the one that was read, or a new one. */
export function headOf({ memberId, head }: Loaded, now: string): Omit<Head, "seq"> {
  if (head === undefined) return newHead(memberId, now);
  const { seq: _, ...rest } = head;
  return rest;
}

/** Whoever has a head has a profile: the one that a first event brings when it says nothing of the person itself. */
export const firstProfile = (loaded: Loaded, programme: Programme): MemberItem[] =>
  loaded.head === undefined ? [{ kind: "profile", version: 0, value: defaultProfile(programme) }] : [];
