import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aProgramme } from "../../support/builders/a-programme.ts";
import { anUnsubscribing, anUpdate, aRegistration } from "../../support/builders/a-registration.ts";
import { anEvent } from "../../support/builders/an-event.ts";
import { anOrder } from "../../support/builders/an-order.ts";
import { MemberWorld } from "../../support/member-world.ts";

const at = (minute: number) => `2011-09-01T10:${String(minute).padStart(2, "0")}:00.000Z`;
const types = (announced: { type: string }[]) => announced.map(({ type }) => type);

describe("registering", () => {
  it("makes the member, keeps the contact and announces the joining with it", async () => {
    const world = new MemberWorld();
    await world.apply(aRegistration());
    const { head, profile, announced } = await world.member();
    const contact = {
      marketingConsent: { sms: true, email: false },
      reachable: { sms: true, email: true },
      timeZone: "Europe/London",
      language: "en",
    };
    expect(head).toMatchObject({ status: "active", seq: 1, registeredAt: at(0) });
    expect(profile?.contact).toEqual(contact);
    expect(announced).toEqual([
      {
        type: "MemberRegistered",
        id: "m_1/1/0",
        memberId: "m_1",
        seq: 1,
        index: 0,
        occurredAt: at(0),
        bookedOn: "2011-09-05",
        contact,
      },
    ]);
  });

  it("is announced once: not again for the same event, nor for another event that says so again", async () => {
    const world = new MemberWorld();
    const [first, again] = await world.apply(aRegistration(), aRegistration());
    expect([first, again]).toMatchObject([{ kind: "applied" }, { kind: "duplicate" }]);
    await world.apply(aRegistration({ eventId: "e_other", channel: "till", occurredAt: at(5) }));
    expect(types((await world.member()).announced)).toEqual(["MemberRegistered"]);
  });

  it("is not announced for history, but the contact is, so that it may be kept", async () => {
    const world = new MemberWorld();
    await world.apply(aRegistration({ historic: true }));
    expect(types((await world.member()).announced)).toEqual(["ContactChanged"]);
    await world.apply(aRegistration({ eventId: "e_live", occurredAt: at(5) }));
    expect(types((await world.member()).announced)).toEqual(["ContactChanged"]);
  });

  it("after an order is a joining all the same, of a member who was there without consent", async () => {
    const world = new MemberWorld();
    await world.apply(anOrder());
    expect((await world.member()).profile?.contact.marketingConsent).toEqual({ sms: false, email: false });
    expect((await world.member()).head?.registeredAt).toBeUndefined();
    await world.apply(aRegistration());
    expect(types((await world.member()).announced)).toEqual(["OrderPaid", "MemberRegistered"]);
  });
});

