import { defined } from "./defined.ts";
import { SegmentMessage } from "./segment-message.ts";
import { SEGMENT_TRACKS } from "./segment-tracks.ts";

/** What one message of Segment's becomes: an event of ours to be read like any other, nothing, or nothing that can be. */
export type Mapped =
  | { kind: "event"; event: Record<string, unknown> }
  /** Nothing of it is kept: there is no event of ours for it. */
  | { kind: "ignored" }
  | { kind: "unmappable"; because: string };

/** The channel of everything that comes by Segment's protocol: its orders are known as `segment:<order id>`. */
export const SEGMENT_CHANNEL = "segment";

/** An account made so shortly before its identify call has just joined. */
const JUST_JOINED_MS = 86_400_000;

/**
 * Maps a message of Segment's protocol (spec: identify, track with the e-commerce events, page, screen, group, alias) to
 * an event. `timestamp` is taken as it is: set right by `sentAt`, as Segment's own servers do, a resent message would be
 * another event.
 */
export function fromSegment(sent: unknown): Mapped {
  const parsed = SegmentMessage.safeParse(sent);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { kind: "unmappable", because: `${issue?.path.join(".")}: ${issue?.message}` };
  }
  const message = parsed.data;
  if (message.type === "identify") return { kind: "event", event: identified(message) };
  if (message.type !== "track") return { kind: "ignored" };
  const track = SEGMENT_TRACKS[message.event ?? ""];
  if (track === undefined) return { kind: "ignored" };
  const mapped = track(message);
  if ("because" in mapped) return { kind: "unmappable", because: mapped.because };
  if (mapped.type === "member.registered")
    return { kind: "event", event: { ...identified(message), type: mapped.type } };
  return { kind: "event", event: { ...envelopeOf(message, {}), ...mapped } };
}

function envelopeOf({ messageId, timestamp, userId, anonymousId }: SegmentMessage, traits: Record<string, unknown>) {
  return {
    channel: SEGMENT_CHANNEL,
    eventId: messageId,
    occurredAt: timestamp,
    identity: defined({
      customerId: userId,
      deviceId: anonymousId,
      phone: traits.phone,
      email: traits.email,
      unionId: traits.unionId,
    }),
  };
}

/** An identify call is a profile; one that tells of an account made within a day before it, a registration. */
function identified(message: SegmentMessage): Record<string, unknown> {
  const traits = { ...message.context.traits, ...message.traits };
  const age = Date.parse(message.timestamp) - Date.parse(String(traits.createdAt));
  const { firstName, lastName, birthday, marketingConsent } = traits;
  return {
    ...envelopeOf(message, traits),
    type: age >= 0 && age <= JUST_JOINED_MS ? "member.registered" : "member.updated",
    data: defined({
      givenName: firstName,
      familyName: lastName,
      birthday: typeof birthday === "string" ? birthday.slice(0, 10) : undefined,
      timeZone: traits.timezone ?? message.context.timezone,
      language: languageOf(traits.locale ?? message.context.locale),
      marketingConsent: marketingConsent,
    }),
  };
}

function languageOf(locale: unknown): "en" | "zh-CN" | undefined {
  const text = typeof locale === "string" ? locale.toLowerCase() : "";
  if (text.startsWith("zh")) return "zh-CN";
  return text.startsWith("en") ? "en" : undefined;
}
