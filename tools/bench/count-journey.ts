import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Temporal } from "temporal-polyfill";
import { journeySendView } from "../../adapters/dynamo/journey-send-view.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import type { Announcement } from "../../core/contract/announcement.ts";
import { sendMessage } from "../../core/engagement/send-message.ts";
import { check } from "../../core/journeys/check.ts";
import { enrolMember } from "../../core/journeys/enrol-member.ts";
import type { Enrolment } from "../../core/journeys/enrolment.ts";
import { openWait } from "../../core/journeys/open-wait.ts";
import { wakeByOrder, wakeDue } from "../../core/journeys/wake.ts";
import { couponCode } from "../../core/loyalty/coupons/coupon-code.ts";
import { issueCoupon } from "../../core/loyalty/coupons/issue-coupon.ts";
import { projectRoot } from "../local/layout.ts";
import { daysBefore, orderOf, registrationOf, sampleLines } from "./made-events.ts";
import { PAPER, type PaperShop, paperShop } from "./paper-shop.ts";
import { type Walk, walkMachine } from "./walk-machine.ts";

/** A way through a journey. `buysOnDay` counts from the entry; undefined never buys. */
export interface Story {
  journey: "welcome" | "dormant";
  tells: string;
  buysOnDay?: number;
}

/** The ways that are counted: the longest one, and that of somebody who buys early. */
export const STORIES: readonly Story[] = [
  { journey: "welcome", tells: "buys nothing: every message of the week" },
  { journey: "welcome", tells: "buys twice on day 1: leaves at the first wait", buysOnDay: 1 },
  { journey: "dormant", tells: "doesn't come back: offer, reminder, both waits" },
  { journey: "dormant", tells: "orders on day 1: leaves at the first wait", buysOnDay: 1 },
];

/** What one way through a journey costs beside the messages' fees. */
export interface JourneyCount extends Story {
  transitions: number;
  /** Lambda calls, those of the machine and those that start and wake it. */
  calls: number;
  /** DynamoDB, from the occasion on; the orders themselves are counted as orders. */
  writeUnits: number;
  readUnits: number;
  messages: number;
  path: string[];
}

const ENTRY = "2026-10-01T12:00:00Z";
const QUIET_SINCE_DAYS = 30;

/** Walks a member through a journey on paper tables, with the use cases and adapters that are deployed. */
export async function countJourney(story: Story): Promise<JourneyCount> {
  const shop = await paperShop(daysBefore(ENTRY, 400));
  try {
    return await counted(shop, story);
  } finally {
    shop.close();
  }
}

