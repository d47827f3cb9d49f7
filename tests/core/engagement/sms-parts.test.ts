import { expect, test } from "vitest";
import { smsParts } from "../../../core/engagement/sms-parts.ts";

test.each([
  ["nothing", "", 1],
  ["160 plain characters", "a".repeat(160), 1],
  ["161 plain characters", "a".repeat(161), 2],
  ["306 plain characters", "a".repeat(306), 2],
  ["307 plain characters", "a".repeat(307), 3],
  ["a euro sign counts twice", `${"a".repeat(158)}€`, 1],
  ["a euro sign too many", `${"a".repeat(159)}€`, 2],
  ["70 Chinese characters", "欢".repeat(70), 1],
  ["71 Chinese characters", "欢".repeat(71), 2],
  ["one Chinese character makes all of it UTF-16", `${"a".repeat(70)}欢`, 2],
  ["an emoji is two units", "😀".repeat(36), 2],
])("%s", (_what, text, parts) => {
  expect(smsParts(text)).toBe(parts);
});
