import { performance } from "node:perf_hooks";
import type { BenchStack } from "./bench-stack.ts";
import { orderOf, registrationOf, sampleLines } from "./made-events.ts";

export interface OrderRate {
  orders: number;
  /** Orders a second, from the first call to the moment at which the whole stack is at rest. */
  perSecond: number;
  seconds: number;
}

const JOINED_AT = "2011-07-01T09:00:00Z";
/** Orders a call. */
const PER_CALL = 25;
/** Orders of one member: as in a replay, most members have a few. */
const PER_MEMBER = 3;

/** Registers members as history, so that no journey starts; answers their customer ids. */
export async function knownCustomers(stack: BenchStack, prefix: string, count: number): Promise<string[]> {
  const customers = Array.from({ length: count }, (_, at) => `${prefix}-${at}`);
  await stack.postNew(customers.map((customerId) => ({ ...registrationOf(customerId, JOINED_AT), historic: true })));
  await stack.operator.rest("registrations");
  return customers;
}

/**
 * The rate of orders that the stack sustains: single orders of known members who wait in no journey, 25 a call, one call
 * at a time, until everything that follows from them is done.
 */
export async function measureOrderRate(stack: BenchStack, orders: number): Promise<OrderRate> {
  const { operator, settings, now } = stack;
  const customers = await knownCustomers(stack, "rate", Math.ceil(orders / PER_MEMBER));
  const { currency } = settings;
  const lines = sampleLines(3);
  const events = Array.from({ length: orders }, (_, at) => {
    const customerId = customers[at % customers.length] ?? "";
    return orderOf({ customerId, orderId: `rate-${at}`, at: now, currency, lines });
  });
  const began = performance.now();
  for (let at = 0; at < events.length; at += PER_CALL) await stack.postNew(events.slice(at, at + PER_CALL));
  await operator.rest("orders at full speed");
  const seconds = (performance.now() - began) / 1000;
  return { orders, seconds, perSecond: orders / seconds };
}
