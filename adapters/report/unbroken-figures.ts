import type { SafeHtml } from "./safe-html.ts";
import { html } from "./safe-html.ts";

/** A sentence whose signed figures are never torn apart at the end of a line ("−" here, "£612" there). */
export function unbrokenFigures(sentence: string): SafeHtml {
  const parts = sentence.split(/([+−]\S+)/);
  return html`${parts.map((part, at) => (at % 2 === 0 ? part : html`<span class="figure">${part}</span>`))}`;
}
