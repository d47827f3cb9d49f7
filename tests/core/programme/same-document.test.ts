import fc from "fast-check";
import { expect, test } from "vitest";
import { sameDocument } from "../../../core/programme/same-document.ts";

test("a document is the same whatever the order of its fields", () => {
  expect(sameDocument({ a: 1, b: { c: [1, 2], d: null } }, { b: { d: null, c: [1, 2] }, a: 1 })).toBe(true);
});

test("another value, another order of a list, a field more: another document", () => {
  expect(sameDocument({ a: 1 }, { a: 2 })).toBe(false);
  expect(sameDocument({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  expect(sameDocument({ a: 1 }, { a: 1, b: null })).toBe(false);
  expect(sameDocument({ a: [] }, { a: {} })).toBe(false);
});

test("it answers as comparing the JSON texts of sorted documents does", () => {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, field]) => [key, sorted(field)]),
    );
  };
  const document = fc
    .jsonValue({ maxDepth: 3, noUnicodeString: true })
    .map((value) => JSON.parse(JSON.stringify(value)));
  fc.assert(
    fc.property(document, document, (a, b) => {
      expect(sameDocument(a, b)).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
      expect(sameDocument(a, structuredClone(a))).toBe(true);
    }),
  );
});
