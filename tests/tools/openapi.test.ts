import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { EVENT_TYPES } from "../../core/contract/event.ts";
import { ROUTES } from "../../core/contract/routes.ts";
import { OPENAPI_FILE, openapiText } from "../../tools/openapi.ts";
import { workedExample } from "../../tools/worked-example.ts";

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

  test("shows every call of the worked example, body and answer, under its heading", () => {
    const under = (path: string) =>
      Object.keys(document.paths[path].post.responses[201].content["application/json"].examples);
    expect(under("/v1/checkout/refund")).toEqual(["Refund, first part", "Refund, second part"]);
    expect(under("/v1/offers/{code}/claim")).toEqual(["Claim"]);
    for (const { step, method, path, body, status, answer } of workedExample()) {
      const { requestBody, responses } =
        document.paths[path.replace("HELLO", "{code}").replace("<member>", "{id}")][method.toLowerCase()];
      expect(responses[status].content["application/json"].examples[step].value).toEqual(answer);
      if (method === "POST") expect(requestBody.content["application/json"].examples[step].value).toEqual(body);
    }
  });

  test("says of every guarded route how it refuses", () => {
    for (const { method, path, scope } of ROUTES) {
      if (scope === undefined) continue;
      const { responses } = document.paths[path][method];
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(["401", "403"]));
    }
  });
});
