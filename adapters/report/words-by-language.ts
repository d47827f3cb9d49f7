import type { Language } from "./figures.ts";
import type { Words } from "./words.ts";
import { english } from "./words-en.ts";
import { chinese } from "./words-zh.ts";

/** The report's words, by the language that it is asked for in. */
export const WORDS: Record<Language, Words> = { en: english, "zh-CN": chinese };
