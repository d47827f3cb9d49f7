import { beforeEach, describe, expect, it } from "vitest";
import type { Contact } from "../../core/contract/announcement.ts";
import type { Enrolment, Message, Wait } from "../../core/journeys/enrolment.ts";
import type { JourneyStore } from "../../core/journeys/journey-store.ts";
import { aContactItem } from "./builders/a-contact-item.ts";
import { aMessage } from "./builders/a-message.ts";
import { anEnrolment } from "./builders/an-enrolment.ts";

const CONTACT: Contact = {
  marketingConsent: { sms: true, email: false },
  reachable: { sms: true, email: true },
  timeZone: "Europe/London",
  language: "en",
};

/**
 * What every journey store must do: run against the in-memory one and against DynamoDB's.
 * @param storeOf may answer the same store for all tests: each uses a member of its own
 * @param suffix tells the members of this run from those of another on the same tables
 */
export function journeyStoreContract(name: string, storeOf: () => JourneyStore, suffix: () => string): void {
  describe(`the journey store ${name}`, () => {
    let store: JourneyStore;
    let memberId: string;
    let count = 0;
    beforeEach(() => {
      store = storeOf();
      count += 1;
      memberId = `m_${suffix()}${count}`;
    });

    describe("a member's contact", () => {
      it("is moved by a later seq only", async () => {
        expect(await store.contact(memberId)).toBeUndefined();
        expect(await store.keepContact(memberId, CONTACT, 5)).toBe("kept");
        const silent = { ...CONTACT, marketingConsent: { sms: false, email: false } };
        expect(await store.keepContact(memberId, silent, 5)).toBe("older");
        expect(await store.keepContact(memberId, silent, 4)).toBe("older");
        expect(await store.contact(memberId)).toEqual(aContactItem({ ...CONTACT, memberId, seq: 5, version: 1 }));
        expect(await store.keepContact(memberId, silent, 6)).toBe("kept");
        expect(await store.contact(memberId)).toMatchObject({ ...silent, seq: 6, version: 2 });
      });

      it("keeps its counters when it changes", async () => {
        await store.keepContact(memberId, CONTACT, 1);
        await claim(aMessage({ memberId }));
        await store.keepContact(memberId, { ...CONTACT, language: "zh-CN" }, 2);
        expect(await store.contact(memberId)).toMatchObject({
          language: "zh-CN",
          sentOn: { "2011-09-01": 1 },
          sentOnByJourney: { "welcome#2011-09-01": 1 },
        });
      });
    });

    describe("an enrolment", () => {
      const enrolled = (overrides: Partial<Enrolment> = {}) => anEnrolment({ memberId, ...overrides });

      it("is written once, and a second one answers the first", async () => {
        const first = enrolled();
        expect(await store.enrol(first, "2011-09-01T10:01:00Z")).toEqual({ kind: "enrolled" });
        const second = await store.enrol({ ...first, enteredAt: "2011-09-02T10:00:00.000Z" }, "2011-09-02T10:01:00Z");
        expect(second).toEqual({ kind: "duplicate", enrolment: first });
        expect(await store.enrolment(memberId, first.enrolmentId)).toEqual(first);
        expect(await store.enrolments(memberId)).toEqual([first]);
      });

      it("is written by one of ten at once", async () => {
        const outcomes = await Promise.all(
          Array.from({ length: 10 }, () => store.enrol(enrolled(), "2011-09-01T10:01:00Z")),
        );
        expect(outcomes.filter(({ kind }) => kind === "enrolled")).toHaveLength(1);
      });

      it("is due until it is started, at its moment and not before", async () => {
        const { enrolmentId } = enrolled();
        await store.enrol(enrolled(), "2011-09-01T10:01:00Z");
        expect(await dueEnrolments("2011-09-01T10:00:59.999Z")).toEqual([]);
        expect(await dueEnrolments("2011-09-01T10:01:00.000Z")).toEqual([{ memberId, enrolmentId }]);
        expect(await dueEnrolments("2011-09-01T10:01:00Z")).toEqual([{ memberId, enrolmentId }]);
        await store.markStarted(memberId, enrolmentId);
        await store.markStarted(memberId, enrolmentId);
        expect(await dueEnrolments("2012-01-01T00:00:00Z")).toEqual([]);
        expect((await store.enrolment(memberId, enrolmentId))?.state).toBe("started");
      });

      it("of a held-out member is never due", async () => {
        await store.enrol(enrolled({ arm: "held-out", state: "closed", why: "held-out" }), "2011-09-01T10:01:00Z");
        expect(await dueEnrolments("2012-01-01T00:00:00Z")).toEqual([]);
      });

      it("is closed once, and the first reason stays", async () => {
        const { enrolmentId } = enrolled();
        await store.enrol(enrolled(), "2011-09-01T10:01:00Z");
        expect(await store.close(memberId, enrolmentId, "came-back", "2011-09-03T10:00:00Z")).toBe("closed");
        expect(await store.close(memberId, enrolmentId, "failed", "2011-09-04T10:00:00Z")).toBe("was-closed");
        const left = { state: "closed", why: "came-back", leftAt: "2011-09-03T10:00:00Z" };
        expect(await store.enrolment(memberId, enrolmentId)).toMatchObject(left);
        expect(await dueEnrolments("2012-01-01T00:00:00Z")).toEqual([]);
        await store.markStarted(memberId, enrolmentId);
        expect(await store.enrolment(memberId, enrolmentId)).toMatchObject(left);
      });
    });

    it("a refusal stands until it is replaced or dropped", async () => {
      const refusal = {
        memberId,
        journey: "welcome",
        occasion: "joining",
        occurredAt: "2011-09-01T10:00:00Z",
        because: "no-consent",
        at: "2011-09-01T10:00:01Z",
        missingData: true,
      };
      await store.refuse(refusal);
      await store.refuse({ ...refusal, because: "no-address" });
      expect(await store.refusals(memberId)).toEqual([{ ...refusal, because: "no-address" }]);
      await store.dropRefusal(refusal);
      expect(await store.refusals(memberId)).toEqual([]);
    });

    describe("a wait", () => {
      const WAIT = {
        enrolmentId: "e_1",
        journey: "welcome",
        step: "wait-day-3",
        token: "token-a",
        dueAt: "2011-09-01T10:01:00.000Z",
        armed: false,
        openedAt: "2011-09-01T10:00:00.000Z",
      };
      const opened = (overrides: Partial<Wait> = {}): Wait => ({ ...WAIT, memberId, ...overrides });
      const standing = () => store.wait(memberId, WAIT.enrolmentId, WAIT.step);

      it("is there, and due, from its first call on", async () => {
        expect(await store.openWait(opened())).toEqual(opened());
        expect(await store.waits(memberId)).toEqual([opened()]);
        expect(await dueWaits("2011-09-01T10:01:00Z")).toEqual([{ memberId, enrolmentId: "e_1", step: "wait-day-3" }]);
      });

      it("takes a retried state's token and keeps its moment, its arming and when it was opened", async () => {
        await store.openWait(opened());
        await store.arm(opened(), "2011-09-04T10:00:00.000Z");
        const retried = opened({ token: "token-b", openedAt: "2011-09-02T00:00:00Z", dueAt: "2011-09-02T00:01:00Z" });
        const stands = opened({ token: "token-b", armed: true, dueAt: "2011-09-04T10:00:00.000Z" });
        expect(await store.openWait(retried)).toEqual(stands);
        expect(await standing()).toEqual(stands);
      });

      it("is due at its moment once it is armed", async () => {
        await store.openWait(opened());
        expect(await store.arm(opened(), "2011-09-04T10:00:00Z")).toBe("armed");
        expect(await dueWaits("2011-09-04T09:59:59.999Z")).toEqual([]);
        expect(await dueWaits("2011-09-04T10:00:00.000Z")).toHaveLength(1);
      });

      it("keeps the first of two reasons, and its token", async () => {
        await store.openWait(opened());
        const first = await store.giveReason(opened(), "goal", "2011-09-02T10:01:00.000Z");
        expect(first).toEqual({ ...opened(), reason: "goal", dueAt: "2011-09-02T10:01:00.000Z" });
        const second = await store.giveReason(opened(), "time", "2011-09-03T10:01:00.000Z");
        expect(second).toEqual(first);
        expect(await dueWaits("2011-09-02T10:01:00Z")).toHaveLength(1);
      });

      it("gives one reason to ten that come at once", async () => {
        const wait = await store.openWait(opened());
        const answers = await Promise.all(
          Array.from({ length: 10 }, (_, at) =>
            store.giveReason(wait, at % 2 === 0 ? "time" : "goal", "2011-09-02T10:01:00.000Z"),
          ),
        );
        expect(new Set(answers.map((one) => one?.reason)).size).toBe(1);
      });

      it("gives its reason with the token that came since it was read", async () => {
        const read = await store.openWait(opened());
        await store.openWait(opened({ token: "token-b" }));
        expect(await store.giveReason(read, "time", "2011-09-02T10:01:00Z")).toMatchObject({
          token: "token-b",
          reason: "time",
        });
      });

      it("is not armed by somebody who read it before a reason or another token came", async () => {
        const read = await store.openWait(opened());
        await store.openWait(opened({ token: "token-b" }));
        expect(await store.arm(read, "2011-09-04T10:00:00Z")).toBe("moved-on");
        await store.giveReason(read, "goal", "2011-09-02T10:01:00Z");
        expect(await store.arm(opened({ token: "token-b" }), "2011-09-04T10:00:00Z")).toBe("moved-on");
      });

      it("answers a state that is retried after the reason came with that reason", async () => {
        await store.openWait(opened());
        await store.giveReason(opened(), "goal", "2011-09-02T10:01:00Z");
        expect(await store.openWait(opened({ token: "token-b" }))).toMatchObject({ token: "token-b", reason: "goal" });
      });

      it("is closed for the token that was answered only", async () => {
        await store.openWait(opened());
        await store.openWait(opened({ token: "token-b" }));
        await store.closeWait(opened());
        expect(await standing()).toBeDefined();
        await store.closeWait(opened({ token: "token-b" }));
        await store.closeWait(opened({ token: "token-b" }));
        expect(await standing()).toBeUndefined();
        expect(await store.giveReason(opened(), "time", "2011-09-02T10:01:00Z")).toBeUndefined();
        expect(await dueWaits("2012-01-01T00:00:00Z")).toEqual([]);
      });

      it("stands beside the member's other waits", async () => {
        await store.openWait(opened());
        await store.openWait(opened({ enrolmentId: "e_2", until: "2011-09-01T12:00:00Z", step: "offer@then" }));
        expect(await store.waits(memberId)).toHaveLength(2);
        expect(await store.wait(memberId, "e_2", "offer@then")).toMatchObject({ until: "2011-09-01T12:00:00Z" });
      });
    });

    describe("a message", () => {
      beforeEach(() => store.keepContact(memberId, CONTACT, 1).then(() => undefined));

      it("is claimed once, with its counters", async () => {
        const message = aMessage({ memberId });
        expect(await claim(message)).toBe("claimed");
        expect(await claim(message)).toBe("duplicate");
        expect(await store.message(memberId, message.messageId)).toEqual(message);
        expect(await store.messages(memberId)).toEqual([message]);
        expect(await store.contact(memberId)).toMatchObject({ sentOn: { "2011-09-01": 1 }, version: 2 });
      });

      it("isn't claimed on a contact that has moved", async () => {
        const read = await contact();
        await store.keepContact(memberId, { ...CONTACT, marketingConsent: { sms: false, email: false } }, 2);
        const message = aMessage({ memberId });
        expect(await store.claimMessage(message, read, read)).toBe("conflict");
        expect(await store.message(memberId, message.messageId)).toBeUndefined();
      });

      it("is due at the end of its lease until it is settled", async () => {
        const message = aMessage({ memberId, leaseUntil: "2026-01-01T00:01:00.000Z" });
        await claim(message);
        expect(await dueMessages("2026-01-01T00:00:59Z")).toEqual([]);
        expect(await dueMessages("2026-01-01T00:01:00Z")).toEqual([{ memberId, messageId: message.messageId }]);
        expect(await store.settleMessage({ ...message, state: "sent", providerId: "p1" })).toBe("settled");
        expect(await dueMessages("2027-01-01T00:00:00Z")).toEqual([]);
        expect(await store.message(memberId, message.messageId)).toEqual({
          ...message,
          state: "sent",
          providerId: "p1",
        });
      });

      it("stays what it is known to be; an unclear one may become known", async () => {
        const message = aMessage({ memberId });
        await claim(message);
        expect(await store.settleMessage({ ...message, state: "unclear" })).toBe("settled");
        expect(await store.settleMessage({ ...message, state: "unclear" })).toBe("was-settled");
        expect(await store.settleMessage({ ...message, state: "sent" })).toBe("settled");
        expect(await store.settleMessage({ ...message, state: "unclear" })).toBe("was-settled");
        expect((await store.message(memberId, message.messageId))?.state).toBe("sent");
      });

      it("that was refused gives its counters back, once", async () => {
        const message = aMessage({ memberId });
        await claim(message);
        const refused: Message = { ...message, state: "refused", because: "no such number" };
        expect(await store.settleMessage(refused, { localDay: "2011-09-01" })).toBe("settled");
        expect(await store.settleMessage(refused, { localDay: "2011-09-01" })).toBe("was-settled");
        expect(await store.contact(memberId)).toMatchObject({
          sentOn: { "2011-09-01": 0 },
          sentOnByJourney: { "welcome#2011-09-01": 0 },
        });
      });

      it("that was refused may be claimed again: it was definitely not sent", async () => {
        const message = aMessage({ memberId });
        await claim(message);
        await store.settleMessage({ ...message, state: "refused" }, { localDay: "2011-09-01" });
        expect(await claim(message)).toBe("claimed");
        expect(await store.message(memberId, message.messageId)).toEqual(message);
        expect(await dueMessages("2027-01-01T00:00:00Z")).toEqual([{ memberId, messageId: message.messageId }]);
        expect(await store.contact(memberId)).toMatchObject({ sentOn: { "2011-09-01": 1 } });
      });

      it("that was refused is settled when its day is no longer counted", async () => {
        const message = aMessage({ memberId });
        await claim(message);
        expect(await store.settleMessage({ ...message, state: "refused" }, { localDay: "2011-07-01" })).toBe("settled");
        expect(await store.contact(memberId)).toMatchObject({ sentOn: { "2011-09-01": 1 } });
      });
    });

    async function contact() {
      const read = await store.contact(memberId);
      if (read === undefined) throw new Error("the test forgot the contact");
      return read;
    }

    /** Claims with the counters of 2011-09-01 up, as `engagement.send` does. */
    async function claim(message: Message) {
      const read = await contact();
      const up = (counters: Record<string, number>, key: string) => ({ ...counters, [key]: (counters[key] ?? 0) + 1 });
      return store.claimMessage(message, read, {
        ...read,
        sentOn: up(read.sentOn, "2011-09-01"),
        sentOnByJourney: up(read.sentOnByJourney, `${message.journey}#2011-09-01`),
      });
    }

    // A shared store holds other members' items too.
    const mine = <T extends { memberId: string }>(due: T[]) => due.filter((one) => one.memberId === memberId);
    const dueEnrolments = async (until: string) => mine(await store.dueEnrolments(until, 1_000));
    const dueWaits = async (until: string) => mine(await store.dueWaits(until, 1_000));
    const dueMessages = async (until: string) => mine(await store.dueMessages(until, 1_000));
  });
}
