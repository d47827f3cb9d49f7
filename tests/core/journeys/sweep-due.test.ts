import { describe, expect, it } from "vitest";
import type { Enrolment, Wait } from "../../../core/journeys/enrolment.ts";
import type { WaitKey } from "../../../core/journeys/journey-store.ts";
import { sweepDue } from "../../../core/journeys/sweep-due.ts";
import { aContactItem } from "../../support/builders/a-contact-item.ts";
import { aMessage } from "../../support/builders/a-message.ts";
import { anEnrolment } from "../../support/builders/an-enrolment.ts";
import { InMemoryJourneyStore } from "../../support/in-memory-journey-store.ts";

const SYSTEM_NOW = "2026-01-01T00:05:00.000Z";
const aWait = (memberId: string, dueAt: string): Wait => ({
  enrolmentId: "e_1",
  memberId,
  journey: "welcome",
  step: "wait-day-3",
  token: "t",
  dueAt,
  armed: true,
  openedAt: "2011-09-01T10:00:00.000Z",
});

function world() {
  const store = new InMemoryJourneyStore();
  const woken: WaitKey[] = [];
  const started: string[] = [];
  const ports = {
    store,
    engine: {
      start: async ({ enrolmentId }: Enrolment) => {
        started.push(enrolmentId);
      },
      answer: async () => "answered" as const,
    },
    wake: async (waits: readonly WaitKey[]) => {
      woken.push(...waits);
    },
  };
  const sweep = (now: string, systemNow = SYSTEM_NOW) => sweepDue(now, systemNow, ports);
  return { store, woken, started, sweep };
}

describe("waits", () => {
  it("that are due, from however long ago, are handed to the lane that wakes them; nothing else is touched", async () => {
    const { store, woken, sweep } = world();
    await store.openWait(aWait("m_1", "2011-09-04T09:00:00.000Z"));
    await store.openWait(aWait("m_2", "2011-08-01T09:00:00.000Z"));
    await store.openWait(aWait("m_3", "2011-09-04T09:00:00.001Z"));
    expect(await sweep("2011-09-04T09:00:00.000Z")).toEqual({ waits: 2, started: 0, unclear: 0, more: false });
    expect(woken.map(({ memberId }) => memberId)).toEqual(["m_2", "m_1"]);
    expect(await store.waits("m_1")).toEqual([aWait("m_1", "2011-09-04T09:00:00.000Z")]);
  });
});

describe("enrolments", () => {
  it("that were written and not started are started, once", async () => {
    const { store, started, sweep } = world();
    await store.enrol(anEnrolment(), "2011-09-01T10:01:00.000Z");
    expect((await sweep("2011-09-01T10:00:59.999Z")).started).toBe(0);
    expect((await sweep("2011-09-01T10:01:00.000Z")).started).toBe(1);
    expect((await sweep("2011-09-01T10:02:00.000Z")).started).toBe(0);
    expect(started).toEqual(["e_1"]);
    expect((await store.enrolment("m_1", "e_1"))?.state).toBe("started");
  });

  it("that were closed since are left alone", async () => {
    const { store, started, sweep } = world();
    await store.enrol(anEnrolment(), "2011-09-01T10:01:00.000Z");
    await store.close("m_1", "e_1", "failed", "2011-09-01T10:00:30.000Z");
    await sweep("2011-09-01T10:02:00.000Z");
    expect(started).toEqual([]);
  });
});

describe("messages", () => {
  it("whose lease ran out become unclear by the system's clock, whatever the turned one says", async () => {
    const { store, sweep } = world();
    const { marketingConsent, reachable, timeZone, language } = aContactItem();
    await store.keepContact("m_1", { marketingConsent, reachable, timeZone, language }, 1);
    const contact = await store.contact("m_1");
    if (contact === undefined) throw new Error("the contact was just kept");
    await store.claimMessage(aMessage({ leaseUntil: "2026-01-01T00:05:00.000Z" }), contact, contact);
    expect((await sweep("2031-09-01T10:00:00.000Z", "2026-01-01T00:04:59.999Z")).unclear).toBe(0);
    expect((await sweep("2011-09-01T10:00:00.000Z", "2026-01-01T00:05:00.000Z")).unclear).toBe(1);
    expect(await store.message("m_1", "s_1")).toMatchObject({ state: "unclear" });
    expect((await sweep("2011-09-01T10:01:00.000Z")).unclear).toBe(0);
  });
});

it("more than a sweep takes on is said, and is still due for the next", async () => {
  const { store, sweep, woken } = world();
  for (let n = 0; n < 4_001; n += 1) await store.openWait(aWait(`m_${n}`, "2011-09-04T09:00:00.000Z"));
  expect(await sweep("2011-09-04T09:00:00.000Z")).toMatchObject({ waits: 4_000, more: true });
  expect(woken).toHaveLength(4_000);
});
