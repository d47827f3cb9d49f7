import type { Estimate } from "../../core/insight/incremental.ts";
import type { Campaign } from "../../core/insight/roi.ts";
import type { PageView } from "./page-view.ts";
import type { HtmlValue, SafeHtml } from "./safe-html.ts";
import { html } from "./safe-html.ts";
import { section } from "./section.ts";
import { unbrokenFigures } from "./unbroken-figures.ts";
import { badge } from "./verdict-section.ts";
import { verdictTone } from "./verdict-tone.ts";

/** The campaign table: a line per figure and a column per campaign, so that it fits a page and a phone. */
export function roiSection(view: PageView): SafeHtml {
  const { model, words, figures, journeyName } = view;
  const { campaigns } = model;
  if (campaigns.length === 0) return section(words.table, words.tableHint, html`<p>${words.empty}</p>`);
  const assumed = badge(words.assumedBadge, "assumed");
  const simulated = badge(words.simulatedBadge, "simulated");
  // Whatever a simulated order or redemption went into says so itself: a line is read alone, and copied alone.
  const ifOrders = campaigns.some(({ ordersSimulated }) => ordersSimulated > 0) ? simulated : undefined;
  const ifCoupons = campaigns.some(({ couponsSimulated }) => couponsSimulated > 0) ? simulated : undefined;
  const ifAny = ifOrders ?? ifCoupons;
  const line = (label: HtmlValue, value: (campaign: Campaign) => HtmlValue, kind = ""): SafeHtml =>
    html`<tr class="${kind}"><th scope="row">${label}</th>${campaigns.map((campaign) => html`<td>${value(campaign)}</td>`)}</tr>`;
  const estimate = (value: Estimate | undefined): HtmlValue =>
    value === undefined
      ? "–"
      : html`<b>${figures.signedExact(value.totalMinor)}</b><small>${unbrokenFigures(words.between(figures.signedExact(value.totalLowMinor), figures.signedExact(value.totalHighMinor)))}</small>`;
  const ofWhich = (count: number): HtmlValue =>
    count === 0 ? undefined : html`<small>${figures.count(count)} ${simulated}</small>`;
  return section(
    words.table,
    words.tableHint,
    html`<div class="panel scroll"><table class="statement roi" style="--campaigns:${campaigns.length}">
<thead><tr><th scope="col">${words.campaign}</th>${campaigns.map(({ journey, increment }) => html`<th scope="col">${journeyName(journey)}<span class="pill ${verdictTone(increment.verdict)}">${words.verdict[increment.verdict]}</span></th>`)}</tr></thead>
<tbody>
${line(words.enrolled, ({ enrolled, treated, heldOut }) => html`<b>${figures.count(enrolled)}</b><small>${words.treated} ${figures.count(treated)} · ${words.heldOut} ${figures.count(heldOut)}</small>`)}
${line(words.reached, ({ reached }) => figures.count(reached))}
${line(words.sent, ({ sent }) => figures.count(sent))}
${line(words.couponsIssued, ({ couponsIssued }) => figures.count(couponsIssued))}
${line(words.couponsRedeemed, ({ couponsRedeemed, couponsSimulated }) => [figures.count(couponsRedeemed), ofWhich(couponsSimulated)])}
${line(words.orders, ({ orders, ordersSimulated }) => [figures.count(orders), ofWhich(ordersSimulated)])}
${line([words.revenue, ifOrders], ({ revenueMinor }) => figures.moneyExact(revenueMinor))}
${line([words.margin, " ", assumed, ifOrders], ({ marginMinor }) => figures.moneyExact(marginMinor))}
${line([words.costCoupons, ifCoupons], ({ costs }) => figures.moneyExact(costs.couponsMinor), "detail")}
${line([words.costPoints, ifOrders], ({ costs }) => figures.moneyExact(costs.pointsMinor), "detail")}
${line(words.costMessages, ({ costs }) => figures.moneyExact(costs.messagesMinor), "detail")}
${line([words.costTotal, ifAny], ({ costs }) => figures.moneyExact(costs.totalMinor), "sum")}
${line([words.roi, ifAny], ({ roi }) => (roi === null ? "–" : figures.percent(roi)))}
${line([words.incrementBefore, " ", assumed, ifOrders], ({ increment }) => estimate(increment.beforeCost))}
${line([words.incrementAfter, " ", assumed, ifAny], ({ increment }) => estimate(increment.afterCost), "sum")}
${line([words.adjusted, ifAny], ({ increment: { afterCostAdjusted: adjusted } }) =>
  adjusted === undefined
    ? "–"
    : html`${words.perMember(figures.signedExact(adjusted.difference))}<small>${unbrokenFigures(words.between(figures.signedExact(adjusted.low), figures.signedExact(adjusted.high)))}</small>`,
)}
${line(words.smallestLift, ({ increment: { minimumDetectableMinor: lift } }) => (lift === undefined ? "–" : words.perMember(figures.moneyExact(lift))))}
${line(words.stillNeeded, ({ increment: { atObserved: plan } }) =>
  plan?.membersStillNeeded == null || plan.weeksStillNeeded === null
    ? "–"
    : words.membersAndWeeks(figures.count(plan.membersStillNeeded), words.weeks(plan.weeksStillNeeded)),
)}
</tbody></table></div>`,
  );
}
