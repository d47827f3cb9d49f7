import type { MemberFile, NightStanding } from "./member-file.ts";
import { isPoints, pointsIn } from "./points-rows.ts";

/** One JSON object a line. */
export type Dump = "members" | "ledger" | "messages" | "enrolments" | "coupons" | "refusals";

export interface DumpSources {
  files: readonly MemberFile[];
  first: ReadonlyMap<string, NightStanding>;
  last: ReadonlyMap<string, NightStanding>;
  /** The shop's own customer ids by member: the one personal field in the dumps, without which nobody could check them. */
  customerIds: ReadonlyMap<string, string>;
}

/**
 * The dumps by which anybody can check the figures with tools of their own (docs/main-job.md): members by id, and each
 * member's rows in the order in which they happened. A field without a value is null, never left out.
 */
export function dumpsOf({ files, first, last, customerIds }: DumpSources): Record<Dump, string> {
  const sorted = files.toSorted((a, b) => compare(a.memberId, b.memberId));
  const each = (rows: (file: MemberFile) => object[]): string =>
    sorted
      .flatMap(rows)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join("");
  return {
    members: each((file) => [
      memberRow(file, first.get(file.memberId), last.get(file.memberId), customerIds.get(file.memberId)),
    ]),
    ledger: each(({ memberId, entries }) =>
      entries
        .toSorted((a, b) => a.number - b.number)
        .map(
          ({ number, account, kind, amount, because, lots, expiresOn, dueOn, tier, occurredOn, bookedOn, hash }) => ({
            memberId,
            number,
            account,
            kind,
            amount,
            points: isPoints(account) ? amount : 0,
            because,
            // With these the chain can be followed, and a close added up again, from the dump alone.
            lots,
            ...(expiresOn === undefined ? {} : { expiresOn }),
            ...(dueOn === undefined ? {} : { dueOn }),
            ...(tier === undefined ? {} : { tier }),
            occurredOn,
            bookedOn,
            hash,
          }),
        ),
    ),
    messages: each(({ memberId, messages }) =>
      messages
        .toSorted((a, b) => compare(a.at + a.step + a.channel, b.at + b.step + b.channel))
        .map(({ journey, step, channel, at, state, subject = null, text, couponCode = null }) => ({
          memberId,
          journey,
          step,
          channel,
          at,
          state,
          subject,
          text,
          couponCode,
        })),
    ),
    enrolments: each(({ memberId, enrolments }) =>
      enrolments
        .toSorted((a, b) => compare(a.enteredAt + a.journey + a.occasion, b.enteredAt + b.journey + b.occasion))
        .map(({ journey, occasion, arm, enteredAt, leftAt = null, why = null }) => ({
          memberId,
          journey,
          occasion,
          arm,
          enteredAt,
          leftAt,
          why,
        })),
    ),
    coupons: each(({ memberId, coupons }) =>
      coupons
        .toSorted((a, b) => compare(a.issuedAt + a.code, b.issuedAt + b.code))
        .map(({ code, offer, journey = null, step = null, state, issuedAt, lapsesAt, redeemed = null }) => ({
          memberId,
          code,
          offer,
          journey,
          step,
          state,
          issuedAt,
          lapsesAt,
          redeemed,
        })),
    ),
    refusals: each(({ memberId, refusals }) =>
      refusals
        .toSorted((a, b) => compare(a.at + a.journey + a.occasion, b.at + b.journey + b.occasion))
        .map(({ journey, occasion, because, at }) => ({ memberId, journey, occasion, because, at })),
    ),
  };
}

function memberRow(
  { memberId, registeredAt, accounts = {} }: MemberFile,
  first: NightStanding | undefined,
  last: NightStanding | undefined,
  customerId: string | undefined,
): object {
  const scored = last !== undefined && last.recencyDays !== null ? last : undefined;
  return {
    memberId,
    customerId: customerId ?? null,
    registeredAt: registeredAt ?? null,
    ...pointsIn(accounts),
    recencyDays: scored?.recencyDays ?? null,
    frequency: scored?.frequency ?? 0,
    monetaryMinor: scored?.monetaryMinor ?? 0,
    r: scored?.r ?? null,
    f: scored?.f ?? null,
    m: scored?.m ?? null,
    segment: scored?.segment ?? null,
    segmentBefore: first !== undefined && first.recencyDays !== null ? first.segment : null,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
