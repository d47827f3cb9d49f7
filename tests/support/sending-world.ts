import { liquidTemplates } from "../../adapters/liquid/liquid-templates.ts";
import type { MessageProvider, Outgoing, ProviderAnswer } from "../../core/engagement/message-provider.ts";
import { type SendAnswer, type SendPorts, sendMessage } from "../../core/engagement/send-message.ts";
import type { Enrolment } from "../../core/journeys/enrolment.ts";
import type { Coupon } from "../../core/loyalty/coupons/coupon.ts";
import { issueClaim } from "../../core/members/claim-key.ts";
import type { Loaded, Wanted } from "../../core/members/member-store.ts";
import type { Channel, Journey, Programme } from "../../core/programme/programme.ts";
import type { Summary } from "../../core/scoring/summary.ts";
import { aContactItem } from "./builders/a-contact-item.ts";
import { aCoupon } from "./builders/a-coupon.ts";
import { aJourney } from "./builders/a-journey.ts";
import { aProgramme } from "./builders/a-programme.ts";
import { anEnrolment } from "./builders/an-enrolment.ts";
import { InMemoryJourneyStore } from "./in-memory-journey-store.ts";

const texts = liquidTemplates();

/** The process died: whatever it had done by then stands. */
export class Killed extends Error {
  override readonly name = "Killed";
}

/** What surrounds a message that is to be sent; every field may be changed between two calls. */
export interface SendingWorld {
  store: InMemoryJourneyStore;
  programme: Programme;
  /** By version, for enrolments that pinned an earlier one. */
  programmes: Record<number, Programme>;
  journey: Journey | undefined;
  coupon: Coupon | undefined;
  summary: Summary | undefined;
  fields: { givenName?: string; phone?: string; email?: string };
  /** What each provider answers; what was handed to it stands in `delivered` whatever it answers. */
  answers: Record<Channel, ProviderAnswer>;
  delivered: Outgoing[];
  now: string;
  systemNow: string;
  /** Calls to the outside so far, since the last `send`. */
  calls: string[];
  /** Dies when the call of this number has come back; counted from 1. */
  killAfterCall: number | undefined;
  send: (step?: string, since?: string) => Promise<SendAnswer>;
}

/** A newcomer on the day after joining, at noon in London, enrolled and with her coupon: nothing stands in the way. */
export async function aSendingWorld(enrolment: Enrolment = anEnrolment({ state: "started" })): Promise<SendingWorld> {
  const { memberId, enrolmentId } = enrolment;
  const store = new InMemoryJourneyStore();
  const { marketingConsent, reachable, timeZone, language } = aContactItem();
  await store.keepContact(memberId, { marketingConsent, reachable, timeZone, language }, 1);
  await store.enrol(enrolment, "2011-09-01T10:01:00.000Z");
  const world: SendingWorld = {
    store,
    programme: aProgramme(),
    programmes: {},
    journey: aJourney(),
    coupon: aCoupon(),
    summary: undefined,
    fields: { givenName: "Ann", phone: "+447700900001", email: "ann@example.org" },
    answers: { sms: { kind: "accepted", providerId: "sms-1" }, email: { kind: "accepted", providerId: "mail-1" } },
    delivered: [],
    now: "2011-09-02T11:00:00.000Z",
    systemNow: "2026-11-01T00:00:00.000Z",
    calls: [],
    killAfterCall: undefined,
    send: (step = "welcome", since) => {
      world.calls = [];
      return sendMessage({ memberId, enrolmentId, step, since }, world.now, portsOf(world));
    },
  };
  return world;
}

/** The ports of a world: each call may be the last one. */
export function portsOf(world: SendingWorld): SendPorts {
  const { store } = world;
  /** A call to the outside, after which the process may die. */
  const outside = async <T>(name: string, call: () => Promise<T> | T): Promise<T> => {
    const answer = await call();
    world.calls.push(name);
    if (world.calls.length === world.killAfterCall) throw new Killed(name);
    return answer;
  };
  const provider =
    (channel: Channel): MessageProvider =>
    (message) =>
      outside(`provider ${channel}`, () => {
        world.delivered.push(message);
        return world.answers[channel];
      });
  return {
    view: (memberId, enrolmentId, messageIds) =>
      outside("view", async () => {
        const messages = await Promise.all(messageIds.map((id) => store.message(memberId, id)));
        return {
          enrolment: await store.enrolment(memberId, enrolmentId),
          contact: await store.contact(memberId),
          messages: messages.filter((message) => message !== undefined),
        };
      }),
    store: {
      claimMessage: (...args) => outside("claim", () => store.claimMessage(...args)),
      settleMessage: (...args) => outside("settle", () => store.settleMessage(...args)),
    },
    members: { load: (memberId, wanted) => outside("load", () => loadedOf(world, memberId, wanted)) },
    programme: {
      programme: () => outside("programme", () => saved(world.programme, 1)),
      programmeAt: (version) =>
        outside("programmeAt", () => {
          const there = world.programmes[version];
          return there && saved(there, version);
        }),
      journey: () => outside("journey", () => world.journey && saved(world.journey, 1)),
    },
    vault: {
      people: ([memberId = ""]) =>
        outside(
          "people",
          () => new Map([[memberId, { memberId, fields: world.fields, setAt: {}, salt: "s", version: 1 }]]),
        ),
    },
    providers: { sms: provider("sms"), email: provider("email") },
    texts,
    hash: (text) => `hash-of-${text}`,
    systemNow: () => world.systemNow,
  };
}

const saved = <T>(value: T, version: number) => ({ value, version, savedAt: "2011-08-01T00:00:00Z", savedBy: "k_1" });

function loadedOf({ coupon, summary }: SendingWorld, memberId: string, wanted: Wanted): Loaded {
  const head = { status: "active" as const, seq: 1, createdAt: "", parked: 0, entries: 0, entryHash: "" };
  const { enrolmentId = "", step = "" } = coupon ?? {};
  const claim = coupon && issueClaim(enrolmentId, step);
  return {
    memberId,
    head,
    ...(summary && wanted.summary ? { summary: { value: summary, version: 1 } } : {}),
    coupons:
      coupon && wanted.couponCodes?.includes(coupon.code) ? { [coupon.code]: { value: coupon, version: 1 } } : {},
    claims: coupon && claim && wanted.claims?.includes(claim) ? { [claim]: { code: coupon.code } } : {},
  };
}
