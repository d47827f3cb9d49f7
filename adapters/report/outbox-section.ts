import type { PageView } from "./page-view.ts";
import type { SafeHtml } from "./safe-html.ts";
import { html } from "./safe-html.ts";
import { section } from "./section.ts";

/** The messages as they were handed over, with a filter; and what was not started, with its reason. */
export function outboxSection(view: PageView): SafeHtml {
  return html`${outbox(view)}${refusals(view)}`;
}

function outbox({ model, words, figures, journeyName }: PageView): SafeHtml {
  const { total, shown } = model.outbox;
  if (total === 0) return section(words.outbox, "", html`<p>${words.empty}</p>`);
  return section(
    words.outbox,
    words.outboxHint(figures.count(shown.length), figures.count(total)),
    html`<div class="panel outbox">
<input type="search" class="filter" placeholder="${words.outboxFilter}" aria-label="${words.outboxFilter}">
<ol class="messages">${shown.map(
      (message) => html`<li>
<div class="meta"><span class="chip ${message.channel}">${words.channel[message.channel]}</span><span class="chip ${message.state}">${words.messageState[message.state]}</span><span>${figures.moment(message.at)}</span><span>${journeyName(message.journey)} · ${message.step}</span><code>${message.memberId}</code></div>
${message.subject === undefined ? undefined : html`<p class="subject">${message.subject}</p>`}<p class="text">${message.text}</p></li>`,
    )}</ol></div>`,
  );
}

function refusals({ model, words, figures, journeyName }: PageView): SafeHtml {
  const most = Math.max(1, ...model.refusals.map(({ count }) => count));
  const body =
    model.refusals.length === 0
      ? html`<p>${words.empty}</p>`
      : html`<div class="panel">${model.refusals.map(
          ({ journey, because, count }) => html`<div class="step">
<span class="name">${journeyName(journey)} · <code>${because}</code></span>
<span class="track"><span class="bar quiet" style="width:${((100 * count) / most).toFixed(2)}%"></span></span>
<span class="number"><b>${figures.count(count)}</b></span></div>`,
        )}</div>`;
  return section(words.refusals, words.refusalsHint, body);
}
