import type { PageView } from "./page-view.ts";
import type { SafeHtml } from "./safe-html.ts";
import { html } from "./safe-html.ts";

/** Whose report it is, of when, what is simulated or assumed in it, and the period's size. */
export function headerSection({ model, words, figures }: PageView): SafeHtml {
  const { totals, simulated, reconciliation } = model;
  const tile = (label: string, value: string): SafeHtml =>
    html`<div class="tile"><span class="value">${value}</span><span class="label">${label}</span></div>`;
  const { gaps, checks } = reconciliation;
  const share = simulated.respondShare === undefined ? undefined : figures.percent(simulated.respondShare);
  return html`<div class="masthead">
<p class="eyebrow">${model.programme.name}</p>
<h1>${words.title}</h1>
<p class="period">${words.period(figures.day(model.from), figures.day(model.asOf))}</p>
<ul class="flags">
<li class="${gaps.length === 0 ? "flag good" : "flag bad"}">${gaps.length === 0 ? words.reconciled(checks.length) : words.gaps(gaps.length)}</li>
<li class="flag assumed">${words.margin}: ${words.assumedBadge}</li>
${simulated.redemptions > 0 ? html`<li class="flag simulated">${words.simulatedRedemptions(figures.count(simulated.redemptions))}</li>` : undefined}
${simulated.orders > 0 || share !== undefined ? html`<li class="flag simulated">${words.simulatedOrders(figures.count(simulated.orders), share)}</li>` : undefined}
${simulated.redemptions + simulated.orders === 0 && share === undefined ? html`<li class="flag">${words.nothingSimulated}</li>` : undefined}
</ul>
</div>
<div class="tiles">
${tile(words.members, figures.count(totals.members))}
${tile(words.active, figures.count(totals.active))}
${tile(words.orders, figures.count(totals.orders))}
${tile(words.netRevenue, figures.money(totals.revenueMinor))}
${tile(words.messagesSent, figures.count(totals.messages))}
</div>`;
}
