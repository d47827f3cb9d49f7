import type { RetryRecord } from "../../core/contract/retry-record.ts";

/** A queue on which a record may have been tried five times. */
export type SourceQueue = "retry" | "contact" | "enrol" | "goal" | "wake";

/** A record that was set aside for good, as it lies in the dead-letter queue. */
export interface DeadLetter {
  id: string;
  sentAt: string;
  /** What it is and where it goes when it is sent again; undefined when nobody can send it again from here. */
  goesTo: SourceQueue | undefined;
  /** For people: what set it aside. */
  from: string;
  because: string;
  /** Keys and ids only: records hold no personal data. */
  what: string;
  body: string;
}

export interface QueueDepth {
  queue: string;
  waiting: number;
  underWay: number;
}

/** The queues of set-aside records. */
export interface ParkedQueues {
  /** Looks at dead letters and leaves them where they are; `limit` at most. */
  look(limit: number): Promise<DeadLetter[]>;
  /**
   * Takes every dead letter that `which` says yes to, puts it where it came from, and only then takes it away: cut off
   * between, it is there twice, and a duplicate is success.
   */
  resend(which: (letter: DeadLetter) => boolean, limit: number): Promise<{ resent: DeadLetter[]; kept: DeadLetter[] }>;
  depths(): Promise<QueueDepth[]>;
}

/** What stands in a dead letter's body, by its shape. */
export function readDeadLetter(body: string, sourceQueue: SourceQueue | undefined): Omit<DeadLetter, "id" | "sentAt"> {
  const parsed = parse(body);
  if (isRetryRecord(parsed)) {
    const { from, because, record } = parsed;
    return { goesTo: "retry", from, because, what: `${record.pk} ${record.sk}`, body };
  }
  if ("DDBStreamBatchInfo" in parsed) {
    // The record names a stretch of a stream, which only its consumer can read; the events are in their table.
    const because = "its stream kept it for a day and nobody could take it";
    return { goesTo: undefined, from: "stream", because, what: JSON.stringify(parsed.DDBStreamBatchInfo), body };
  }
  const because = `failed five times on the queue ${sourceQueue ?? "(unknown)"}: see the log of its consumer`;
  return { goesTo: sourceQueue, from: sourceQueue ?? "unknown", because, what: subjectOf(parsed), body };
}

/** The body as it is sent again: a retry record begins anew, and says that it was resent so that it is counted. */
export function bodyToResend({ goesTo, body }: DeadLetter): string {
  if (goesTo !== "retry") return body;
  return JSON.stringify({ ...parse(body), tries: 0, resent: true });
}

function parse(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null) return { ...parsed };
  } catch {
    // Not JSON: shown as it is, and nothing here can say more of it.
  }
  return { unreadable: body.slice(0, 200) };
}

function isRetryRecord(parsed: object): parsed is RetryRecord {
  return "from" in parsed && "because" in parsed && "record" in parsed;
}

/** Type and ids of an announcement (bare or in its envelope) or of a wait. */
function subjectOf(parsed: Record<string, unknown>): string {
  const subject = (typeof parsed.detail === "object" && parsed.detail !== null ? parsed.detail : parsed) as Record<
    string,
    unknown
  >;
  const named = ["type", "memberId", "enrolmentId", "step", "seq", "asOf", "unreadable"].flatMap((field) =>
    subject[field] === undefined ? [] : [`${field} ${String(subject[field])}`],
  );
  return named.join(", ");
}
