import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { memberPut, standingOf } from "./deployed-members.ts";
import { rest } from "./deployed-shop.ts";
import type { Till } from "./deployed-value.ts";
import { type KilledStep, killedAtEachCall, posted } from "./killed-handler.ts";

/** An act on a member, or on two, under an id and an Idempotency-Key of its own; `at` numbers the runs of a step. */
export interface Act {
  members: string[];
  id: string;
  key: string;
  at: number;
}

type Standing = Awaited<ReturnType<typeof standingOf>>;

/** A step that is killed at each of its calls, on members whose whole standing is compared. */
export interface KilledAct extends Omit<KilledStep<Act>, "see"> {
  what: string;
  /** Balances of the first member afterwards. */
  leaves?: Partial<Standing["balances"]>;
  /** What else is to be seen of the first member. */
  stands?: Partial<Standing>;
  /** What else is to be the same: stock, budgets. */
  beside?: (act: Act) => Promise<object>;
}

export const actOf = (at: number, ...members: string[]): Act => ({
  ...{ members, at },
  ...{ id: randomUUID(), key: randomUUID() },
});

/** 500 points in two lots, the later one first. */
export const LOTS = [
  { account: "points", amount: 300, expiresOn: "2012-03-01" },
  { account: "points", amount: 200, expiresOn: "2012-02-01" },
] as const;

const BEGAN = "2011-10-06T08:00:00.000Z";
/** An act of somebody with 500 points. */
export const onOne = async (at: number): Promise<Act> => actOf(at, await memberPut(BEGAN, LOTS));
/** The same, beside somebody with nothing. */
export const onTwo = async (at: number): Promise<Act> =>
  actOf(at, await memberPut(BEGAN, LOTS), await memberPut(BEGAN));

/** What leads up to a step: a call of its own, which nobody cuts. */
export async function done(till: Till, path: string, body: object): Promise<Record<string, unknown>> {
  const { answer } = await posted(till, path, body, randomUUID());
  return (answer as { body: Record<string, unknown> }).body;
}

/** Steps with their names before them, as a table of tests. */
export const named = <T extends { what: string }>(steps: readonly T[]): [string, T][] =>
  steps.map((step) => [step.what, step]);

/** Kills the step after each of its calls; every time it leaves what it leaves when nobody is killed. */
export async function expectHeld({ leaves = {}, stands = {}, beside, ...step }: KilledAct): Promise<void> {
  const see = async (act: Act) => {
    await rest();
    return { members: await Promise.all(act.members.map(standingOf)), ...(await beside?.(act)) };
  };
  const { points, seen } = await killedAtEachCall({ ...step, see });
  expect(seen).toHaveProperty("members.0.balances", expect.objectContaining(leaves));
  expect(seen).toHaveProperty("members.0", expect.objectContaining(stands));
  // A load and a commit at least.
  expect(points).toBeGreaterThanOrEqual(2);
}
