import type { Contact } from "../../core/contract/announcement.ts";
import type { ContactItem } from "../../core/engagement/contact.ts";
import { dueMoment } from "../../core/journeys/due-moment.ts";
import type { Enrolment, Message, Refusal, Wait, WakeReason } from "../../core/journeys/enrolment.ts";
import type { EnrolmentKey, JourneyStore, MessageKey, WaitKey } from "../../core/journeys/journey-store.ts";

/** Ids of what is due by `until`, the earliest first. */
const earliest = (due: Map<string, string>, until: string, limit: number): string[] =>
  [...due]
    .filter(([, at]) => at <= dueMoment(until))
    .sort(([, a], [, b]) => a.localeCompare(b))
    .slice(0, limit)
    .map(([key]) => key);

/** The journey store of tests: passes the same suite as DynamoDB's (journey-store-contract.ts). */
export class InMemoryJourneyStore implements JourneyStore {
  readonly #contacts = new Map<string, ContactItem>();
  readonly #enrolments = new Map<string, Enrolment>();
  readonly #refusals = new Map<string, Refusal>();
  readonly #waits = new Map<string, Wait>();
  readonly #messages = new Map<string, Message>();
  readonly #enrolmentsDue = new Map<string, string>();
  readonly #messagesDue = new Map<string, string>();

