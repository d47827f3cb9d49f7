import type { Journey, Programme } from "../programme/programme.ts";
import { groupBy } from "./group-by.ts";
import { countOrders, isCharged, memberOutcomes } from "./member-outcomes.ts";
import { segmentMovement } from "./movement.ts";
import { reconcile } from "./reconcile.ts";
import type { ReportModel } from "./report-model.ts";
import { campaignTable } from "./roi.ts";
import type { InsightRows, MessageRow, RefusalRow } from "./rows.ts";
import { rowsUntil } from "./rows-until.ts";
import { endOfDayMs } from "./window.ts";

export interface ReportRequest {
  programme: Programme;
  journeys: Pick<Journey, "id" | "name">[];
  /** Segments from best to worst. */
  segments: readonly string[];
  /** Shop's days, both inclusive. */
  from: string;
  asOf: string;
  /** Days of the first and the last scoring that `segmentBefore` and `segmentNow` come from. */
  scoredFirstOn: string;
  scoredLastOn: string;
  rows: InsightRows;
  /** Messages that the page lists at most, the latest first. */
  outboxAtMost: number;
  respondShare?: number | undefined;
}

/** Works out the whole campaign review from plain rows: pure, so that the same rows always give the same report. */
export function buildReport(request: ReportRequest): ReportModel {
  const { programme, rows, from, asOf } = request;
  const asOfMs = endOfDayMs(asOf, programme.timeZone);
  const cut = rowsUntil(rows, asOf, programme.timeZone);
  const orders = countOrders(cut, programme);
  const outcomes = memberOutcomes(cut, orders, programme, asOfMs);
  const campaigns = campaignTable(cut, orders, outcomes, programme, asOfMs);
  const inPeriod = orders.filter(({ paidOn }) => paidOn >= from);
  const shown = cut.messages.toSorted(latestFirst).slice(0, request.outboxAtMost);
  return {
    programme: {
      name: programme.name,
      currency: programme.currency,
      timeZone: programme.timeZone,
      language: programme.language,
    },
    journeyNames: Object.fromEntries(request.journeys.map(({ id, name }) => [id, name])),
    from,
    asOf,
    totals: {
      members: rows.members.length,
      active: new Set(inPeriod.map(({ memberId }) => memberId)).size,
      orders: inPeriod.length,
      revenueMinor: inPeriod.reduce((sum, order) => sum + order.revenueMinor, 0),
      messages: cut.messages.filter(isCharged).length,
    },
    assumptions: { ...programme.finance, liabilityMinorPer1000: programme.points.liabilityMinorPer1000 },
    simulated: {
      redemptions: cut.coupons.filter(({ redeemed }) => redeemed?.simulated === true).length,
      orders: cut.orders.filter(({ simulated }) => simulated).length,
      // A simulation of nobody is none.
      respondShare: request.respondShare === 0 ? undefined : request.respondShare,
    },
    movement: segmentMovement(rows.members, request.segments, request.scoredFirstOn, request.scoredLastOn),
    campaigns,
    reconciliation: reconcile(rows, cut, campaigns, programme, { from, asOf }),
    outbox: { total: cut.messages.length, shown },
    refusals: countRefusals(cut.refusals),
    orders,
    outcomes,
  };
}

/** Ties are broken, so that the page doesn't depend on the order in which rows were read. */
function latestFirst(a: MessageRow, b: MessageRow): number {
  const key = ({ memberId, step, channel }: MessageRow): string => `${memberId} ${step} ${channel}`;
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  return key(a) < key(b) ? -1 : 1;
}

function countRefusals(refusals: RefusalRow[]): ReportModel["refusals"] {
  const groups = groupBy(refusals, ({ journey, because }) => `${journey}\n${because}`);
  return [...groups.values()]
    .flatMap((rows) => rows.slice(0, 1).map(({ journey, because }) => ({ journey, because, count: rows.length })))
    .sort((a, b) => b.count - a.count || (a.journey + a.because < b.journey + b.because ? -1 : 1));
}
