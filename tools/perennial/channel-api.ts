import type { AcceptAnswer } from "../../core/contract/answers.ts";
import type {
  DiscrepancyList,
  SettleAnswer,
  SettleRequest,
} from "../../core/loyalty/discrepancies/discrepancy-schemas.ts";
import { IDEMPOTENCY_KEY } from "../../core/loyalty/idempotency.ts";
import type { IssueAnswer, IssueRequest } from "../../core/loyalty/offers/issue-to-audience.ts";
import { CommandError } from "./command-error.ts";
import type { CommandContext } from "./context.ts";

/** The public API as a command uses it. */
export interface ChannelApi {
  /** Posts events, at most 500 and 1 MB a call. */
  post(events: readonly unknown[]): Promise<AcceptAnswer>;
  /** Issues an offer to a page of an audience, at most 100 members a call. */
  issue(offer: string, page: IssueRequest): Promise<IssueAnswer>;
  /** A page of orders' discrepancies, by days of booking. */
  discrepancies(query: Record<string, string>): Promise<DiscrepancyList>;
  /** Settles an order's: the same again, by whatever call, is the first answer. */
  settle(asked: SettleRequest, idempotencyKey: string): Promise<SettleAnswer>;
  /** Of a day ('YYYY-MM-DD'); of the latest when left out. */
  exportNames(asOf?: string): Promise<string[]>;
  download(name: string, asOf?: string): Promise<Uint8Array>;
}

/** Answers that say *not now*: busy (with when to come again), throttled, or an outage. The same call again is harmless: events have ids. */
const AGAIN = new Set([429, 500, 502, 503, 504]);
const isBusy = ({ status, headers }: Response): boolean => status === 409 && headers.has("retry-after");
const TRIES = 6;
const FIRST_PAUSE_MS = 500;
const TIMEOUT_MS = 30_000;

const MAKE_ONE =
  "make one with `npm run perennial -- keys make <label> --scope …` and give it by --key or PERENNIAL_KEY";

const ofDay = (asOf: string | undefined): string => (asOf === undefined ? "" : `?asOf=${asOf}`);

/** What an error of the API means for the person at the terminal. */
async function refusalOf(answer: Response, method: string, path: string): Promise<CommandError> {
  const text = await answer.text();
  let detail = text.slice(0, 300);
  try {
    detail = (JSON.parse(text) as { detail?: string }).detail ?? detail;
  } catch {
    // No problem document: shown as it came.
  }
  if (answer.status === 401) return new CommandError(`the key was refused (${detail}): ${MAKE_ONE}`);
  if (answer.status === 403) return new CommandError(`the key may not do this (${detail}): ${MAKE_ONE}`);
  return new CommandError(`${method} ${path} answered ${answer.status}: ${detail}`);
}

/** The key of an option, or of the environment. @throws CommandError when there is neither. */
export function keyOf(option: string | undefined, env: CommandContext["env"]): string {
  const key = option ?? env.PERENNIAL_KEY;
  if (!key) throw new CommandError(`a key is needed: ${MAKE_ONE}`, 2);
  return key;
}

/** The API at a base address, with a key. Calls that the API or the network can't take just now are made again. */
export function channelApi(
  apiUrl: string,
  key: string,
  { fetch, pause }: Pick<CommandContext, "fetch" | "pause">,
): ChannelApi {
  async function call(
    method: string,
    path: string,
    body?: string,
    more: Record<string, string> = {},
  ): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      const last = attempt === TRIES;
      try {
        const answer = await fetch(`${apiUrl}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${key}`,
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...more,
          },
          ...(body === undefined ? {} : { body }),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        // 422 answers a call of which nothing counted: its body says why, item by item.
        if (answer.ok || answer.status === 422) return answer;
        if (last || !(AGAIN.has(answer.status) || isBusy(answer))) throw await refusalOf(answer, method, path);
      } catch (cause) {
        if (cause instanceof CommandError) throw cause;
        if (last) throw new CommandError(`${apiUrl} can't be reached: ${(cause as Error).message}`);
      }
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
    }
  }
  return {
    async post(events) {
      const answer = await call("POST", "/v1/events", JSON.stringify({ events }));
      const body = (await answer.json()) as Partial<AcceptAnswer> & { detail?: string };
      if (!Array.isArray(body.results))
        throw new CommandError(`the API refused the call: ${body.detail ?? answer.status}`);
      return body as AcceptAnswer;
    },
    async issue(offer, page) {
      const path = `/v1/offers/${encodeURIComponent(offer)}/issues`;
      const answer = await call("POST", path, JSON.stringify(page));
      if (answer.status === 422) throw await refusalOf(answer, "POST", path);
      return (await answer.json()) as IssueAnswer;
    },
    async discrepancies(query) {
      return (await (await call("GET", `/v1/discrepancies?${new URLSearchParams(query)}`)).json()) as DiscrepancyList;
    },
    async settle(asked, idempotencyKey) {
      const path = "/v1/discrepancies/settle";
      const answer = await call("POST", path, JSON.stringify(asked), { [IDEMPOTENCY_KEY]: idempotencyKey });
      if (answer.status === 422) throw await refusalOf(answer, "POST", path);
      return (await answer.json()) as SettleAnswer;
    },
    async exportNames(asOf) {
      const answer = (await (await call("GET", `/v1/exports${ofDay(asOf)}`)).json()) as { exports: { name: string }[] };
      return answer.exports.map(({ name }) => name);
    },
    async download(name, asOf) {
      return new Uint8Array(
        await (await call("GET", `/v1/exports/${encodeURIComponent(name)}${ofDay(asOf)}`)).arrayBuffer(),
      );
    },
  };
}
