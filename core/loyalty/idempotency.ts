import * as z from "zod";
import { type Problem, problem } from "../contract/problem.ts";
import type { Decision, MoreWanted } from "../members/change-member.ts";
import type { Change, ClaimResult, Loaded } from "../members/member-store.ts";
import type { Hasher } from "./ledger/entry.ts";

/**
 * `Idempotency-Key`: every call that moves value carries one, and the same key gets the same answer, status and body,
 * for good. The answer is claimed in the very commit that has the effect (`C#<keyId>#<Idempotency-Key>#call`), beside a
 * hash of what was asked: another body, another address or another act under the key is refused. A refusal claims
 * nothing, since what it was decided on may change: it is decided again.
 *
 * In a handler: `readCall(asked, hash): Call | Problem`; the use case gets the `Call`.
 * In a use case: `want` the claims of `claimsOf(call, effect)`, then decide by
 * `decidedOnce(loaded, call, effect, decide): Decision<CallOutcome> | MoreWanted`, where `decide()`
 * answers `{ refused: Problem }`, `{ answer: CallAnswer, change: Change }` (the claims are put into it here) or `{ want }`.
 * By hand: `answered(loaded, call): CallAnswer | "reused" | undefined`, `claimOf(call, answer): { key, result }`
 * for `Change.claims`, `effectOf(claim, call): Call` for the effect's own name (a top-up's id, an order's key).
 */

/** The header, as a door reads it: names are in lower case. */
export const IDEMPOTENCY_KEY = "idempotency-key";

/** The header as it stands in the OpenAPI document. */
export const IdempotencyHeader = z.object({
  [IDEMPOTENCY_KEY]: z
    .string()
    .regex(/^[!-~]{1,100}$/, "1 to 100 printable ASCII characters, no blanks")
    .meta({
      description:
        "One value for one intended act, made by the caller: sent again, it gets the first answer; with another body it is refused.",
    }),
});

/** An answer is kept beside its effect, so it has to be small: 8,000 characters cost eight write units more. */
export const LARGEST_ANSWER_CHARACTERS = 8_000;

/** One call that moves value: where its answer is claimed, and a hash of what it asked. */
export interface Call {
  claim: string;
  fingerprint: string;
}

/** What a call that succeeded is answered, now and ever again. */
export interface CallAnswer {
  status: number;
  body: object;
}

/** What a call comes to. */
export type CallOutcome = CallAnswer | { refused: Problem };

/** An answer too large to keep: a fault of ours, an answer names what it did and not everything that it touched. */
export class AnswerTooLargeError extends Error {
  constructor({ claim }: Call, characters: number) {
    super(`the answer under ${claim} has ${characters} characters: ${LARGEST_ANSWER_CHARACTERS} at most`);
    this.name = "AnswerTooLargeError";
  }
}

export interface CallAsked {
  /** The channel key that calls: keys don't meet each other's Idempotency-Keys. */
  keyId: string;
  headers: Record<string, string>;
  /** Names the act, `POST /v1/points/spends`: a key is for one act at one address. */
  act: string;
  parameters?: Record<string, string>;
  /** As it was sent, once its schema let it pass: a schema is what bounds its depth. */
  body: unknown;
}

/** Reads what makes a call one call, or says what is wrong with its key. */
export function readCall({ keyId, headers, act, parameters = {}, body }: CallAsked, hash: Hasher): Call | Problem {
  const key = headers[IDEMPOTENCY_KEY];
  if (key === undefined || key === "") {
    return problem(
      400,
      "idempotency-key-missing",
      "Idempotency-Key missing",
      "a call that moves value needs the header Idempotency-Key, so that it can be sent again",
    );
  }
  if (!IdempotencyHeader.shape[IDEMPOTENCY_KEY].safeParse(key).success) {
    return problem(
      400,
      "idempotency-key-invalid",
      "Idempotency-Key invalid",
      "1 to 100 printable ASCII characters, no blanks",
    );
  }
  return { claim: `C#${keyId}#${key}#call`, fingerprint: hash(canonical([act, parameters, body ?? null])) };
}

