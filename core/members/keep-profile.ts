import type { Contact } from "../contract/announcement.ts";
import type { Applied, ApplyContext, EventOf } from "./apply-context.ts";
import type { Decision } from "./change-member.ts";
import { eventClaim } from "./claim-key.ts";
import type { Profile } from "./member.ts";
import { defaultProfile, headOf } from "./member-beginning.ts";
import type { Loaded } from "./member-store.ts";

type ProfileEvent = EventOf<"member.registered" | "member.updated" | "message.unsubscribed">;

/** What an event says of one field. */
interface Said {
  field: string;
  stamp: string;
  set: (profile: Profile) => Profile;
}

/**
 * A registration, a change of the profile, or an unsubscribing. Each field keeps what occurred last, so any order of
 * arrival and any number of repeats come to the same; an import of an old consent doesn't undo a later no.
 *
 * Registering is announced once, and not for history; any other change of the contact is announced as such. A live
 * registration is claimed by its source, because a welcome is worth a message.
 */
export function keepProfile(event: ProfileEvent, loaded: Loaded, { rules, stamp }: ApplyContext): Decision<Applied> {
  const before = loaded.profile?.value ?? defaultProfile(rules.value);
  const after = withEvent(before, event);
  const head = headOf(loaded, stamp.now);
  const registers = event.type === "member.registered";
  const joins = registers && !event.historic && head.registeredAt === undefined;
  const claim = registers && !event.historic ? eventClaim(event.channel, event.eventId) : undefined;
  const parked = head.parked;
  if (claim !== undefined && loaded.claims[claim] !== undefined) return { answer: { kind: "duplicate", parked } };

  const registeredAt = registers ? earlier(head.registeredAt, event.occurredAt) : head.registeredAt;
  const firstWord = loaded.profile === undefined;
  const moved = firstWord || after !== before;
  if (!moved && registeredAt === head.registeredAt && claim === undefined) {
    return { answer: { kind: "duplicate", parked } };
  }
  const { contact } = after;
  const { occurredAt } = event;
  const contactMoved = firstWord || !sameContact(before.contact, contact);
  return {
    answer: { kind: "applied", parked },
    change: {
      head: { ...head, ...(registeredAt === undefined ? {} : { registeredAt }) },
      ...(claim === undefined ? {} : { claims: [{ key: claim, result: { joined: joins } }] }),
      items: moved ? [{ kind: "profile", version: loaded.profile?.version ?? 0, value: after }] : [],
      announce: [
        ...(joins ? [{ type: "MemberRegistered" as const, occurredAt, contact }] : []),
        ...(contactMoved && !joins ? [{ type: "ContactChanged" as const, occurredAt, contact }] : []),
      ],
    },
  };
}

/** The profile after an event; the same object when nothing in it is later than what stands. */
function withEvent(profile: Profile, event: ProfileEvent): Profile {
  const later = saidBy(event).filter(({ field, stamp }) => stamp > (profile.setAt[field] ?? ""));
  const reachable = event.type === "message.unsubscribed" ? undefined : event.data.reachable;
  const { contact } = profile;
  // An address that we learn stays known: the *or* of all commutes, whichever event came first.
  const reached = {
    sms: contact.reachable.sms || reachable?.sms === true,
    email: contact.reachable.email || reachable?.email === true,
  };
  const moreReached = reached.sms !== contact.reachable.sms || reached.email !== contact.reachable.email;
  if (later.length === 0 && !moreReached) return profile;
  const stamps = Object.fromEntries(later.map(({ field, stamp }) => [field, stamp]));
  const before = { ...profile, contact: { ...contact, reachable: reached }, setAt: { ...profile.setAt, ...stamps } };
  return later.reduce((so, { set }) => set(so), before);
}

function saidBy(event: ProfileEvent): Said[] {
  if (event.type === "message.unsubscribed") return [consent(event, event.data.channel, false)];
  const { timeZone, language, marketingConsent, birthday } = event.data;
  return [
    ...(timeZone === undefined ? [] : [ofContact(event, "timeZone", { timeZone })]),
    ...(language === undefined ? [] : [ofContact(event, "language", { language })]),
    ...(birthday === undefined ? [] : [said(event, "birthday", (profile) => ({ ...profile, birthday }))]),
    ...(["sms", "email"] as const).flatMap((channel) => {
      const yes = marketingConsent?.[channel];
      return yes === undefined ? [] : [consent(event, channel, yes)];
    }),
  ];
}

/** A stamp orders what events say: by occurrence, and at the same moment by source, so that the order is total. */
const said = (event: ProfileEvent, field: string, set: Said["set"]): Said => ({
  field,
  stamp: `${event.occurredAt}#${event.channel}#${event.eventId}`,
  set,
});

const ofContact = (event: ProfileEvent, field: string, change: Partial<Contact>): Said =>
  said(event, field, ({ contact, ...rest }) => ({ ...rest, contact: { ...contact, ...change } }));

/** At the same moment a no outweighs a yes: `~` sorts behind any channel's name. */
function consent(event: ProfileEvent, channel: "sms" | "email", yes: boolean): Said {
  const set = ({ contact, ...rest }: Profile): Profile => ({
    ...rest,
    contact: { ...contact, marketingConsent: { ...contact.marketingConsent, [channel]: yes } },
  });
  const plain = said(event, `marketingConsent.${channel}`, set);
  return yes ? plain : { ...plain, stamp: `${event.occurredAt}#~#${event.channel}#${event.eventId}` };
}

const earlier = (a: string | undefined, b: string): string => (a === undefined || b < a ? b : a);

const sameContact = (a: Contact, b: Contact): boolean =>
  a.timeZone === b.timeZone &&
  a.language === b.language &&
  (["sms", "email"] as const).every(
    (channel) =>
      a.marketingConsent[channel] === b.marketingConsent[channel] && a.reachable[channel] === b.reachable[channel],
  );
