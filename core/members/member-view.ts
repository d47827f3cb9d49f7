import type { Contact } from "../contract/announcement.ts";
import type { Enrolment } from "../journeys/enrolment.ts";
import type { Coupon } from "../loyalty/coupons/coupon.ts";
import { type Account, type Accounts, accountOf } from "../loyalty/ledger/account.ts";
import type { TierStanding } from "../loyalty/tiers/tier.ts";
import { type TierView, viewTier } from "../loyalty/tiers/view-tier.ts";
import type { Tiers } from "../programme/tiers.ts";
import type { Classes } from "../scoring/classes.ts";
import { dayNumber, isoDayOf } from "../scoring/day-number.ts";
import { lastOrderDayAsOf, rfmAsOf, type Summary } from "../scoring/summary.ts";
import { maskEmail, maskPhone } from "./mask.ts";
import type { Head, Profile } from "./member.ts";
import type { Person, PersonalFields } from "./person.ts";
import type { TimelineItem } from "./timeline.ts";

/** The member seen whole: what guides and service staff read. Phone and e-mail are masked. */
export interface MemberView {
  memberId: string;
  status: Head["status"];
  registeredAt: string | null;
  /** Number of the last commit that is in this view. */
  seq: number;
  identity: PersonalFields;
  contact: Contact | null;
  points: Account;
  /** Points that wait for the end of their return window. */
  pendingPoints: number;
  storedValue: { principalMinor: number; bonusMinor: number };
  tier: TierView | null;
  coupons: Coupon[];
  scores: Classes | null;
  summary: ViewedSummary | null;
  journeys: Omit<Enrolment, "plan">[];
  timeline: { items: TimelineItem[]; next?: string };
}

/** Worked out on reading, as of the shop's day: recency moves daily for everyone, so it is stored for nobody. */
export interface ViewedSummary {
  asOf: string;
  recencyDays: number | null;
  frequency: number;
  monetaryMinor: number;
  lastOrderOn: string | null;
}

/** The live part of a member, as it was read. */
export interface MemberParts {
  head?: Head;
  profile?: Profile;
  summary?: Summary;
  accounts?: Accounts;
  classes?: Classes;
  tier?: TierStanding;
  coupons: Coupon[];
}

export interface ViewInput {
  memberId: string;
  parts: MemberParts;
  person: Person | undefined;
  enrolments: Enrolment[];
  timeline: MemberView["timeline"];
  /** The shop's day, and the days that scores look back. */
  asOf: string;
  windowDays: number;
  tiers: Tiers;
}

/** Puts the view together. A member whose first event is on its way has an identity and no figures yet. */
export function memberView(input: ViewInput): MemberView {
  const { memberId, parts, person, enrolments, timeline, asOf, windowDays, tiers } = input;
  const { accounts = {} } = parts;
  return {
    memberId,
    status: parts.head?.status ?? "active",
    registeredAt: parts.head?.registeredAt ?? null,
    seq: parts.head?.seq ?? 0,
    identity: masked(person?.fields ?? {}),
    contact: parts.profile?.contact ?? null,
    points: accountOf(accounts, "points"),
    pendingPoints: accountOf(accounts, "pending").balance,
    storedValue: {
      principalMinor: accountOf(accounts, "principal").balance,
      bonusMinor: accountOf(accounts, "bonus").balance,
    },
    tier: viewTier(parts.tier, accountOf(accounts, "growth"), tiers, asOf),
    coupons: parts.coupons,
    scores: parts.classes ?? null,
    summary: parts.summary === undefined ? null : viewed(parts.summary, asOf, windowDays),
    journeys: enrolments.map(({ plan: _, ...enrolment }) => enrolment),
    timeline,
  };
}

function masked({ phone, email, ...plain }: PersonalFields): PersonalFields {
  return {
    ...plain,
    ...(phone === undefined ? {} : { phone: maskPhone(phone) }),
    ...(email === undefined ? {} : { email: maskEmail(email) }),
  };
}

function viewed(summary: Summary, asOf: string, windowDays: number): ViewedSummary {
  const day = dayNumber(asOf);
  const rfm = rfmAsOf(summary, day, windowDays);
  const last = lastOrderDayAsOf(summary, day);
  return {
    asOf,
    recencyDays: rfm?.recencyDays ?? null,
    frequency: rfm?.frequency ?? 0,
    monetaryMinor: rfm?.monetaryMinor ?? 0,
    lastOrderOn: last === null ? null : isoDayOf(last),
  };
}
