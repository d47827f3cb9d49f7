import { describe, expect, it } from "vitest";
import { UpdateExpressionError, updated } from "../../../tools/bench/update-expression.ts";

describe("an update on paper", () => {
  it("sets, counts up, keeps what is there and removes", () => {
    const item = { a: { S: "old" }, n: { N: "2" }, gone: { S: "x" } };
    const after = updated(item, {
      UpdateExpression:
        "SET #a = if_not_exists(#a, :a), b = :b, n = if_not_exists(n, :zero) + :one, m = if_not_exists(m, :zero) + :one REMOVE gone",
      ExpressionAttributeNames: { "#a": "a" },
      ExpressionAttributeValues: { ":a": { S: "new" }, ":b": { S: "b" }, ":zero": { N: "0" }, ":one": { N: "1" } },
    });
    expect(after).toEqual({ a: { S: "old" }, b: { S: "b" }, n: { N: "3" }, m: { N: "1" } });
    expect(item.gone).toEqual({ S: "x" });
  });

  it("adds to numbers that may not be there yet", () => {
    const by = { ":two": { N: "2" } };
    expect(updated({}, { UpdateExpression: "ADD n :two", ExpressionAttributeValues: by })).toEqual({ n: { N: "2" } });
  });

  it("refuses what it can't work out, instead of counting it wrong", () => {
    expect(() => updated({}, { UpdateExpression: "SET a.b = :v" })).toThrow(UpdateExpressionError);
    expect(() => updated({}, { UpdateExpression: "DELETE a :v" })).toThrow(UpdateExpressionError);
  });
});
