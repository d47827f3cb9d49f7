import { Temporal } from "temporal-polyfill";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { liquidTemplates } from "../../adapters/liquid/liquid-templates.ts";
import type { Announcement, Occasion } from "../../core/contract/announcement.ts";
import type { StoredEvent } from "../../core/contract/event.ts";
import type { Outgoing } from "../../core/engagement/message-provider.ts";
import { sendMessage } from "../../core/engagement/send-message.ts";
import { check } from "../../core/journeys/check.ts";
import { enrolMember } from "../../core/journeys/enrol-member.ts";
import type { JourneyEngine } from "../../core/journeys/journey-engine.ts";
import type { WaitKey } from "../../core/journeys/journey-store.ts";
import { openWait } from "../../core/journeys/open-wait.ts";
import { sweepDue } from "../../core/journeys/sweep-due.ts";
import { wakeByOrder, wakeDue } from "../../core/journeys/wake.ts";
import { issueCoupon } from "../../core/loyalty/coupons/issue-coupon.ts";
import type { Journey, Programme } from "../../core/programme/programme.ts";
import { machineOf } from "./asl-definition.ts";
import { AslInterpreter } from "./asl-interpreter.ts";
import { InMemoryAllotments } from "./in-memory-allotments.ts";
import { InMemoryJourneyStore } from "./in-memory-journey-store.ts";
import { InMemoryProgrammeStore } from "./in-memory-programme-store.ts";
import { MemberWorld } from "./member-world.ts";

/** The functions of the product that take part, by their names in the catalogue. */
export type Acting =
  | "journeys/enrol"
  | "journeys/wait"
  | "journeys/wake"
  | "journeys/check"
  | "journeys/close"
  | "journeys/sweep-due"
  | "loyalty/issue-coupon"
  | "engagement/send";

/** The process died: whatever it had done by then stands. */
export class Killed extends Error {
  override readonly name = "Killed";
}

type QueueMessage =
  | { lane: "enrol"; body: Occasion }
  | { lane: "goal"; memberId: string }
  | { lane: "time"; wait: WaitKey };

/** As the queues have it: five tries, then the dead-letter queue. */
const TRIES = 5;

/** Leases run by the system's time, which is years ahead of the turned clock, and as far at any moment. */
const SYSTEM_AHEAD_HOURS = 24 * 365 * 15;

const shifted = (moment: string, hours: number): string =>
  Temporal.Instant.from(moment)
    .add({ minutes: Math.round(hours * 60) })
    .toString({ fractionalSecondDigits: 3 });

const texts = liquidTemplates();

/**
 * Members, journeys, queues and machines in this process: the product's own use cases and its own machine files, over
 * in-memory ports. A function can be killed after any call that it makes, or something else can be made to happen there.
 */
export class JourneyWorld {
  readonly members = new MemberWorld();
  readonly store = new InMemoryJourneyStore();
  readonly programme = new InMemoryProgrammeStore();
  readonly interpreter: AslInterpreter;
  readonly delivered: Outgoing[] = [];
  readonly deadLetters: (QueueMessage & { error: unknown })[] = [];
  /** Calls to the outside so far, by function. */
  readonly calls: Partial<Record<Acting, number>> = {};
  /** Asked when a call has come back; what it throws kills the function there. */
  afterCall: (acting: Acting, call: number) => Promise<void> | void = () => {};
  readonly #queue: { message: QueueMessage; tries: number }[] = [];
  readonly #announced = new Map<string, number>();

  private constructor(seesErrorsOfWaits: boolean) {
    this.interpreter = new AslInterpreter({
      machines: { welcome: machineOf("journeys/welcome.asl.json"), dormant: machineOf("journeys/dormant.asl.json") },
      functions: this.#functions(),
      seesErrorsOfWaits,
    });
  }

