import { describe, expect, test } from "vitest";
import { LocalCloudError } from "../../../tools/local/local-cloud-error.ts";
import { apiUrlOf, outputOf } from "../../../tools/local/stack-outputs.ts";

const outputs = { stateful: { EventsTable: "events", BusName: "bus" }, stateless: { ApiId: "perennial" } };

describe("the outputs of the deployed stacks", () => {
  test("are found whichever stack gives them", () => {
    expect([outputOf(outputs, "EventsTable"), outputOf(outputs, "ApiId")]).toEqual(["events", "perennial"]);
  });

  test("that no stack gives are named", () => {
    expect(() => outputOf(outputs, "MembersTable")).toThrow(LocalCloudError);
    expect(() => outputOf(outputs, "MembersTable")).toThrow('"MembersTable"');
  });

  test("that two stacks give differently are a defect, not a guess", () => {
    expect(() => outputOf({ ...outputs, other: { BusName: "second" } }, "BusName")).toThrow("has 2 values");
  });

  test("give the API's address under the local cloud's path, since its host name doesn't resolve", () => {
    expect(apiUrlOf(outputs, "http://127.0.0.1:4566")).toBe(
      "http://127.0.0.1:4566/_aws/execute-api/perennial/$default",
    );
  });
});
