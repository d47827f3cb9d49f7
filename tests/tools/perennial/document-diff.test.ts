import fc from "fast-check";
import { expect, test } from "vitest";
import { sameDocument } from "../../../core/programme/same-document.ts";
import { differences, differenceText } from "../../../tools/perennial/document-diff.ts";

const lines = (before: unknown, after: unknown) => differences(before, after).map(differenceText);

test("a change is named by its path, the deepest there is", () => {
  expect(
    lines(
      { contact: { capPerDay: 2, quiet: { from: "21:00" } } },
      { contact: { capPerDay: 3, quiet: { from: "22:00" } } },
    ),
  ).toEqual(["~ contact.capPerDay: 2 → 3", '~ contact.quiet.from: "21:00" → "22:00"']);
});

test("list items are known by their ids: one put in front is one new item", () => {
  const before = { offers: [{ id: "b", faceMinor: 5 }] };
  const after = {
    offers: [
      { id: "a", faceMinor: 1 },
      { id: "b", faceMinor: 6 },
    ],
  };
  expect(lines(before, after)).toEqual(["~ offers[b].faceMinor: 5 → 6", '+ offers[a]: {"id":"a","faceMinor":1}']);
  expect(lines(after, before)).toEqual(['- offers[a]: {"id":"a","faceMinor":1}', "~ offers[b].faceMinor: 6 → 5"]);
});

test("another order alone is a difference too", () => {
  expect(lines({ offers: [{ id: "a" }, { id: "b" }] }, { offers: [{ id: "b" }, { id: "a" }] })).toEqual([
    '~ offers: ["a","b"] → ["b","a"]',
  ]);
  expect(lines({ channels: ["sms", "email"] }, { channels: ["email"] })).toEqual([
    '~ channels: ["sms","email"] → ["email"]',
  ]);
});

test("there is a difference just where documents aren't the same", () => {
  const document = fc
    .jsonValue({ maxDepth: 3, noUnicodeString: true })
    .map((value): unknown => ({ document: JSON.parse(JSON.stringify(value)) }));
  fc.assert(
    fc.property(document, document, (a, b) => {
      expect(differences(a, a)).toEqual([]);
      expect(differences(a, b).length === 0).toBe(sameDocument(a, b));
    }),
  );
});