  /** At nine in the morning in London on 1 September 2011, with nobody in it. */
  static async of(
    journeys: Journey[],
    programme: Programme,
    { seesErrorsOfWaits = true }: { seesErrorsOfWaits?: boolean } = {},
  ): Promise<JourneyWorld> {
    const world = new JourneyWorld(seesErrorsOfWaits);
    world.members.programme = programme;
    world.now = "2011-09-01T08:00:00.000Z";
    await world.programme.saveProgramme(programme, 0, "test", world.now);
    for (const journey of journeys) await world.programme.saveJourney(journey, 0, "test", world.now);
    return world;
  }

  get now(): string {
    return this.members.now;
  }
  set now(moment: string) {
    this.members.now = moment;
  }

  /** Dies after this call of this function, once. */
  killAfter(acting: Acting, call: number): void {
    this.afterCall = (who, count) => {
      if (who === acting && count === call) throw new Killed(`${acting} after call ${call}`);
    };
  }

  /** Makes something happen when this call of this function, counted from now, has come back; answers whether it has. */
  meanwhile(acting: Acting, call: number, happens: () => Promise<void>): () => boolean {
    const before = this.calls[acting] ?? 0;
    let happened = false;
    this.afterCall = async (who, count) => {
      if (who !== acting || count !== before + call) return;
      this.afterCall = () => {};
      happened = true;
      await happens();
    };
    return () => happened;
  }

  /** Events that are applied and announced; nobody has heard of them yet. */
  async happen(...events: StoredEvent[]): Promise<void> {
    await this.members.apply(...events);
    for (const memberId of new Set(events.map((event) => event.memberId))) {
      const all = this.members.store.outboxOf(memberId);
      for (const announcement of all.slice(this.#announced.get(memberId) ?? 0)) this.hear(announcement);
      this.#announced.set(memberId, all.length);
    }
  }

  /** As the bus's rules have it. */
  hear(announcement: Announcement | Extract<Occasion, { type: "QuietStepReached" }>): void {
    if (announcement.type === "SegmentChanged" || announcement.type === "TierChanged") return;
    this.#put(
      announcement.type === "OrderPaid"
        ? { lane: "goal", memberId: announcement.memberId }
        : { lane: "enrol", body: announcement },
    );
  }

  /** Until no message is left and every machine waits or is over. */
  async rest(): Promise<void> {
    await this.interpreter.rest();
    while (this.#queue.length > 0) {
      await this.takeMessages();
      await this.interpreter.rest();
    }
  }

  /** Every message that is there is taken, whatever the machines are at. */
  async takeMessages(): Promise<void> {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      try {
        await this.#take(next.message);
      } catch (error) {
        if (next.tries < TRIES) this.#queue.push({ ...next, tries: next.tries + 1 });
        else this.deadLetters.push({ ...next.message, error });
      }
    }
  }

  /** Turns the clock from one due moment to the next, a minute at least, up to a moment, and sweeps up at each. */
  async turnTo(moment: string): Promise<void> {
    for (let turns = 0; this.now < moment; turns += 1) {
      if (turns > 1_000) throw new Error(`something is due again and again, now at ${this.now}`);
      const { product, system } = this.store.earliestDue();
      const due = [product, system && shifted(system, -SYSTEM_AHEAD_HOURS)].filter((one) => one !== undefined);
      const next = [moment, ...due].sort()[0] ?? moment;
      const inAMinute = shifted(this.now, 1 / 60);
      this.now = [next, inAMinute].sort()[1] ?? next;
      await this.sweep();
      await this.rest();
    }
  }

  /** The minute's sweep; one that is cut off is followed by the next. */
  async sweep(): Promise<void> {
    const { store, engine } = this.#guarded("journeys/sweep-due", { store: this.store, engine: this.#engine() });
    const wake = async (waits: readonly WaitKey[]) => {
      for (const wait of waits) this.#put({ lane: "time", wait });
    };
    await sweepDue(this.now, this.systemNow, { store, engine, wake }).catch(unlessKilled);
  }

  get systemNow(): string {
    return Temporal.Instant.from(this.now)
      .add({ hours: 24 * 365 * 15 })
      .toString({ fractionalSecondDigits: 3 });
  }

