import { movementChart, segmentColour } from "./movement-chart.ts";
import type { PageView } from "./page-view.ts";
import type { SafeHtml } from "./safe-html.ts";
import { html } from "./safe-html.ts";
import { section } from "./section.ts";

/** Who moved between segments: as streams, and as a table with every number. */
export function movementSection(view: PageView): SafeHtml {
  const { model, words, figures, segmentName } = view;
  const { movement } = model;
  if (movement.flows.length === 0)
    return section(words.movement, words.movementHint, html`<p>${words.movementNone}</p>`);
  const chart = (width: number): SafeHtml => movementChart(movement, segmentName, words, figures, width);
  return section(
    words.movement,
    words.movementHint,
    html`<div class="panel">
<p class="ends"><span>${figures.day(movement.firstOn)}</span><span>${figures.day(movement.lastOn)}</span></p>
<div class="wide">${chart(980)}</div><div class="narrow">${chart(340)}</div>
</div>
<div class="panel matrix-panel scroll">${matrix(view)}</div>`,
  );
}

function matrix({ model, words, figures, segmentName }: PageView): SafeHtml {
  const { segments, flows } = model.movement;
  const members = new Map(flows.map((flow) => [`${flow.from}\n${flow.to}`, flow.members]));
  const most = Math.max(...flows.map((flow) => flow.members));
  const dot = (segment: string): SafeHtml => html`<i class="dot" style="background:${segmentColour(segment)}"></i>`;
  const cell = (from: string, to: string): SafeHtml => {
    const count = members.get(`${from}\n${to}`) ?? 0;
    // The square root keeps small movements visible beside the many who stay.
    const heat = Math.round(62 * Math.sqrt(count / most));
    return html`<td class="${from === to ? "heat stayed" : "heat"}" style="--heat:${heat}%">${count === 0 ? "·" : figures.count(count)}</td>`;
  };
  return html`<table class="matrix">
<thead><tr><th scope="col">${words.fromTo}</th>${segments.map((to) => html`<th scope="col">${dot(to)}<span>${segmentName(to)}</span></th>`)}</tr></thead>
<tbody>${segments.map((from) => html`<tr><th scope="row">${dot(from)}${segmentName(from)}</th>${segments.map((to) => cell(from, to))}</tr>`)}</tbody>
</table>`;
}
