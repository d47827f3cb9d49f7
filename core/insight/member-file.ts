import type { Enrolment, Message, Refusal } from "../journeys/enrolment.ts";
import type { Coupon } from "../loyalty/coupons/coupon.ts";
import type { Accounts } from "../loyalty/ledger/account.ts";
import type { Entry } from "../loyalty/ledger/entry.ts";
import type { Order } from "../members/member.ts";

/** Everything that insight reads of one member. Nothing in it is personal. */
export interface MemberFile {
  memberId: string;
  registeredAt?: string;
  accounts?: Accounts;
  /** By number, by key, by code: as the store sorts them. */
  entries: Entry[];
  orders: Order[];
  coupons: Coupon[];
  enrolments: Enrolment[];
  messages: Message[];
  refusals: Refusal[];
}

/** All members, some at a time, each once. */
export interface MemberFiles {
  all(): AsyncIterable<MemberFile[]>;
}

/** How a member stood at a night's scoring: the columns of the night's classes that insight reads. */
export interface NightStanding {
  memberId: string;
  recencyDays: number | null;
  frequency: number;
  monetaryMinor: number;
  r: number | null;
  f: number | null;
  m: number | null;
  segment: string | null;
}
