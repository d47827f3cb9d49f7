import type { ProblemItem } from "../contract/problem.ts";
import { pointerOf } from "../contract/schema-problems.ts";
import { COUPON_VARIABLES, GENERAL_VARIABLES, LONGEST_VARIABLES } from "../engagement/message-variables.ts";
import { smsParts } from "../engagement/sms-parts.ts";
import type { Channel, Copy, Language, Programme, Template } from "./programme.ts";
import type { TemplateLanguage } from "./template-language.ts";

/**
 * The most that a text may cost as SMS, counted with the longest name, offer and amounts in it. Four parts of UTF-16 are
 * 268 characters: beyond, a bill grows faster than a message says more.
 */
export const MOST_SMS_PARTS = 4;

const KNOWN = new Set<string>([...GENERAL_VARIABLES, ...COUPON_VARIABLES]);
const isCoupon = (variable: string): boolean => variable === "coupon" || variable.startsWith("coupon.");

/** Every text of a template with where it stands below the template. */
function textsOf(template: Template): { path: string[]; channel: Channel; source: string }[] {
  const texts = (["sms", "email"] as const).flatMap((channel) =>
    Object.entries(template[channel] ?? {}).flatMap(([language, copy]: [string, Copy | undefined]) =>
      (["subject", "body"] as const).flatMap((part) => {
        const source = copy?.[part];
        return source === undefined ? [] : [{ path: [channel, language, part], channel, source }];
      }),
    ),
  );
  return texts;
}

/** Whether any text of the template for these channels speaks of a coupon. Call it on a template that was checked. */
export function speaksOfCoupon(template: Template, channels: readonly Channel[], texts: TemplateLanguage): boolean {
  return textsOf(template)
    .filter(({ channel }) => channels.includes(channel))
    .some(({ source }) => {
      const read = texts.read(source);
      return read.kind === "sound" && read.variables.some(isCoupon);
    });
}

function textProblem(source: string, isSms: boolean, shopName: string, texts: TemplateLanguage) {
  const read = texts.read(source);
  if (read.kind === "unsound") {
    const { message, line, column } = read.fault;
    return {
      code: "template-does-not-parse",
      message: `line ${line}, column ${column}: ${message}; what copy may use stands in docs/configuration.md`,
    };
  }
  const unknown = read.variables.filter((variable) => !KNOWN.has(variable));
  if (unknown.length > 0) {
    return {
      code: "template-variable-unknown",
      message: `${unknown.join(", ")}: copy may name ${[...KNOWN].join(", ")}`,
    };
  }
  const parts = isSms ? smsParts(texts.render(source, LONGEST_VARIABLES(shopName))) : 1;
  if (parts > MOST_SMS_PARTS) {
    return {
      code: "sms-too-long",
      message: `takes ${parts} parts as SMS with the longest values in it: ${MOST_SMS_PARTS} at most`,
    };
  }
  return undefined;
}

/** Everything that makes no sense in a template; `at` is the path of the template itself. */
export function templateProblems(
  template: Template,
  at: readonly PropertyKey[],
  programme: Pick<Programme, "name" | "language">,
  texts: TemplateLanguage,
): ProblemItem[] {
  const problems: ProblemItem[] = [];
  const found = (path: readonly PropertyKey[], code: string, message: string) =>
    problems.push({ pointer: pointerOf([...at, ...path]), code, message });

  if (!template.sms && !template.email) found([], "template-empty", "needs sms, email or both");
  for (const channel of ["sms", "email"] as const) {
    const copies = template[channel];
    if (!copies) continue;
    if (!copies[programme.language]) {
      found(
        [channel, programme.language],
        "copy-missing",
        `the shop's language (${programme.language}) stands in for every other: it must be there`,
      );
    }
    for (const [language, copy] of Object.entries(copies) as [Language, Copy | undefined][]) {
      if (!copy) continue;
      if (channel === "email" && !copy.subject?.trim()) {
        found([channel, language, "subject"], "subject-missing", "mail needs a subject");
      }
      if (channel === "sms" && copy.subject !== undefined) {
        found([channel, language, "subject"], "subject-unknown", "an SMS has no subject: leave it out");
      }
      if (copy.subject !== undefined && /[\r\n]/.test(copy.subject)) {
        found([channel, language, "subject"], "subject-of-lines", "a subject is one line");
      }
    }
  }
  for (const { path, channel, source } of textsOf(template)) {
    const wrong = textProblem(source, channel === "sms", programme.name, texts);
    if (wrong) found(path, wrong.code, wrong.message);
  }
  return problems;
}
