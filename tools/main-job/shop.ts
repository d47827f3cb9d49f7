import type { Health } from "../../core/contract/health.ts";
import type { ProblemItem } from "../../core/contract/problem.ts";
import type { Coupon } from "../../core/loyalty/coupons/coupon.ts";
import type { PostedEvent } from "./sample-events.ts";

/** How `POST /v1/events` answers. */
export interface PostAnswer {
  accepted: number;
  duplicates: number;
  rejected: number;
  results: {
    index: number;
    eventId?: string;
    status: "accepted" | "duplicate" | "rejected";
    memberId?: string;
    problems?: ProblemItem[];
  }[];
}

/** What is looked at of a member's 360° view. */
export interface MemberSeen {
  coupons: Coupon[];
  summary?: { frequency: number } | null;
  journeys: { enrolmentId: string; journey: string; state: string; why?: string }[];
}

/** A call that the API refused as a whole, or that never came back. */
export class ShopCallError extends Error {
  readonly status: number;
  constructor(what: string, status: number, body: string) {
    super(`${what}: ${status} ${body.slice(0, 500)}`);
    this.name = "ShopCallError";
    this.status = status;
  }
}

/** The shop's side: a channel that knows the product by its public HTTP API alone. */
export interface Shop {
  /** Posts events in order, 100 a call, one call at a time. */
  post(events: readonly PostedEvent[]): Promise<PostAnswer>;
  /** The 360° view of a member, as far as the replay and the proofs look at it. */
  member(memberId: string): Promise<MemberSeen>;
  redeem(
    code: string,
    order: { orderId: string; memberId: string; goodsMinor: number; channel: string },
  ): Promise<void>;
  exportNames(): Promise<string[]>;
  download(name: string): Promise<Uint8Array>;
  /** `atRest` and `hops` are there in stages with a turned clock alone. */
  health(): Promise<Health>;
}

/** Events a call: far under the limit of 500, so that a call of full baskets stays under the megabyte. */
const PER_CALL = 50;
const TIMEOUT_MS = 30_000;

/**
 * @param apiUrl without a trailing slash
 * @param key `<keyId>.<secret>`
 * @param fetch the network; another one in tests
 */
export function shopAt(apiUrl: string, key: string, currency: string, fetch = globalThis.fetch): Shop {
  async function call(
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
  ): Promise<Response> {
    const answer = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // 422 answers a batch of which nothing counted: its body says why, item by item.
    if (!answer.ok && answer.status !== 422) {
      throw new ShopCallError(`${method} ${path}`, answer.status, await answer.text());
    }
    return answer;
  }
  return {
    async post(events) {
      const whole: PostAnswer = { accepted: 0, duplicates: 0, rejected: 0, results: [] };
      for (let at = 0; at < events.length; at += PER_CALL) {
        const answer = await call("POST", "/v1/events", { events: events.slice(at, at + PER_CALL) });
        const part = (await answer.json()) as PostAnswer;
        if (!Array.isArray(part.results))
          throw new ShopCallError("POST /v1/events", answer.status, JSON.stringify(part));
        whole.accepted += part.accepted;
        whole.duplicates += part.duplicates;
        whole.rejected += part.rejected;
        whole.results.push(...part.results.map((result) => ({ ...result, index: result.index + at })));
      }
      return whole;
    },
    async member(memberId) {
      return (await (await call("GET", `/v1/members/${memberId}?limit=1`)).json()) as MemberSeen;
    },
    async redeem(code, { orderId, memberId, goodsMinor, channel }) {
      const body = { channel, orderId, memberId, currency, goodsMinor, simulated: true };
      // One code on one order is one act: whoever runs the job again sends the same key.
      const idempotency = { "idempotency-key": `${orderId}/${code}` };
      const answer = await call("POST", `/v1/coupons/${code}/redeem`, body, idempotency);
      if (answer.status !== 200) throw new ShopCallError("redeem", answer.status, await answer.text());
    },
    async exportNames() {
      const answer = (await (await call("GET", "/v1/exports")).json()) as { exports: { name: string }[] };
      return answer.exports.map((one) => one.name);
    },
    async download(name) {
      return new Uint8Array(await (await call("GET", `/v1/exports/${name}`)).arrayBuffer());
    },
    async health() {
      return (await (await call("GET", "/v1/health")).json()) as Health;
    },
  };
}
