import type { ProviderAnswer } from "../../core/engagement/message-provider.ts";

/** What an error of the SDK says about itself, as far as it is needed here. */
interface SdkError extends Error {
  code?: string;
  $metadata?: { httpStatusCode?: number };
  $retryable?: { throttling?: boolean };
}

/** The connection was never made: the provider has not seen a byte. */
const NOT_REACHED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** Refusals that are about the shop's account and not about this message: put right, the same message goes. */
const ABOUT_THE_ACCOUNT = new Set([
  "AccountSendingPausedException",
  "AccessDenied",
  "AccessDeniedException",
  "AuthorizationErrorException",
  "ConfigurationSetSendingPausedException",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "MailFromDomainNotVerifiedException",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
]);

/** SES rejects under one name what is wrong with a message, and a sender that nobody has verified yet. */
const isUnverified = ({ name, message }: SdkError): boolean =>
  name === "MessageRejected" && /not verified/i.test(message);

const isThrottling = ({ name, $metadata, $retryable }: SdkError): boolean =>
  $retryable?.throttling === true || $metadata?.httpStatusCode === 429 || /throttl|limitexceeded|slowdown/i.test(name);

/**
 * What a provider's error comes to. Only an answer that says *no* is a no: a time-out, a connection cut in the middle or
 * a fault of the provider's own leave it open whether the message went out. Codes are kept, messages are not: they may
 * repeat the address.
 */
export function providerFailure(error: unknown): Exclude<ProviderAnswer, { kind: "accepted" }> {
  if (!(error instanceof Error)) return { kind: "unclear", because: "unknown" };
  const failure = error as SdkError;
  const because = failure.code ?? failure.name;
  const status = failure.$metadata?.httpStatusCode;
  if (isThrottling(failure) || isUnverified(failure) || ABOUT_THE_ACCOUNT.has(failure.name))
    return { kind: "busy", because };
  if (status === undefined) {
    const unsent = NOT_REACHED.has(failure.code ?? "") || failure.name === "CredentialsProviderError";
    return { kind: unsent ? "busy" : "unclear", because };
  }
  return { kind: status >= 400 && status < 500 ? "refused" : "unclear", because };
}
