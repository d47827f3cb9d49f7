import { createHash } from "node:crypto";
import type { ReportModel } from "../../core/insight/report-model.ts";
import type { Language } from "./figures.ts";
import { funnelSection } from "./funnel-section.ts";
import { headerSection } from "./header-section.ts";
import { ledgerSection } from "./ledger-section.ts";
import { movementSection } from "./movement-section.ts";
import { notesSection } from "./notes-section.ts";
import { outboxSection } from "./outbox-section.ts";
import { PAGE_SCRIPT } from "./page-script.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { pageView } from "./page-view.ts";
import { roiSection } from "./roi-section.ts";
import { html, SafeHtml } from "./safe-html.ts";
import { verdictSection } from "./verdict-section.ts";
import { WORDS } from "./words-by-language.ts";

const LANGUAGES: readonly Language[] = ["en", "zh-CN"];
const LANGUAGE_NAMES: Record<Language, string> = { en: "English", "zh-CN": "中文" };

/**
 * The campaign review as one HTML page that loads nothing: charts are drawn into it, both languages are in it (`?lang=`
 * or the switch; the programme's own at first), light and dark follow the reader. The same model gives the same bytes.
 *
 * Every text is escaped, and a content security policy allows this page's one script by its hash and nothing from
 * elsewhere, so that a name or a message that holds markup stays a text.
 */
export function reportHtml(model: ReportModel): string {
  const hash = createHash("sha256").update(PAGE_SCRIPT).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const first = model.programme.language;
  const titleIn = (language: Language): string => `${WORDS[language].title} · ${model.programme.name}`;
  const page = html`<!doctype html>
<html lang="${first}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${titleIn(first)}</title>
<style>${new SafeHtml(PAGE_STYLE)}</style>
</head>
<body>
<nav class="switches">${LANGUAGES.map(
    (language) =>
      html`<button type="button" lang="${language}" data-language="${language}" aria-pressed="${String(language === first)}">${LANGUAGE_NAMES[language]}</button>`,
  )}<button type="button" data-theme-switch aria-label="${WORDS.en.theme} · ${WORDS["zh-CN"].theme}" title="${WORDS.en.theme} · ${WORDS["zh-CN"].theme}">◐</button></nav>
${LANGUAGES.map((language) => body(model, language, language === first, titleIn(language)))}
<script>${new SafeHtml(PAGE_SCRIPT)}</script>
</body>
</html>
`;
  return page.markup;
}

function body(model: ReportModel, language: Language, isShown: boolean, title: string): SafeHtml {
  const view = pageView(model, language);
  const hidden = isShown ? undefined : new SafeHtml(" hidden");
  return html`<main lang="${language}" data-title="${title}"${hidden}>
${headerSection(view)}
${verdictSection(view)}
${funnelSection(view)}
${roiSection(view)}
${movementSection(view)}
${ledgerSection(view)}
${outboxSection(view)}
${notesSection(view)}
</main>`;
}