  async contact(memberId: string) {
    return copy(this.#contacts.get(memberId));
  }

  async keepContact(memberId: string, contact: Contact, seq: number) {
    const known = this.#contacts.get(memberId);
    if (known !== undefined && known.seq >= seq) return "older" as const;
    const { sentOn, sentOnByJourney, version } = known ?? { sentOn: {}, sentOnByJourney: {}, version: 0 };
    this.#contacts.set(memberId, copy({ memberId, ...contact, seq, sentOn, sentOnByJourney, version: version + 1 }));
    return "kept" as const;
  }

  async enrolment(memberId: string, enrolmentId: string) {
    return copy(this.#enrolments.get(`${memberId}#${enrolmentId}`));
  }

  async enrolments(memberId: string) {
    return [...this.#enrolments.values()].filter((one) => one.memberId === memberId).map((one) => copy(one));
  }

  async enrol(enrolment: Enrolment, dueAt: string) {
    const key = `${enrolment.memberId}#${enrolment.enrolmentId}`;
    const there = this.#enrolments.get(key);
    if (there) return { kind: "duplicate" as const, enrolment: copy(there) };
    this.#enrolments.set(key, copy(enrolment));
    if (enrolment.state === "enrolled") this.#enrolmentsDue.set(key, dueMoment(dueAt));
    return { kind: "enrolled" as const };
  }

  async markStarted(memberId: string, enrolmentId: string) {
    const key = `${memberId}#${enrolmentId}`;
    const there = this.#enrolments.get(key);
    if (there?.state !== "enrolled") return;
    this.#enrolments.set(key, { ...there, state: "started" });
    this.#enrolmentsDue.delete(key);
  }

  async close(memberId: string, enrolmentId: string, why: string, at: string) {
    const key = `${memberId}#${enrolmentId}`;
    const there = this.#enrolments.get(key);
    if (there === undefined || there.state === "closed") return "was-closed" as const;
    this.#enrolments.set(key, { ...there, state: "closed", leftAt: at, why });
    this.#enrolmentsDue.delete(key);
    return "closed" as const;
  }

  async refuse(refusal: Refusal) {
    this.#refusals.set(`${refusal.memberId}#${refusal.journey}#${refusal.occasion}`, copy(refusal));
  }

  async refusals(memberId: string) {
    return [...this.#refusals.values()].filter((one) => one.memberId === memberId).map((one) => copy(one));
  }

  async dropRefusal({ memberId, journey, occasion }: Refusal) {
    this.#refusals.delete(`${memberId}#${journey}#${occasion}`);
  }

  async openWait(wait: Wait) {
    const there = this.#waits.get(waitKey(wait));
    const stands = there === undefined ? wait : { ...there, token: wait.token };
    this.#waits.set(waitKey(wait), copy(stands));
    return copy(stands);
  }

  async arm(wait: Wait, dueAt: string) {
    const there = this.#asRead(wait);
    if (there === undefined) return "moved-on" as const;
    this.#waits.set(waitKey(wait), { ...there, armed: true, dueAt });
    return "armed" as const;
  }

  async waits(memberId: string) {
    return [...this.#waits.values()].filter((one) => one.memberId === memberId).map((one) => copy(one));
  }

  async wait(memberId: string, enrolmentId: string, step: string) {
    return copy(this.#waits.get(waitKey({ memberId, enrolmentId, step })));
  }

  async giveReason(wait: Wait, reason: WakeReason, dueAt: string) {
    const there = this.#waits.get(waitKey(wait));
    if (there !== undefined && there.reason === undefined) {
      this.#waits.set(waitKey(wait), { ...there, reason, dueAt });
    }
    return copy(this.#waits.get(waitKey(wait)));
  }

  async closeWait(wait: Wait) {
    if (this.#waits.get(waitKey(wait))?.token === wait.token) this.#waits.delete(waitKey(wait));
  }

  async message(memberId: string, messageId: string) {
    return copy(this.#messages.get(`${memberId}#${messageId}`));
  }

  async messages(memberId: string) {
    return [...this.#messages.values()].filter((one) => one.memberId === memberId).map((one) => copy(one));
  }

  async claimMessage(message: Message, contact: ContactItem, counted: ContactItem) {
    const key = `${message.memberId}#${message.messageId}`;
    if ((this.#messages.get(key)?.state ?? "refused") !== "refused") return "duplicate" as const;
    if (this.#contacts.get(message.memberId)?.version !== contact.version) return "conflict" as const;
    this.#contacts.set(message.memberId, copy({ ...counted, version: contact.version + 1 }));
    this.#messages.set(key, copy(message));
    this.#messagesDue.set(key, dueMoment(message.leaseUntil));
    return "claimed" as const;
  }

  async settleMessage(message: Message, giveBack?: { localDay: string }) {
    const key = `${message.memberId}#${message.messageId}`;
    const there = this.#messages.get(key);
    const open = there?.state === "claimed" || (there?.state === "unclear" && message.state !== "unclear");
    if (!open) return "was-settled" as const;
    this.#messages.set(key, copy(message));
    this.#messagesDue.delete(key);
    const contact = this.#contacts.get(message.memberId);
    if (giveBack && contact) this.#contacts.set(message.memberId, counterBack(contact, message, giveBack.localDay));
    return "settled" as const;
  }

  async dueEnrolments(until: string, limit: number): Promise<EnrolmentKey[]> {
    return earliest(this.#enrolmentsDue, until, limit)
      .flatMap((key) => this.#enrolments.get(key) ?? [])
      .map(keyOfEnrolment);
  }

  async dueWaits(until: string, limit: number): Promise<WaitKey[]> {
    const due = new Map([...this.#waits].map(([key, { dueAt }]) => [key, dueMoment(dueAt)]));
    return earliest(due, until, limit)
      .flatMap((key) => this.#waits.get(key) ?? [])
      .map((wait) => ({ ...keyOfEnrolment(wait), step: wait.step }));
  }

  async dueMessages(until: string, limit: number): Promise<MessageKey[]> {
    return earliest(this.#messagesDue, until, limit)
      .flatMap((key) => this.#messages.get(key) ?? [])
      .map(({ memberId, messageId }) => ({ memberId, messageId }));
  }

  /** The earliest moments of all that is due: by the product's clock, and by the system's. */
  earliestDue(): { product: string | undefined; system: string | undefined } {
    const waits = [...this.#waits.values()].map(({ dueAt }) => dueMoment(dueAt));
    return {
      product: [...this.#enrolmentsDue.values(), ...waits].sort()[0],
      system: [...this.#messagesDue.values()].sort()[0],
    };
  }

  /** The wait if nobody moved it since it was read. */
  #asRead(wait: Wait): Wait | undefined {
    const there = this.#waits.get(waitKey(wait));
    const same = there?.token === wait.token && there.reason === undefined && there.armed === wait.armed;
    return same ? there : undefined;
  }
}

const keyOfEnrolment = ({ memberId, enrolmentId }: EnrolmentKey): EnrolmentKey => ({ memberId, enrolmentId });

const waitKey = ({ memberId, enrolmentId, step }: WaitKey): string => `${memberId}#${enrolmentId}#${step}`;

/** Nothing that is handed out can be changed from outside. */
const copy = <T>(value: T): T => structuredClone(value);

function counterBack(contact: ContactItem, { journey }: Message, localDay: string): ContactItem {
  const less = (counters: Record<string, number>, key: string) => {
    const count = counters[key];
    return count === undefined ? counters : { ...counters, [key]: count - 1 };
  };
  return {
    ...contact,
    sentOn: less(contact.sentOn, localDay),
    sentOnByJourney: less(contact.sentOnByJourney, `${journey}#${localDay}`),
    version: contact.version + 1,
  };
}
