import { Temporal } from "temporal-polyfill";

/** The last day of February, on which 29 February is kept in a year that has none. */
const LEAP_DAY = "02-29";

/**
 * Whether a day ('YYYY-MM-DD', the shop's) is the birthday of who was born on `birthday` ('MM-DD'). Who was born on 29
 * February has it on the 28th in the other years: once every year, and never later than their own month.
 */
export function isBirthday(birthday: string | undefined, day: string): boolean {
  if (birthday === undefined) return false;
  const monthAndDay = day.slice(5);
  if (birthday === monthAndDay) return true;
  return birthday === LEAP_DAY && monthAndDay === "02-28" && !Temporal.PlainDate.from(day).inLeapYear;
}