/**
 * The effect under its own name, asked for by this call: whoever asks for it again under another key gets its first
 * answer too, and whoever names another effect by it is refused.
 */
export const effectOf = (claim: string, { fingerprint }: Call): Call => ({ claim, fingerprint });

/** What must be loaded to decide once. */
export const claimsOf = (...calls: readonly Call[]): string[] => calls.map(({ claim }) => claim);

/** The first answer under a key; `reused` when the key stands for something else. */
export function answered({ claims }: Pick<Loaded, "claims">, call: Call): CallAnswer | "reused" | undefined {
  const before = claims[call.claim];
  if (before === undefined) return undefined;
  if (before.fingerprint !== call.fingerprint) return "reused";
  return { status: Number(before.status), body: JSON.parse(String(before.answer)) };
}

/**
 * The claim that keeps an answer: goes into the commit that has the effect.
 * @throws AnswerTooLargeError beyond 8,000 characters.
 */
export function claimOf(call: Call, { status, body }: CallAnswer): { key: string; result: ClaimResult } {
  const answer = JSON.stringify(body);
  if (answer.length > LARGEST_ANSWER_CHARACTERS) throw new AnswerTooLargeError(call, answer.length);
  return { key: call.claim, result: { fingerprint: call.fingerprint, status, answer } };
}

/** What a decision comes to that nobody has taken before: its claims are added to the change. */
export type FirstDecision = { refused: Problem } | { answer: CallAnswer; change: Change };

/**
 * Decides a call once. Its key answers first, then the effect's own name; only then `decide` is asked. An effect that
 * is there already claims the new key beside it, so that this key too is spoken for, unless the member can't be
 * changed any more.
 */
export function decidedOnce(
  loaded: Loaded,
  call: Call,
  effect: Call,
  decide: () => FirstDecision,
): Decision<CallOutcome>;
export function decidedOnce(
  loaded: Loaded,
  call: Call,
  effect: Call,
  decide: () => FirstDecision | MoreWanted,
): Decision<CallOutcome> | MoreWanted;
export function decidedOnce(
  loaded: Loaded,
  call: Call,
  effect: Call,
  decide: () => FirstDecision | MoreWanted,
): Decision<CallOutcome> | MoreWanted {
  const before = answered(loaded, call);
  if (before !== undefined) return { answer: before === "reused" ? { refused: keyReused() } : before };
  const effected = answered(loaded, effect);
  if (effected === "reused") return { answer: { refused: nameReused(effect) } };
  if (effected !== undefined) return { answer: effected, ...claimedBeside(loaded, call, effected) };
  const decided = decide();
  if ("want" in decided) return decided;
  if ("refused" in decided) return { answer: decided };
  const { answer, change } = decided;
  const claims = [claimOf(call, answer), claimOf(effect, answer), ...(change.claims ?? [])];
  return { answer, change: { ...change, claims } };
}

function claimedBeside({ head }: Loaded, call: Call, answer: CallAnswer): { change?: Change } {
  if (head?.status !== "active") return {};
  const { seq: _, ...rest } = head;
  return { change: { head: rest, claims: [claimOf(call, answer)] } };
}

/** The refusal of a key that stands for something else. */
export const keyReused = (): Problem =>
  problem(
    422,
    "idempotency-key-reused",
    "Idempotency-Key reused",
    "this Idempotency-Key was used for another call: a new act needs a new key",
  );

const nameReused = ({ claim }: Call): Problem =>
  problem(
    409,
    "id-used",
    "Id used",
    `${claim.split("#").at(-1) ?? "the act"} of this id was asked for before, with other particulars`,
  );

/** JSON with the fields of every object in order: the same for bodies that say the same. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(",")}}`;
}
