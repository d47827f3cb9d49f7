import { createHash } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import { compareText } from "./compare-text.ts";
import { FAMILY_NAMES, GIVEN_NAMES } from "./invented-names.ts";
import type { MemberRow, OrderRow } from "./sample-rows.ts";
import { shopInstant } from "./shop-time.ts";

const SEED = "perennial sample 1";

/** Ofcom keeps +44 7700 900000 to 900999 for drama: nobody will ever be called under them. */
const FICTION_PREFIX = "+447700900";
const FICTION_NUMBERS = 1000;

const ZONE_OF_COUNTRY: Readonly<Record<string, string>> = {
  Australia: "Australia/Sydney",
  Austria: "Europe/Vienna",
  Bahrain: "Asia/Bahrain",
  Belgium: "Europe/Brussels",
  Brazil: "America/Sao_Paulo",
  Canada: "America/Toronto",
  Cyprus: "Asia/Nicosia",
  Denmark: "Europe/Copenhagen",
  EIRE: "Europe/Dublin",
  Finland: "Europe/Helsinki",
  France: "Europe/Paris",
  Germany: "Europe/Berlin",
  Greece: "Europe/Athens",
  Iceland: "Atlantic/Reykjavik",
  Israel: "Asia/Jerusalem",
  Italy: "Europe/Rome",
  Japan: "Asia/Tokyo",
  Netherlands: "Europe/Amsterdam",
  Norway: "Europe/Oslo",
  Poland: "Europe/Warsaw",
  Portugal: "Europe/Lisbon",
  Singapore: "Asia/Singapore",
  Spain: "Europe/Madrid",
  Sweden: "Europe/Stockholm",
  Switzerland: "Europe/Zurich",
  USA: "America/New_York",
};

/** Uniform in [0, 1), the same for ever for one customer and purpose, and unrelated to any other. */
function draw(customerId: string, purpose: string): number {
  return createHash("sha256").update(`${SEED}|${customerId}|${purpose}`).digest().readUInt32BE(0) / 2 ** 32;
}

function pick<T>(from: readonly T[], at: number): T {
  const picked = from[Math.floor(at * from.length)];
  if (picked === undefined) throw new Error("There is nothing to pick from");
  return picked;
}

/** Deals every customer a number of their own out of the thousand, in an order that only the seed decides. */
function dealPhones(customerIds: readonly string[]): Map<string, string> {
  if (customerIds.length > FICTION_NUMBERS) throw new Error("The range for fiction has only a thousand numbers");
  const numbers = Array.from({ length: FICTION_NUMBERS }, (_, i) => FICTION_PREFIX + String(i).padStart(3, "0"));
  const shuffled = numbers.sort((a, b) => draw(a, "deal") - draw(b, "deal"));
  return new Map(customerIds.map((id, i) => [id, shuffled[i] ?? ""]));
}

/**
 * Makes up who the customers of these lines are. Only `customerId` and the country (as a time zone) come from the
 * data; `joinedAt` is 2 to 45 made-up minutes before the customer's first line. The result is sorted by customer id
 * and depends on nothing but the rows and the seed.
 */
export function inventMembers(rows: readonly OrderRow[]): MemberRow[] {
  const first = new Map<string, OrderRow>();
  for (const row of rows) {
    const known = first.get(row.CustomerID);
    if (known === undefined || row.InvoiceDate < known.InvoiceDate) first.set(row.CustomerID, row);
  }
  const customerIds = [...first.keys()].sort();
  const phones = dealPhones(customerIds);
  return [...first]
    .sort(([a], [b]) => compareText(a, b))
    .map(([customerId, row]): MemberRow => {
      const givenName = pick(GIVEN_NAMES, draw(customerId, "given name"));
      const familyName = pick(FAMILY_NAMES, draw(customerId, "family name"));
      const hasPhone = draw(customerId, "has phone") < 0.96;
      // Customer id and nothing else would identify those few who left neither, so nobody is without both.
      const hasEmail = !hasPhone || draw(customerId, "has e-mail") < 0.94;
      const minutesBefore = 2 + Math.floor(draw(customerId, "joined before") * 44);
      const joinedAt = Temporal.Instant.from(shopInstant(row.InvoiceDate)).subtract({ minutes: minutesBefore });
      return {
        customerId,
        givenName,
        familyName,
        phone: hasPhone ? (phones.get(customerId) ?? "") : "",
        email: hasEmail ? `${givenName}.${familyName}.${customerId}@example.org`.toLowerCase() : "",
        timeZone: ZONE_OF_COUNTRY[row.Country] ?? "Europe/London",
        language: draw(customerId, "language") < 0.92 ? "en" : "zh-CN",
        joinedAt: joinedAt.toString(),
        consentSms: hasPhone && draw(customerId, "sms consent") < 0.83 ? "yes" : "no",
        consentEmail: hasEmail && draw(customerId, "e-mail consent") < 0.85 ? "yes" : "no",
      };
    });
}
