import { describe, expect, test } from "vitest";
import { providerFailure } from "../../../adapters/aws/provider-failure.ts";

const anError = (name: string, status?: number, code?: string) =>
  Object.assign(new Error("to +447700900001"), {
    name,
    code,
    $metadata: status === undefined ? {} : { httpStatusCode: status },
  });

describe("only an answer that says no is a no", () => {
  test.each([
    ["a number that doesn't take messages", anError("InvalidParameterException", 400), "refused"],
    ["an address that the provider rejects", anError("MessageRejected", 400), "refused"],
    ["a throttle", anError("ThrottlingException", 400), "busy"],
    ["too many requests", anError("TooManyRequestsException", 429), "busy"],
    ["a spending limit", anError("LimitExceededException", 400), "busy"],
    ["sending paused for the account", anError("AccountSendingPausedException", 400), "busy"],
    ["a sender that isn't verified", anError("MailFromDomainNotVerifiedException", 400), "busy"],
    [
      "an identity that isn't verified, as SES says it",
      Object.assign(anError("MessageRejected", 400), { message: "Email address is not verified. a@b.example" }),
      "busy",
    ],
    ["no permission", anError("AccessDeniedException", 403), "busy"],
    ["nobody at home", anError("Error", undefined, "ECONNREFUSED"), "busy"],
    ["no credentials", anError("CredentialsProviderError"), "busy"],
    ["a time-out", anError("TimeoutError"), "unclear"],
    ["a connection cut in the middle", anError("Error", undefined, "ECONNRESET"), "unclear"],
    ["a fault of the provider's own", anError("InternalFailure", 500), "unclear"],
    ["an answer that nobody can read", anError("SyntaxError", 200), "unclear"],
    ["something that isn't an error", "no", "unclear"],
  ])("%s", (_what, error, kind) => {
    expect(providerFailure(error).kind).toBe(kind);
  });
});

test("the reason is a code and never repeats the address", () => {
  expect(providerFailure(anError("MessageRejected", 400))).toEqual({ kind: "refused", because: "MessageRejected" });
  expect(providerFailure(anError("Error", undefined, "ECONNRESET"))).toEqual({
    kind: "unclear",
    because: "ECONNRESET",
  });
});