async function counted(shop: PaperShop, story: Story): Promise<JourneyCount> {
  const { paper, journeys, programme } = shop;
  const customerId = "journey-1";
  const dormant = story.journey === "dormant";
  const joinedAt = dormant ? daysBefore(ENTRY, 60) : ENTRY;
  const { memberId, announced } = await shop.take(registrationOf(customerId, joinedAt), joinedAt);
  const lastOrderAt = daysBefore(ENTRY, QUIET_SINCE_DAYS);
  const basket = { customerId, currency: programme.currency, lines: sampleLines(3) };
  if (dormant) {
    await keepContacts(shop, announced);
    await shop.take(orderOf({ ...basket, orderId: "then", at: lastOrderAt }), lastOrderAt);
  }
  paper.bill();

  let now = ENTRY;
  let calls = 0;
  let reason: string | undefined;
  let messages = 0;
  let orders = 0;
  let writeUnits = 0;
  let readUnits = 0;
  const tally = () => {
    const bill = paper.bill();
    writeUnits += bill.writeUnits;
    readUnits += bill.readUnits;
  };
  let enrolled: Enrolment | undefined;
  const engine = {
    start: async (enrolment: Enrolment) => {
      enrolled = enrolment;
    },
    answer: async (_token: string, given: string) => {
      reason = given;
      return "answered" as const;
    },
  };
  const ports = { store: journeys, members: shop.store, programme: shop.programmes, engine };

  if (dormant) {
    const quietSince = lastOrderAt.slice(0, 10);
    const occasion = { type: "QuietStepReached" as const, memberId, step: 30, quietSince, asOf: ENTRY.slice(0, 10) };
    await enrolMember(occasion, now, { ...ports, hash: sha256 });
    calls += 1;
  } else {
    await keepContacts(shop, announced);
    for (const occasion of announced) {
      if (occasion.type === "MemberRegistered") await enrolMember(occasion, now, { ...ports, hash: sha256 });
    }
    calls += 2;
  }
  tally();
  if (enrolled === undefined) throw new Error(`${story.journey}: nobody was enrolled`);
  const { enrolmentId, journey } = enrolled as Enrolment;

  /** Buys what ends the wait; the order's own cost is not the journey's. */
  const buy = async (): Promise<void> => {
    tally();
    for (const number of dormant ? [1] : [1, 2]) {
      orders += 1;
      await shop.take(orderOf({ ...basket, orderId: `now-${number}`, at: now }), now);
    }
    paper.bill();
    await wakeByOrder(memberId, now, ports);
  };

  let open = "";
  const walk: Walk = await walkMachine(
    definitionOf(story.journey),
    { memberId, enrolmentId, journey },
    {
      async invoke(name, payload) {
        calls += 1;
        const asked = payload as { step: string; token: string; question: "has-bought"; why: string; until?: string };
        switch (name) {
          case "IssueCoupon":
            return issueCoupon(
              { memberId, enrolmentId, step: asked.step },
              {
                store: shop.store,
                allotments: shop.allotments,
                journeys,
                programmes: shop.programmes,
                now,
                codeOf: async (cause) => couponCode(shop.hash.sign(`coupon|${cause}`)),
                pause: shop.pause,
              },
            );
          case "Send": {
            const answer = await sendMessage({ memberId, enrolmentId, step: asked.step }, now, {
              view: journeySendView(PAPER.journeys),
              store: journeys,
              members: shop.store,
              programme: shop.programmes,
              vault: shop.vault,
              providers: { sms: accept, email: accept },
              texts: shop.texts,
              hash: sha256,
              systemNow: () => now,
            });
            if (answer.outcome === "sent") messages += 1;
            return answer;
          }
          case "Check":
            return { answer: await check({ memberId, enrolmentId, ...asked }, now, ports) };
          case "Wait":
            reason = undefined;
            open = asked.until === undefined ? asked.step : `${asked.step}@${asked.until}`;
            return openWait({ memberId, enrolmentId, journey, ...asked }, now, ports);
          case "Close":
            return journeys.close(memberId, enrolmentId, asked.why, now);
          default:
            throw new Error(`no function ${name}`);
        }
      },
      async answer() {
        const wait = await journeys.wait(memberId, enrolmentId, open);
        tally();
        if (reason === undefined && wait !== undefined) {
          const buysAt = story.buysOnDay === undefined ? undefined : later(ENTRY, story.buysOnDay);
          if (buysAt !== undefined && buysAt < wait.dueAt && orders === 0) {
            now = buysAt;
            await buy();
          } else {
            now = wait.dueAt;
            calls += 1;
            await wakeDue({ memberId, enrolmentId, step: open }, now, ports);
          }
        }
        if (reason === undefined) throw new Error(`the wait ${open} was never answered`);
        return { reason };
      },
    },
  );
  tally();
  return { ...story, transitions: walk.transitions, calls, writeUnits, readUnits, messages, path: walk.path };
}

const accept = async () => ({
  kind: "accepted" as const,
  providerId: "0101017f00000000-00000000-0000-0000-0000-000000000000",
});

async function keepContacts({ journeys }: PaperShop, announced: readonly Announcement[]): Promise<void> {
  for (const one of announced) {
    if (one.type === "MemberRegistered" || one.type === "ContactChanged") {
      await journeys.keepContact(one.memberId, one.contact, one.seq);
    }
  }
}

const definitionOf = (journey: Story["journey"]): unknown =>
  JSON.parse(readFileSync(join(projectRoot, "statemachines", "journeys", `${journey}.asl.json`), "utf8"));

const later = (moment: string, days: number): string =>
  Temporal.Instant.from(moment)
    .add({ hours: days * 24 })
    .toString({ fractionalSecondDigits: 3 });