  #put(message: QueueMessage): void {
    this.#queue.push({ message, tries: 1 });
  }

  async #take(message: QueueMessage): Promise<void> {
    if (message.lane === "enrol") {
      await enrolMember(message.body, this.now, { ...this.#ports("journeys/enrol"), hash: sha256 });
    } else if (message.lane === "goal") {
      await wakeByOrder(message.memberId, this.now, this.#ports("journeys/wake"));
    } else {
      await wakeDue(message.wait, this.now, this.#ports("journeys/wake"));
    }
  }

  /** What the machines call, by placeholder. */
  #functions() {
    type Step = { memberId: string; enrolmentId: string; step: string };
    return {
      IssueCoupon: (step: Step) => {
        const { store, members, programme } = this.#ports("loyalty/issue-coupon");
        const codeOf = async (cause: string) => sha256(cause).slice(0, 12).toUpperCase();
        const pause = async () => {};
        return issueCoupon(step, {
          store: members,
          allotments: new InMemoryAllotments(),
          journeys: store,
          programmes: programme,
          now: this.now,
          codeOf,
          pause,
        });
      },
      Send: (step: Step & { since?: string }) => this.#send(step),
      Wait: (request: Parameters<typeof openWait>[0]) => openWait(request, this.now, this.#ports("journeys/wait")),
      Check: async (asked: Parameters<typeof check>[0]) => ({
        answer: await check(asked, this.now, this.#ports("journeys/check")),
      }),
      Close: async ({ memberId, enrolmentId, why }: { memberId: string; enrolmentId: string; why: string }) => {
        await this.#ports("journeys/close").store.close(memberId, enrolmentId, why, this.now);
        return { closed: true };
      },
    };
  }

  async #send(step: { memberId: string; enrolmentId: string; step: string; since?: string }) {
    const provider = async (message: Outgoing) => {
      this.delivered.push(message);
      return { kind: "accepted" as const, providerId: `p-${this.delivered.length}` };
    };
    const { store, members, programme, outside } = this.#guarded("engagement/send", {
      store: this.store,
      members: this.members.store,
      programme: this.programme,
      outside: {
        sms: provider,
        email: provider,
        people: async ([memberId = ""]: readonly string[]) => {
          const fields = { givenName: "Ann", phone: "+447700900001", email: "ann@example.org" };
          return new Map([[memberId, { memberId, fields, setAt: {}, salt: "s", version: 1 }]]);
        },
      },
    });
    return sendMessage(step, this.now, {
      view: async (memberId, enrolmentId, ids) => {
        const messages = await Promise.all(ids.map((id) => store.message(memberId, id)));
        return {
          enrolment: await store.enrolment(memberId, enrolmentId),
          contact: await store.contact(memberId),
          messages: messages.filter((message) => message !== undefined),
        };
      },
      store,
      members,
      programme,
      vault: { people: (ids) => outside.people(ids) },
      providers: { sms: (message) => outside.sms(message), email: (message) => outside.email(message) },
      texts,
      hash: sha256,
      systemNow: () => this.systemNow,
    });
  }

  #ports(acting: Acting) {
    const { store, programme } = this;
    return this.#guarded(acting, { store, members: this.members.store, programme, engine: this.#engine() });
  }

  #engine(): JourneyEngine {
    return {
      start: async ({ enrolmentId, memberId, journey, plan }) => {
        this.interpreter.start(plan.machine, enrolmentId, { enrolmentId, memberId, journey });
      },
      answer: async (token, reason) => this.interpreter.answer(token, { reason }),
    };
  }

  /** Ports whose every call is counted when it has come back: there the function may be killed. */
  #guarded<P extends Record<string, object>>(acting: Acting, ports: P): P {
    const returned = async () => {
      const count = (this.calls[acting] ?? 0) + 1;
      this.calls[acting] = count;
      await this.afterCall(acting, count);
    };
    const guard = (port: object) =>
      new Proxy(port, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== "function") return member;
          return async (...args: unknown[]) => {
            const answer: unknown = await member.apply(target, args);
            await returned();
            return answer;
          };
        },
      });
    return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, guard(port)])) as P;
  }
}

function unlessKilled(error: unknown): void {
  if (!(error instanceof Killed)) throw error;
}
