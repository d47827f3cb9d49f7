import { UNSCORED } from "../../core/insight/movement.ts";
import type { ReportModel } from "../../core/insight/report-model.ts";
import { SEGMENT_NAMES } from "../../core/scoring/segments.ts";
import type { Figures, Language } from "./figures.ts";
import { figuresFor } from "./figures.ts";
import type { Words } from "./words.ts";
import { WORDS } from "./words-by-language.ts";

/** What every section needs: the model, and how one language says things. */
export interface PageView {
  model: ReportModel;
  language: Language;
  words: Words;
  figures: Figures;
  journeyName(journey: string): string;
  segmentName(segment: string): string;
}

const SEGMENTS: Readonly<Record<string, { readonly en: string; readonly "zh-CN": string }>> = SEGMENT_NAMES;

export function pageView(model: ReportModel, language: Language): PageView {
  const words = WORDS[language];
  return {
    model,
    language,
    words,
    figures: figuresFor(language, model),
    journeyName: (journey) => model.journeyNames[journey]?.[language] ?? journey,
    segmentName: (segment) => (segment === UNSCORED ? words.unscored : (SEGMENTS[segment]?.[language] ?? segment)),
  };
}
