import type { Language } from "./figures.ts";
import type { Words } from "./words.ts";
import { english } from "./words-en.ts";
import { chinese } from "./words-zh.ts";

export const WORDS: Record<Language, Words> = { en: english, "zh-CN": chinese };
