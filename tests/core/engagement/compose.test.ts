import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { liquidTemplates } from "../../../adapters/liquid/liquid-templates.ts";
import { type Composition, compose } from "../../../core/engagement/compose.ts";
import { smsParts } from "../../../core/engagement/sms-parts.ts";
import { MOST_SMS_PARTS } from "../../../core/programme/check-template.ts";
import { aCoupon } from "../../support/builders/a-coupon.ts";
import { aProgramme, aTemplate } from "../../support/builders/a-programme.ts";

const texts = liquidTemplates();
const composed = (change: Partial<Composition> = {}) =>
  compose(
    {
      programme: aProgramme(),
      template: aTemplate(),
      channel: "sms",
      language: "en",
      givenName: "Ann",
      coupon: aCoupon({ code: "ABCD" }),
      ...change,
    },
    texts,
  );

describe("the member's language", () => {
  test("is the one that a message speaks", () => {
    expect(composed()).toEqual({ kind: "composed", text: "Hi Ann, £5 off: ABCD" });
    expect(composed({ language: "zh-CN" })).toEqual({ kind: "composed", text: "Ann您好，立减£5：ABCD" });
  });

  test("gives way to the shop's where there is no copy in it", () => {
    const template = aTemplate({ sms: { en: { body: "Hi {{ member.givenName }}, until {{ coupon.lapsesOn }}" } } });
    expect(composed({ template, language: "zh-CN" })).toEqual({ kind: "composed", text: "Hi Ann, until 15 September" });
  });
});

test("mail has a subject, an SMS has none", () => {
  expect(composed({ channel: "email" })).toEqual({
    kind: "composed",
    subject: "A gift from Corner Shop",
    text: "Hi Ann, £5 off: ABCD",
  });
  expect(composed()).not.toHaveProperty("subject");
});

test("a channel without copy is unfit, and so is an SMS that grew too long", () => {
  const { email: _mail, ...smsOnly } = aTemplate();
  expect(composed({ template: smsOnly, channel: "email" })).toEqual({ kind: "unfit", because: "no-copy" });
  const template = aTemplate({ sms: { en: { body: "{{ shop.name }} ".repeat(60) } } });
  expect(composed({ template })).toEqual({ kind: "unfit", because: "too-long" });
});

test("whatever a member calls herself is data: nothing of it is run, and no header is made of it", () => {
  const template = aTemplate({
    email: { en: { subject: "For {{ member.givenName }}", body: "{{ member.givenName }}" } },
  });
  const nasty = "{{coupon.code}}\r\nBcc: a@b";
  expect(composed({ template, channel: "email", givenName: nasty })).toEqual({
    kind: "composed",
    subject: "For {{coupon.code}} Bcc: a@b",
    text: "{{coupon.code}} Bcc: a@b",
  });
  expect(composed({ givenName: "<img src=x onerror=y>" })).toMatchObject({
    text: "Hi <img src=x onerror=y>, £5 off: ABCD",
  });
});

test("no name makes an SMS longer than its bound or a subject of two lines", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 100 }), (givenName) => {
      const sms = composed({ givenName });
      const mail = composed({ givenName, channel: "email" });
      expect(sms.kind === "composed" && smsParts(sms.text)).toBeLessThanOrEqual(MOST_SMS_PARTS);
      expect(mail.kind === "composed" && mail.subject).not.toMatch(/[\r\n]/);
    }),
  );
});
