import { expect, test } from "vitest";
import { maskEmail, maskPhone } from "../../../core/members/mask.ts";

test("a masked phone can be known again and not be called", () => {
  expect(maskPhone("+447700900584")).toBe("+44•••••••584");
  expect(maskPhone("+8613800138000")).toBe("+86••••••••000");
  expect(maskPhone("+4412345")).toBe("••••••••");
});

test("a masked e-mail shows its first letter and its domain", () => {
  expect(maskEmail("frank.stone@example.org")).toBe("f•••@example.org");
  expect(maskEmail("nonsense")).toBe("•••");
});
