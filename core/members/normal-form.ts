import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { Temporal } from "temporal-polyfill";
import * as z from "zod";

const Email = z.email().max(254);

/**
 * A phone number in E.164, undefined when it can't be one. *Possible* is asked, not *valid*: plans of numbers change
 * faster than any library, and the ranges that regulators reserve for fiction, which tests and samples use, are never
 * valid. A number without + is read as one of `region` (ISO 3166, two letters).
 */
export function normalPhone(text: string, region: string): string | undefined {
  const country: CountryCode | undefined = isSupportedCountry(region) ? region : undefined;
  const phone = parsePhoneNumberFromString(
    text,
    country === undefined ? { extract: false } : { defaultCountry: country, extract: false },
  );
  if (!phone?.isPossible() || phone.ext !== undefined) return undefined;
  return phone.number;
}

/** An e-mail address in lower case, undefined when it isn't one. Providers that tell cases apart are not in use. */
export function normalEmail(text: string): string | undefined {
  const parsed = Email.safeParse(text.toLowerCase());
  return parsed.success ? parsed.data : undefined;
}

/** A moment in UTC with milliseconds, so that texts sort as moments do; finer parts are cut. */
export function normalMoment(text: string): string {
  return Temporal.Instant.from(text).toString({ fractionalSecondDigits: 3 });
}

/** A name of the IANA database in its usual letters, undefined when there is none. Bare offsets know no summer time. */
export function normalTimeZone(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch (cause) {
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}
