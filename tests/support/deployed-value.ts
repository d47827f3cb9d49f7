import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { Problem } from "../../core/contract/problem.ts";
import { aRegistration } from "./builders/channel-events.ts";
import { type Answer, call, until } from "./deployed-shop.ts";

/** Calls that move value, over HTTP. */
export interface Till {
  key: string;
  channel: string;
}

/** Posts a call under an Idempotency-Key: a new one unless it is named. */
export const move = <T = Problem>(
  { key }: Till,
  path: string,
  body: unknown,
  idempotencyKey: string = randomUUID(),
): Promise<Answer<T>> => call<T>("POST", path, { key, body, headers: { "idempotency-key": idempotencyKey } });

/** Registers somebody, under a name that nobody else has unless one is given, and waits until they are a member. */
export async function aMember(
  { key }: Till,
  occurredAt: string,
  customerId = `value-${randomUUID()}`,
): Promise<string> {
  const event = aRegistration({ eventId: customerId, occurredAt, identity: { customerId } });
  const posted = await call<{ results: { memberId: string }[] }>("POST", "/v1/events", {
    key,
    body: { events: [event] },
  });
  const memberId = posted.body.results[0]?.memberId ?? "";
  await until(
    () => call<{ registeredAt?: string | null }>("GET", `/v1/members/${memberId}`, { key }),
    ({ status, body }) => status === 200 && body.registeredAt != null,
  );
  return memberId;
}

/** Gives points by an operator's word: the quickest way to have some. */
export async function givePoints(till: Till, memberId: string, points: number): Promise<void> {
  const body = {
    memberId,
    channel: till.channel,
    adjustmentId: randomUUID(),
    points,
    operator: "test",
    reason: "to begin with",
  };
  expect(await move(till, "/v1/points/adjustments", body)).toMatchObject({ status: 201 });
}

export const pointsOf = async ({ key }: Till, memberId: string): Promise<number> =>
  (await call<{ points: { balance: number } }>("GET", `/v1/members/${memberId}`, { key })).body.points.balance;

/** Runs so many acts, `inFlight` at a time, and gives what each came to. */
export async function crowd<T>(acts: number, inFlight: number, act: (at: number) => Promise<T>): Promise<T[]> {
  const outcomes: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < acts) {
      const at = next;
      next += 1;
      outcomes[at] = await act(at);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return outcomes;
}

/** How many of a crowd came to what: `201`, `409 too-few-points`, … */
export function counted(answers: readonly Answer<Problem>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const name = status < 300 ? String(status) : `${status} ${body.code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
