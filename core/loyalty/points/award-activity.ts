import type { StoredEvent } from "../../contract/event.ts";
import type { Applied, ApplyContext, EventOf } from "../../members/apply-context.ts";
import type { Decision } from "../../members/change-member.ts";
import { eventClaim } from "../../members/claim-key.ts";
import { firstProfile, headOf } from "../../members/member-beginning.ts";
import { chainEnd, ledgerItems, ledgerOf } from "../../members/member-ledger.ts";
import type { Loaded, Wanted } from "../../members/member-store.ts";
import { ACTIVITIES, type Activity } from "../../programme/earning.ts";
import type { Programme } from "../../programme/programme.ts";
import { daysAfter, shopDay } from "../../programme/shop-day.ts";
import { Postings } from "../ledger/postings.ts";
import { counted, creditGrowth, UNMOVED } from "../tiers/count-order.ts";

/** An event that tells of something that a member did beside buying. */
export type ActivityEvent = EventOf<keyof typeof ACTIVITIES>;

export const isActivity = (event: StoredEvent): event is ActivityEvent => Object.hasOwn(ACTIVITIES, event.type);

/** What an act is rewarded with, and the claims of its day; undefined where nothing rewards it. */
interface Reward {
  activity: Activity;
  points: number;
  growth: number;
  day: string;
  places: string[];
}

/**
 * What a decision on an act has to see: nothing where no rule rewards it. Each of the day's places is a claim, so the
 * limit holds in any order of arrival, for a day that has long been, and with no counter that would have to be kept.
 */
export function wantedByActivity(event: ActivityEvent, rules: Programme): Wanted {
  const reward = rewardFor(event, rules);
  if (reward === undefined) return {};
  return {
    accounts: true,
    ...(rules.tiers.levels.length > 0 ? { tier: true } : {}),
    claims: [eventClaim(event.channel, event.eventId), ...reward.places],
  };
}

/**
 * Rewards an act with points, and with growth value where the tiers go by it: once for its event, and so often on the
 * shop's day on which it occurred. What comes beyond the limit earns nothing, nor does history.
 */
export function awardActivity(event: ActivityEvent, loaded: Loaded, context: ApplyContext): Decision<Applied> {
  const { rules, stamp, hash } = context;
  const head = headOf(loaded, stamp.now);
  const { parked } = head;
  const nothing = (): Decision<Applied> =>
    loaded.head === undefined
      ? { answer: { kind: "applied", parked }, change: { head, items: firstProfile(loaded, rules.value) } }
      : { answer: { kind: "applied", parked } };
  const reward = rewardFor(event, rules.value);
  if (reward === undefined) return nothing();
  const claim = eventClaim(event.channel, event.eventId);
  if (loaded.claims[claim] !== undefined) return { answer: { kind: "duplicate", parked } };
  const place = reward.places.find((key) => loaded.claims[key] === undefined);
  if (place === undefined) return nothing();

  const { points, growth, day } = reward;
  const { channel, eventId } = event;
  const postings = new Postings(ledgerOf(loaded, head), hash);
  // No order is called so: ids of channels have no #.
  const source = `${channel}#${eventId}`;
  const storeId = "storeId" in event.data ? event.data.storeId : undefined;
  postings.credit({
    account: "points",
    kind: "earn",
    amount: points,
    because: {
      source,
      rule: `activity:${reward.activity}`,
      programme: rules.version,
      ...(storeId === undefined ? {} : { storeId }),
      ...(event.type === "campaign.joined" ? { campaign: event.data.campaignId } : {}),
    },
    occurredOn: day,
    bookedOn: stamp.bookedOn,
    expiresOn: daysAfter(day, rules.value.points.expireDays),
    ...(loaded.tier === undefined ? {} : { tier: loaded.tier.value.tier }),
  });
  creditGrowth(postings, { amount: growth, source, on: day, storeId }, context);
  const tier = growth === 0 ? UNMOVED : counted(loaded, postings, { at: event.occurredAt }, context);
  return {
    answer: { kind: "applied", parked },
    change: {
      head: { ...head, ...chainEnd(postings.ledger) },
      claims: [
        { key: claim, result: { points, growth } },
        { key: place, result: { eventId } },
      ],
      items: [
        ...firstProfile(loaded, rules.value),
        ...ledgerItems(loaded, postings.ledger, postings.entries),
        ...tier.items,
      ],
      announce: tier.announce,
    },
  };
}

function rewardFor(event: ActivityEvent, { points, tiers, timeZone }: Programme): Reward | undefined {
  const activity = ACTIVITIES[event.type];
  const rule = points.activities[activity];
  if (event.historic || rule === undefined) return undefined;
  const growth = tiers.basis === "growth" && tiers.levels.length > 0 ? rule.growth : 0;
  if (rule.points === 0 && growth === 0) return undefined;
  const day = shopDay(event.occurredAt, timeZone);
  const places = Array.from({ length: rule.perDay }, (_, at) => `C#${event.memberId}#${activity}#${day}#${at + 1}`);
  return { activity, points: rule.points, growth, day, places };
}
