import type { PageView } from "./page-view.ts";
import type { SafeHtml } from "./safe-html.ts";
import { html } from "./safe-html.ts";

/** What is assumed, what is simulated, and by which method the figures were made. */
export function notesSection({ model, words }: PageView): SafeHtml {
  return html`<section class="notes"><header><h2>${words.notesTitle}</h2></header>
<ol>${words.notes(model).map((note) => html`<li>${note}</li>`)}</ol></section>`;
}
