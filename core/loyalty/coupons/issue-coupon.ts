import type { Enrolment } from "../../journeys/enrolment.ts";
import type { JourneyStore } from "../../journeys/journey-store.ts";
import { changeMember, type Decision } from "../../members/change-member.ts";
import { issueClaim } from "../../members/claim-key.ts";
import { headOf } from "../../members/member-beginning.ts";
import type { Loaded, MemberStore } from "../../members/member-store.ts";
import type { Offer } from "../../programme/offer.ts";
import type { Programme } from "../../programme/programme.ts";
import type { ProgrammeStore } from "../../programme/programme-store.ts";
import { shopDay } from "../../programme/shop-day.ts";
import type { AllotmentStore } from "../allotments/allotment-store.ts";
import {
  countedItem,
  hasRoom,
  liveRoomFor,
  type NoRoom,
  whatIsShort,
  withReservation,
} from "../allotments/room-for-issue.ts";
import { newCoupon, offerIsOver } from "./coupon.ts";

/** Which step of which enrolment is to give its coupon. */
export interface StepToIssue {
  memberId: string;
  enrolmentId: string;
  step: string;
}

export type Issued = { outcome: "issued"; code: string } | { outcome: "withheld"; because: IssueWithheld };
export type IssueWithheld =
  | "left"
  | "held-out"
  | "journey-off"
  | "member-gone"
  | "no-offer"
  | "offer-unknown"
  /** Its window is over: a coupon of it could not be used. */
  | "offer-over"
  /** The offer's limits, which are asked now whatever the enrolment pinned: for each member, in all, its budget. */
  | "had"
  | NoRoom;

export interface IssuePorts {
  store: MemberStore;
  allotments: AllotmentStore;
  journeys: Pick<JourneyStore, "enrolment">;
  programmes: Pick<ProgrammeStore, "programme" | "programmeAt" | "journey">;
  /** The product's clock. */
  now: string;
  /** The code for what a coupon is given for: not to be guessed, and the same for the same cause. */
  codeOf: (cause: string) => Promise<string>;
  pause: (attempt: number) => Promise<void>;
}

/** A machine asked for a coupon of an enrolment that isn't there: a fault of ours. */
export class EnrolmentMissingError extends Error {
  constructor({ memberId, enrolmentId }: StepToIssue) {
    super(`enrolment ${enrolmentId} of ${memberId} is not there`);
    this.name = "EnrolmentMissingError";
  }
}

/**
 * Gives the coupon of a journey's step, once: asked again it answers the same code, whatever has changed since. The
 * offer is the one of the programme that the enrolment pinned; whether the journey is on is asked now.
 * @throws EnrolmentMissingError, and MemberBusyError after five conflicts.
 */
export async function issueCoupon(asked: StepToIssue, ports: IssuePorts): Promise<Issued> {
  const { memberId, enrolmentId, step } = asked;
  const enrolment = await ports.journeys.enrolment(memberId, enrolmentId);
  if (enrolment === undefined) throw new EnrolmentMissingError(asked);
  const inForce = await ports.programmes.programme();
  const { currency, timeZone } = inForce.value;
  const offer = await offerOf(enrolment, step, inForce.value, ports);
  const room = typeof offer === "string" ? undefined : await liveRoomFor(offer, memberId, inForce, ports.allotments);
  const code = await ports.codeOf(`${enrolmentId}#${step}`);
  const claim = issueClaim(enrolmentId, step);

  const decide = (loaded: Loaded): Decision<Issued> => {
    const before = loaded.claims[claim]?.code;
    if (typeof before === "string") return { answer: { outcome: "issued", code: before } };
    const withheld = (because: IssueWithheld): Issued => ({ outcome: "withheld", because });
    if (typeof offer === "string") return { answer: withheld(offer) };
    if (loaded.head?.status !== "active") return { answer: withheld("member-gone") };
    if (room === undefined || !hasRoom(loaded, room)) return { answer: withheld("had") };
    const { journey } = enrolment;
    const coupon = newCoupon({ code, offer, currency, timeZone, journey, enrolmentId, step, now: ports.now });
    return {
      answer: { outcome: "issued", code },
      change: {
        head: headOf(loaded, ports.now),
        claims: [{ key: claim, result: { code } }],
        items: [{ kind: "coupon", version: 0, value: withReservation(coupon, room) }, ...countedItem(loaded, room)],
        allotments: room.moves,
      },
      ifShort: (allotment) => withheld(whatIsShort(allotment)),
    };
  };
  const stamp = { now: ports.now, bookedOn: shopDay(ports.now, timeZone) };
  return changeMember(memberId, { counts: room?.perMember !== undefined, claims: [claim] }, decide, {
    ...ports,
    stamp,
  });
}

/** The step's offer as the enrolment pinned it, or why there is none to give. */
async function offerOf(
  enrolment: Enrolment,
  step: string,
  current: Programme,
  ports: IssuePorts,
): Promise<Offer | IssueWithheld> {
  if (enrolment.arm === "held-out") return "held-out";
  if (enrolment.state === "closed") return "left";
  const journey = await ports.programmes.journey(enrolment.journey);
  if (journey?.value.enabled !== true) return "journey-off";
  const id = enrolment.plan.steps[step]?.offer;
  if (id === undefined) return "no-offer";
  const pinned = (await ports.programmes.programmeAt(enrolment.programmeVersion))?.value ?? current;
  const offer = pinned.offers.find((one) => one.id === id) ?? "offer-unknown";
  return offer !== "offer-unknown" && offerIsOver(offer, shopDay(ports.now, current.timeZone)) ? "offer-over" : offer;
}
