import { Temporal } from "temporal-polyfill";
import type { ReportModel } from "../../core/insight/report-model.ts";

export type Language = "en" | "zh-CN";

/** Figures as people of one language read them. Money comes in minor units. */
export interface Figures {
  count(value: number): string;
  /** Whole major units, for totals. */
  money(minor: number): string;
  /** To the minor unit. */
  moneyExact(minor: number): string;
  /** The same with its sign, plus included. */
  signed(minor: number): string;
  signedExact(minor: number): string;
  percent(share: number): string;
  /** 'YYYY-MM-DD' */
  day(day: string): string;
  /** RFC 3339 instant, in the shop's zone. */
  moment(instant: string): string;
  dayOfMs(ms: number): string;
}

export function figuresFor(language: Language, { programme }: Pick<ReportModel, "programme">): Figures {
  const locale = language === "en" ? "en-GB" : "zh-CN";
  const { currency, timeZone } = programme;
  const money = (digits: number, signDisplay: "auto" | "exceptZero") => {
    const format = new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay,
    });
    // A minus sign, not a hyphen: figures line up and can't be taken for a range.
    return (minor: number): string => format.format(minor / 100).replace("-", "−");
  };
  const count = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone });
  const noon = (text: string): number => Temporal.Instant.from(`${text}T12:00:00Z`).epochMilliseconds;
  return {
    count: (value) => count.format(value).replace("-", "−"),
    money: money(0, "auto"),
    moneyExact: money(2, "auto"),
    signed: money(0, "exceptZero"),
    signedExact: money(2, "exceptZero"),
    percent: (share) => percent.format(share).replace("-", "−"),
    day: (text) => day.format(noon(text)),
    moment: (instant) => moment.format(Temporal.Instant.from(instant).epochMilliseconds),
    dayOfMs: (ms) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone }).format(ms),
  };
}
