import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { EVENT_TYPES } from "../../core/contract/event.ts";
import { ROUTES } from "../../core/contract/routes.ts";
import { OPENAPI_FILE, openapiText } from "../../tools/openapi.ts";

const document = JSON.parse(openapiText());

describe("the API's description", () => {
  test("is what the schemas say today: `node tools/openapi.ts` writes it", () => {
    expect(readFileSync(OPENAPI_FILE, "utf8")).toBe(openapiText());
  });

  test("holds every route with its scope, and names no other", () => {
    const described = Object.entries<Record<string, { security: Record<string, string[]>[] }>>(document.paths).flatMap(
      ([path, methods]) =>
        Object.entries(methods).map(([method, { security }]) => `${method} ${path} ${security[0]?.key ?? ""}`),
    );
    expect(described.toSorted()).toEqual(
      ROUTES.map(({ method, path, scope }) => `${method} ${path} ${scope ?? ""}`).toSorted(),
    );
  });

  test("holds every type of event", () => {
    const text = JSON.stringify(document.paths["/v1/events"]);
    for (const type of EVENT_TYPES) expect(text).toContain(`"${type}"`);
  });

  test("says of every guarded route how it refuses", () => {
    for (const { method, path, scope } of ROUTES) {
      if (scope === undefined) continue;
      const { responses } = document.paths[path][method];
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(["401", "403"]));
    }
  });
});
