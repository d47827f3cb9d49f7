import type { Channel } from "../programme/programme.ts";

/** A message on its way to one address. */
export interface Outgoing {
  messageId: string;
  /** E.164 for SMS, an e-mail address for mail. */
  to: string;
  subject?: string;
  text: string;
  /** The shop, as the sender is called where a provider shows it. */
  shopName: string;
}

/**
 * What a provider made of a message.
 * `refused`: definitely not sent, and asking again won't help. `busy`: definitely not sent, ask later.
 * `unclear`: it may have been sent; nobody can know.
 */
export type ProviderAnswer =
  | { kind: "accepted"; providerId: string }
  | { kind: "refused"; because: string }
  | { kind: "busy"; because: string }
  | { kind: "unclear"; because: string };

/** Sends one message, once: it never tries again by itself, and answers within seconds. */
export type MessageProvider = (message: Outgoing) => Promise<ProviderAnswer>;

export type MessageProviders = Record<Channel, MessageProvider>;
