import type { Campaign } from "../../core/insight/roi.ts";
import type { PageView } from "./page-view.ts";
import type { SafeHtml } from "./safe-html.ts";
import { html } from "./safe-html.ts";
import { section } from "./section.ts";
import { badge } from "./verdict-section.ts";

/** Every journey from enrolment to purchase, the held out as a mark beside what the treated bought. */
export function funnelSection(view: PageView): SafeHtml {
  const { model, words } = view;
  const body =
    model.campaigns.length === 0
      ? html`<p>${words.empty}</p>`
      : html`<div class="funnels">${model.campaigns.map((campaign) => funnel(campaign, view))}</div>`;
  return section(words.funnels, words.funnelsHint, body);
}

function funnel(campaign: Campaign, { words, figures, journeyName }: PageView): SafeHtml {
  const { enrolled, treated, heldOut, reached, redeemers, bought, heldOutBought } = campaign;
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const percent = (value: number): string => `${(100 * value).toFixed(2)}%`;
  const bar = (
    label: string,
    members: number,
    of: number,
    more?: SafeHtml,
    mark?: number,
  ): SafeHtml => html`<div class="step">
<span class="name">${label}${more}</span>
<span class="track"><span class="bar" style="width:${percent(share(members, of))}"></span>${
    mark === undefined ? undefined : html`<span class="mark" style="left:${percent(mark)}"></span>`
  }</span>
<span class="number"><b>${figures.count(members)}</b> <small>${figures.percent(share(members, of))}</small></span>
</div>`;
  const simulated = badge(words.simulatedBadge, "simulated");
  return html`<article class="panel funnel">
<h3>${journeyName(campaign.journey)}</h3>
<p class="split"><span><b>${figures.count(enrolled)}</b> ${words.enrolled}</span><span><b>${figures.count(treated)}</b> ${words.treated}</span><span><b>${figures.count(heldOut)}</b> ${words.heldOut}</span></p>
${bar(words.treated, treated, treated)}
${bar(words.reached, reached, treated)}
${bar(words.redeemed, redeemers, treated, campaign.couponsSimulated > 0 ? simulated : undefined)}
${bar(words.bought, bought, treated, campaign.ordersSimulated > 0 ? simulated : undefined, heldOut === 0 ? undefined : share(heldOutBought, heldOut))}
<p class="against">${words.heldOutBought}: <b>${figures.count(heldOutBought)}</b> <small>${figures.percent(share(heldOutBought, heldOut))}</small></p>
</article>`;
}
