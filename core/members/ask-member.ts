import { STRONG_IDENTITIES, sourceId } from "../contract/event.ts";
import { type Problem, problem } from "../contract/problem.ts";
import { normalEmail, normalPhone } from "./normal-form.ts";

/** Could it be a member's id? What couldn't is asked of no table: keys have their limits. */
export const isMemberId = (text: string): boolean => /^m_[a-z2-7]{20}$/.test(text);

/** The identity that a query names: exactly one of customerId, unionId, phone, email, in normal form. */
export function identityAsked(
  query: Record<string, string>,
  region: string,
): { kind: (typeof STRONG_IDENTITIES)[number]; value: string } | Problem {
  const named = STRONG_IDENTITIES.filter((kind) => query[kind] !== undefined);
  const [kind] = named;
  if (kind === undefined || named.length > 1) {
    return problem(400, "query-invalid", "Query invalid", `name one of ${STRONG_IDENTITIES.join(", ")}`);
  }
  const value = inNormalForm(kind, query[kind] ?? "", region);
  if (value === undefined) return problem(400, "query-invalid", "Query invalid", `${kind} can't be one`);
  return { kind, value };
}

function inNormalForm(kind: string, value: string, region: string): string | undefined {
  // A + that was not written %2B has become a blank on its way.
  if (kind === "phone") return normalPhone(value.replace(/^ /, "+"), region);
  if (kind === "email") return normalEmail(value);
  return sourceId.safeParse(value).success ? value : undefined;
}

/** Items on a page of the timeline: 25 unless said, 100 at most. */
export function limitAsked(text: string | undefined): number | Problem {
  if (text === undefined) return 25;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit;
  return problem(400, "limit-invalid", "Limit invalid", "a page holds 1 to 100 items");
}
