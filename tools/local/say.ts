/** One sentence in the languages that the project speaks. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}

export type Language = "en" | "zh-CN";

/** The language of the person at the terminal, by the usual POSIX order of variables; English when unknown. */
export function languageOf(environment: NodeJS.ProcessEnv = process.env): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  const locale = LC_ALL || LC_MESSAGES || LANG || "";
  return /^zh([_-]|\.|$)/i.test(locale) ? "zh-CN" : "en";
}

/** The sentence in the language of the person at the terminal. A plain string is said as it is. */
export function say(text: Text | string, language: Language = languageOf()): string {
  if (typeof text === "string") return text;
  return language === "zh-CN" ? text.zh : text.en;
}
