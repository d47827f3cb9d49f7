import type { Check } from "../../core/insight/reconcile.ts";
import type { PageView } from "./page-view.ts";
import type { SafeHtml } from "./safe-html.ts";
import { html } from "./safe-html.ts";
import { section } from "./section.ts";

/** The points ledger from opening to closing, and every check with both of its ways. */
export function ledgerSection(view: PageView): SafeHtml {
  const { model, words } = view;
  const { gaps, checks } = model.reconciliation;
  const banner =
    gaps.length === 0
      ? html`<p class="banner good">${words.reconciled(checks.length)}</p>`
      : html`<p class="banner bad">${words.gaps(gaps.length)}</p>`;
  return section(
    words.ledger,
    words.ledgerHint,
    html`${banner}<div class="columns">${bridge(view)}${checkTable(view)}</div>`,
  );
}

function bridge({ model, words, figures }: PageView): SafeHtml {
  const { bridge: ledger, shared } = model.reconciliation;
  const line = (label: string, value: string, kind = ""): SafeHtml =>
    html`<tr class="${kind}"><th scope="row">${label}</th><td>${value}</td></tr>`;
  return html`<div class="panel"><table class="statement">
<thead><tr><th></th><th scope="col">${words.points}</th></tr></thead><tbody>
${line(words.openingBefore(figures.day(ledger.from)), figures.count(ledger.openingPoints))}
${ledger.byKind.map(({ kind, points }) => line(words.entryKind(kind), figures.count(points), "detail"))}
${line(words.closingOf(figures.day(ledger.asOf)), figures.count(ledger.closingPoints), "sum")}
${line(words.closingLiability, figures.moneyExact(ledger.closingMinor))}
${line(words.bookedLater, figures.count(ledger.laterPoints))}
${line(words.sharedOrders, figures.count(shared.orders))}
</tbody></table></div>`;
}

function checkTable({ model, words, figures }: PageView): SafeHtml {
  const figure = (value: number, { unit }: Check): string =>
    unit === "minor" ? figures.moneyExact(value) : figures.count(value);
  return html`<div class="panel scroll"><table class="statement checks">
<thead><tr><th scope="col">${words.checkColumn}</th><th scope="col">${words.ledgerColumn}</th><th scope="col">${words.reportColumn}</th><th scope="col">${words.differenceColumn}</th></tr></thead>
<tbody>${model.reconciliation.checks.map(
    (
      check,
    ) => html`<tr class="${check.difference === 0 ? "zero" : "gap"}"><th scope="row">${words.check(check.name)}</th>
<td>${figure(check.expected, check)}</td><td>${figure(check.actual, check)}</td><td>${figure(check.difference, check)}</td></tr>`,
  )}</tbody></table></div>`;
}
