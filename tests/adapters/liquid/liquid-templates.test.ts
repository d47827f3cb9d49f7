import fc from "fast-check";
import { expect, test } from "vitest";
import { liquidTemplates } from "../../../adapters/liquid/liquid-templates.ts";

const texts = liquidTemplates();

test("every variable of a text is named by its whole path", () => {
  expect(
    texts.read("Hi {{ member.givenName | default: shop.name }}{% if coupon %} {{ coupon['code'] }}{% endif %}"),
  ).toEqual({
    kind: "sound",
    variables: ["coupon", "coupon.code", "member.givenName", "shop.name"],
  });
});

test("a text that doesn't parse is answered with the place, counted from 1", () => {
  expect(texts.read("Hi\n  {% if coupon %}there")).toEqual({
    kind: "unsound",
    fault: { message: "tag {% if coupon %} not closed", line: 2, column: 3 },
  });
});

test.each(["for", "tablerow", "include", "render", "layout", "assign", "capture", "increment", "echo", "raw"])(
  "copy has no %s",
  (tag) => {
    expect(texts.read(`{% ${tag} x %}`)).toMatchObject({
      kind: "unsound",
      fault: { message: `tag "${tag}" not found` },
    });
  },
);

test.each(["date", "where_exp", "sample", "json", "inspect", "sha256", "split", "map"])(
  "copy has no filter %s",
  (filter) => {
    expect(texts.read(`{{ shop.name | ${filter} }}`)).toMatchObject({ kind: "unsound" });
  },
);

test("a value is text, whatever it holds: nothing in a name is read as a template", () => {
  const render = (givenName: string) => texts.render("Hi {{ member.givenName }}!", { member: { givenName } });
  expect(render("{{ shop.name }}{% if x %}")).toBe("Hi {{ shop.name }}{% if x %}!");
  expect(render("<b>O'Neil</b> & co")).toBe("Hi <b>O'Neil</b> & co!");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      expect(render(name)).toBe(`Hi ${name}!`);
    }),
  );
});

test("nothing of a value's inside can be reached", () => {
  for (const path of ["constructor", "constructor.name", "__proto__", "toString"]) {
    expect(texts.render(`{{ member.${path} }}`, { member: { givenName: "Ann" } })).toBe("");
  }
});