describe("a contact", () => {
  it("is announced when it changes, and not when it is only said again", async () => {
    const world = new MemberWorld();
    const language = anUpdate({ data: { language: "zh-CN", reachable: { sms: false, email: false } } });
    await world.apply(aRegistration(), { ...language, occurredAt: at(1) });
    await world.apply({ ...language, eventId: "e_same", occurredAt: at(2) });
    const { announced, profile } = await world.member();
    expect(types(announced)).toEqual(["MemberRegistered", "ContactChanged"]);
    expect(profile?.contact.language).toBe("zh-CN");
  });

  it("takes a no over an older yes that comes later, such as an import's", async () => {
    const world = new MemberWorld();
    await world.apply(anUnsubscribing({ occurredAt: at(9) }), aRegistration({ historic: true, occurredAt: at(1) }));
    expect((await world.member()).profile?.contact.marketingConsent.sms).toBe(false);
  });

  it("takes a no over a yes of the same moment, whichever came first", async () => {
    for (const order of [0, 1]) {
      const world = new MemberWorld();
      const both = [aRegistration({ occurredAt: at(3) }), anUnsubscribing({ occurredAt: at(3) })];
      await world.apply(...(order === 0 ? both : both.toReversed()));
      expect((await world.member()).profile?.contact.marketingConsent.sms).toBe(false);
    }
  });

  it("never forgets an address that was once known, whatever arrives late", async () => {
    const world = new MemberWorld();
    await world.apply(
      anUpdate({ occurredAt: at(5), data: { reachable: { sms: true, email: true } } }),
      anUpdate({ eventId: "e_older", occurredAt: at(1), data: { reachable: { sms: true, email: false } } }),
    );
    expect((await world.member()).profile?.contact.reachable).toEqual({ sms: true, email: true });
  });

  it("comes to the same in any order of arrival, with any repeats", async () => {
    const said = fc.record({
      kind: fc.constantFrom("registered", "updated", "unsubscribed"),
      minute: fc.integer({ min: 0, max: 3 }),
      historic: fc.boolean(),
      sms: fc.option(fc.boolean(), { nil: undefined }),
      email: fc.option(fc.boolean(), { nil: undefined }),
      language: fc.option(fc.constantFrom("en" as const, "zh-CN" as const), { nil: undefined }),
      timeZone: fc.option(fc.constantFrom("Europe/London", "Asia/Shanghai"), { nil: undefined }),
      reachable: fc.record({ sms: fc.boolean(), email: fc.boolean() }),
    });
    const stories = fc.array(said, { minLength: 1, maxLength: 7 }).chain((all) => {
      const events = all.map(({ kind, minute, historic, sms, email, language, timeZone, reachable }, index) => {
        const common = { eventId: `e_${index}`, occurredAt: at(minute), historic };
        if (kind === "unsubscribed") return anUnsubscribing(common);
        const marketingConsent = { ...(sms === undefined ? {} : { sms }), ...(email === undefined ? {} : { email }) };
        const data = {
          reachable,
          marketingConsent,
          ...(language ? { language } : {}),
          ...(timeZone ? { timeZone } : {}),
        };
        return kind === "registered" ? aRegistration({ ...common, data }) : anUpdate({ ...common, data });
      });
      return fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length }));
    });
    await fc.assert(
      fc.asyncProperty(stories, async ([events, shuffled]) => {
        const inOrder = new MemberWorld();
        await inOrder.apply(...events);
        const disordered = new MemberWorld();
        await disordered.apply(...shuffled, ...events);
        const [a, b] = [await inOrder.member(), await disordered.member()];
        expect(b.profile).toEqual(a.profile);
        expect(b.head?.registeredAt).toEqual(a.head?.registeredAt);
      }),
      { numRuns: 200 },
    );
  });
});

describe("any other event", () => {
  it("only makes sure that the member is there, and commits nothing more after that", async () => {
    const world = new MemberWorld();
    world.programme = aProgramme({ timeZone: "Asia/Shanghai", language: "zh-CN" });
    await world.apply(anEvent());
    expect(await world.member()).toMatchObject({
      head: { seq: 1 },
      profile: { contact: { timeZone: "Asia/Shanghai", language: "zh-CN" } },
      announced: [],
    });
    await world.apply(anEvent({ eventId: "e_2" }), anEvent({ eventId: "e_3" }));
    expect((await world.member()).head?.seq).toBe(1);
  });
});

describe("a birthday", () => {
  const born = (birthday: string, minute: number) =>
    anUpdate({
      eventId: `e_${birthday}_${minute}`,
      occurredAt: at(minute),
      data: { birthday, reachable: { sms: false, email: false } },
    });

  it("is kept by month and day; what occurred last counts, in any order of arrival", async () => {
    for (const events of [
      [born("05-17", 1), born("02-29", 2)],
      [born("02-29", 2), born("05-17", 1)],
    ]) {
      const world = new MemberWorld();
      await world.apply(...events);
      expect((await world.member()).profile?.birthday).toBe("02-29");
    }
  });

  it("is no change of the contact", async () => {
    const world = new MemberWorld();
    await world.apply(aRegistration(), born("05-17", 1));
    expect(types((await world.member()).announced)).toEqual(["MemberRegistered"]);
  });

  it("multiplies what an order earns on it", async () => {
    const world = new MemberWorld();
    const multipliers = { birthday: { times: 2 } };
    world.programme = aProgramme({
      points: { perMajorUnit: 1, expireDays: 365, liabilityMinorPer1000: 500, multipliers },
    });
    await world.apply(born("09-01", 1), anOrder(), anOrder({ orderId: "2", occurredAt: "2011-09-02T10:00:00.000Z" }));
    const { account, entries } = await world.member();
    expect(account.balance).toBe(30);
    expect(entries[0]?.because.rule).toBe("per-major-unit, birthday ×2");
  });
});
