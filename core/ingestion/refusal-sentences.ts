/**
 * What is said of each thing that an event can have wrong, by code. The code is the contract and never changes; the
 * sentence is for people. `{name}` is filled from the refusal's details.
 */
export type Language = "en" | "zh-CN";

export const REFUSAL_SENTENCES = {
  missing: { en: "is missing", "zh-CN": "缺少此字段" },
  "wrong-type": { en: "must be of type {expected}", "zh-CN": "类型必须是 {expected}" },
  "unknown-field": { en: "is no field of this event", "zh-CN": "此事件没有这个字段" },
  "too-short": { en: "must have at least {minimum} character(s)", "zh-CN": "至少 {minimum} 个字符" },
  "too-long": { en: "must have at most {maximum} characters", "zh-CN": "最多 {maximum} 个字符" },
  "too-few": { en: "must hold at least {minimum} item(s)", "zh-CN": "至少 {minimum} 项" },
  "too-many": { en: "must hold at most {maximum} items", "zh-CN": "最多 {maximum} 项" },
  "too-small": { en: "must be at least {minimum}", "zh-CN": "不能小于 {minimum}" },
  "too-large": { en: "must be at most {maximum}", "zh-CN": "不能大于 {maximum}" },
  "not-whole": {
    en: "must be a whole number (money is in minor units: pence, fen)",
    "zh-CN": "必须是整数（金额以最小货币单位计：分）",
  },
  "wrong-format": { en: "must be {expected}", "zh-CN": "格式必须是 {expected}" },
  "unknown-type": { en: "is no type of event that we know", "zh-CN": "未知的事件类型" },
  "not-allowed": { en: "must be one of {expected}", "zh-CN": "必须是其中之一：{expected}" },
  "identity-missing": {
    en: "needs at least one of customerId, unionId, phone, email, deviceId",
    "zh-CN": "至少需要 customerId、unionId、phone、email、deviceId 之一",
  },
  "strong-identity-missing": {
    en: "of a profile needs at least one of customerId, unionId, phone, email",
    "zh-CN": "会员资料至少需要 customerId、unionId、phone、email 之一",
  },
  "line-sum": {
    en: "must be quantity × unitPriceMinor − discountMinor",
    "zh-CN": "必须等于 quantity × unitPriceMinor − discountMinor",
  },
  "order-sum": {
    en: "must be the sum of the lines + deliveryMinor − discountMinor",
    "zh-CN": "必须等于各行之和 + deliveryMinor − discountMinor",
  },
  "order-uses": {
    en: "storedValueMinor is part of totalMinor; coupons and points are part of discountMinor: neither can be more",
    "zh-CN": "storedValueMinor 不能超过 totalMinor；优惠券与积分抵扣之和不能超过 discountMinor",
  },
  "line-repeated": {
    en: "every lineId may stand once (a line without one has its position, from 1)",
    "zh-CN": "lineId 不能重复（没有 lineId 的行以其序号为准，从 1 开始）",
  },
  "in-the-future": {
    en: "must not be later than five minutes from now ({now})",
    "zh-CN": "不能晚于当前时间 5 分钟之后（{now}）",
  },
  "too-early": { en: "must not be before {earliest}", "zh-CN": "不能早于 {earliest}" },
  "phone-invalid": {
    en: "can't be a phone number; best is E.164 (+447700900123), without + it is read as a number of {region}",
    "zh-CN": "不是有效的电话号码；请用 E.164 格式（+8613800138000），没有 + 时按 {region} 号码处理",
  },
  "email-invalid": { en: "is no e-mail address", "zh-CN": "不是有效的电子邮箱" },
  "time-zone-unknown": {
    en: "is no time zone of the IANA database, such as Europe/London",
    "zh-CN": "不是 IANA 时区名称，例如 Asia/Shanghai",
  },
  "scope-missing": { en: "needs a key with the scope {scope}", "zh-CN": "密钥需要权限 {scope}" },
  "too-big": {
    en: "is too big to keep: at most {maximum} bytes",
    "zh-CN": "数据过大：最多 {maximum} 字节",
  },
  unmappable: { en: "{detail}", "zh-CN": "{detail}" },
} as const;

export type RefusalCode = keyof typeof REFUSAL_SENTENCES;
export type RefusalDetails = Record<string, string | number>;

/** The sentence for a code in a language. */
export function refusalSentence(code: RefusalCode, details: RefusalDetails, language: Language): string {
  return REFUSAL_SENTENCES[code][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(details[name] ?? whole),
  );
}
