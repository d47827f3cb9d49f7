import type { HtmlValue, SafeHtml } from "./safe-html.ts";
import { html } from "./safe-html.ts";

/** A part of the page with its heading and one line on how to read it. */
export function section(title: string, hint: HtmlValue, body: HtmlValue): SafeHtml {
  return html`<section><header><h2>${title}</h2><p class="hint">${hint}</p></header>${body}</section>`;
}
