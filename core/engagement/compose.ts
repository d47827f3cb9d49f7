import type { Coupon } from "../loyalty/coupons/coupon.ts";
import { MOST_SMS_PARTS } from "../programme/check-template.ts";
import type { Channel, Copy, Language, Programme, Template } from "../programme/programme.ts";
import type { TemplateLanguage } from "../programme/template-language.ts";
import { couponVariables, type MessageVariables, nameInALine } from "./message-variables.ts";
import { smsParts } from "./sms-parts.ts";

/** What a message is made of. `programme` and `template` are those of the member's entry: copy is pinned. */
export interface Composition {
  programme: Pick<Programme, "name" | "language" | "timeZone" | "offers">;
  template: Template;
  channel: Channel;
  /** The member's own. */
  language: Language;
  givenName: string | undefined;
  coupon: Coupon | undefined;
}

/** A message as its provider takes it: plain text, with a subject for mail. */
export type Composed =
  | { kind: "composed"; subject?: string; text: string }
  | { kind: "unfit"; because: "no-copy" | "too-long" };

/** A subject is a header: one line, and short enough to be read. */
const LONGEST_SUBJECT = 200;

/** The copy in the member's language, or in the shop's. */
export const copyFor = (
  template: Template,
  channel: Channel,
  language: Language,
  shopLanguage: Language,
): { copy: Copy; language: Language } | undefined => {
  const copies = template[channel];
  for (const spoken of [language, shopLanguage]) {
    const copy = copies?.[spoken];
    if (copy) return { copy, language: spoken };
  }
  return undefined;
};

/**
 * Writes a message. A name is data: whatever a member calls herself is one short line of text in the message and never
 * part of its template. Texts are plain, so nothing needs escaping and nothing is.
 */
export function compose(composition: Composition, texts: TemplateLanguage): Composed {
  const { programme, template, channel, givenName, coupon } = composition;
  const found = copyFor(template, channel, composition.language, programme.language);
  if (!found) return { kind: "unfit", because: "no-copy" };
  const { copy, language } = found;
  const offer = programme.offers.find(({ id }) => id === coupon?.offer);
  const variables: MessageVariables = {
    member: { givenName: nameInALine(givenName) },
    shop: { name: programme.name },
    ...(coupon ? { coupon: couponVariables(coupon, offer?.name[language] ?? "", programme.timeZone, language) } : {}),
  };
  const text = texts.render(copy.body, variables).trim();
  // Checked when the copy was saved, with the longest values; a shop's name may have grown since.
  if (channel === "sms" && smsParts(text) > MOST_SMS_PARTS) return { kind: "unfit", because: "too-long" };
  if (copy.subject === undefined) return { kind: "composed", text };
  const subject = texts.render(copy.subject, variables).replace(/\s+/g, " ").trim().slice(0, LONGEST_SUBJECT);
  return { kind: "composed", subject, text };
}
