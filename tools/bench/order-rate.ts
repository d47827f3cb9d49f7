import { performance } from "node:perf_hooks";
import type { BenchStack } from "./bench-stack.ts";
import { orderOf, registrationOf, sampleLines } from "./made-events.ts";

export interface OrderRate {
  orders: number;
  /** Orders in one call. */
  perCall: number;
  /** Orders a second, from the first call to the moment at which the whole stack is at rest. */
  perSecond: number;
  seconds: number;
}

const JOINED_AT = "2011-07-01T09:00:00Z";
/** Orders of one member: as in a replay, most members have a few. */
const PER_MEMBER = 3;
/** Callers side by side, each with one call at a time. */
const CALLERS = 2;

/** Registers members as history, so that no journey starts; answers their customer ids. */
export async function knownCustomers(stack: BenchStack, prefix: string, count: number): Promise<string[]> {
  const customers = Array.from({ length: count }, (_, at) => `${prefix}-${at}`);
  await stack.postNew(customers.map((customerId) => ({ ...registrationOf(customerId, JOINED_AT), historic: true })));
  await stack.operator.rest("registrations");
  return customers;
}

/**
 * The rate of orders that the stack sustains: orders of known members who wait in no journey, from two callers at once,
 * until everything that follows from them is done.
 */
export async function measureOrderRate(stack: BenchStack, orders: number, perCall: number): Promise<OrderRate> {
  const { operator, settings, now } = stack;
  const customers = await knownCustomers(stack, `rate-${perCall}`, Math.ceil(orders / PER_MEMBER));
  const { currency } = settings;
  const lines = sampleLines(3);
  const events = Array.from({ length: orders }, (_, at) => {
    const customerId = customers[at % customers.length] ?? "";
    return orderOf({ customerId, orderId: `rate-${perCall}-${at}`, at: now, currency, lines });
  });
  const began = performance.now();
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < events.length) {
      const at = next;
      next += perCall;
      await stack.postNew(events.slice(at, at + perCall));
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  await operator.rest("orders at full speed");
  const seconds = (performance.now() - began) / 1000;
  return { orders, perCall, seconds, perSecond: orders / seconds };
}
