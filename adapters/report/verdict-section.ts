import type { LiftPlan } from "../../core/insight/incremental.ts";
import type { Campaign } from "../../core/insight/roi.ts";
import { intervalChart } from "./interval-chart.ts";
import type { PageView } from "./page-view.ts";
import type { SafeHtml } from "./safe-html.ts";
import { html } from "./safe-html.ts";
import { section } from "./section.ts";
import { unbrokenFigures } from "./unbroken-figures.ts";
import { verdictTone } from "./verdict-tone.ts";
import type { SpokenPlan } from "./words.ts";
import { isDone } from "./words.ts";

/** One card for each campaign with its verdict, and all intervals on one scale. */
export function verdictSection(view: PageView): SafeHtml {
  const { model, words, figures, journeyName } = view;
  if (model.campaigns.length === 0) return section(words.earned, words.earnedHint, html`<p>${words.empty}</p>`);
  const chart = (width: number) => intervalChart(model.campaigns, journeyName, words, figures, width);
  const wide = chart(980);
  const isSimulated = model.campaigns.some((campaign) => campaign.couponsSimulated + campaign.ordersSimulated > 0);
  const badges = [
    badge(words.assumedBadge, "assumed"),
    ...(isSimulated ? [badge(words.simulatedBadge, "simulated")] : []),
  ];
  return html`${section(words.earned, words.earnedHint, html`<div class="cards">${model.campaigns.map((campaign) => card(campaign, view))}</div>`)}
${wide && section(words.intervals, [words.intervalsHint, " ", ...badges], html`<div class="panel"><div class="wide">${wide}</div><div class="narrow">${chart(340)}</div></div>`)}`;
}

function card(campaign: Campaign, { words, figures, journeyName }: PageView): SafeHtml {
  const { increment } = campaign;
  const { afterCost, treated, heldOut, unfinishedUntilMs } = increment;
  const smaller = treated.buyers < heldOut.buyers ? treated : heldOut;
  const forVerdict = increment.membersForVerdict === null ? undefined : figures.count(increment.membersForVerdict);
  const spoken = (plan: LiftPlan): SpokenPlan => ({
    lift: figures.signedExact(plan.liftMinor),
    power: figures.percent(plan.power),
    needed: plan.membersNeeded === null ? undefined : figures.count(plan.membersNeeded),
    stillNeeded: plan.membersStillNeeded === null ? undefined : figures.count(plan.membersStillNeeded),
    weeks: plan.weeksStillNeeded === null ? undefined : words.weeks(plan.weeksStillNeeded),
    done: isDone(plan),
  });
  const simulated = campaign.couponsSimulated + campaign.ordersSimulated > 0;
  return html`<article class="card ${verdictTone(increment.verdict)}">
<header><h3>${journeyName(campaign.journey)}</h3><span class="pill">${words.verdict[increment.verdict]}</span></header>
<p class="label">${words.afterCostTotal} ${badge(words.assumedBadge, "assumed")}${simulated ? badge(words.simulatedBadge, "simulated") : undefined}</p>
${
  afterCost === undefined
    ? html`<p class="big none">${words.noComparison}</p>`
    : html`<p class="big">${figures.signed(afterCost.totalMinor)}</p>
<p class="interval">${unbrokenFigures(words.between(figures.signed(afterCost.totalLowMinor), figures.signed(afterCost.totalHighMinor)))}</p>
<p class="interval">${words.perMember(figures.signedExact(afterCost.difference))}</p>`
}
<p class="because">${words.because(increment.because, smaller, forVerdict)}</p>
<ul class="facts">
<li>${words.compared(figures.count(treated.finished), figures.count(heldOut.finished))}</li>
${unfinishedUntilMs === undefined ? undefined : html`<li>${words.unfinished(figures.count(treated.unfinished), figures.count(heldOut.unfinished), figures.dayOfMs(unfinishedUntilMs))}</li>`}
${increment.atObserved && html`<li>${words.observedPlan(spoken(increment.atObserved))}</li>`}
${increment.atTarget && html`<li>${words.targetPlan(spoken(increment.atTarget))}</li>`}
</ul>
</article>`;
}

/** A small label on a figure that is not simply a fact. */
export function badge(text: string, kind: "assumed" | "simulated"): SafeHtml {
  return html`<span class="badge ${kind}">${text}</span>`;
}
