/** What is wrong with a template's text, where the language can tell: line and column count from 1. */
export interface TemplateFault {
  message: string;
  line: number;
  column: number;
}

/** A template that was read: every variable that it names as a path (`coupon.code`), or what is wrong with it. */
export type ReadTemplate = { kind: "sound"; variables: string[] } | { kind: "unsound"; fault: TemplateFault };

/**
 * The language in which copy is written. A port: the library that speaks it needs Node's types, which the core has not.
 * Rendering is plain: a value is text and is never read as template, whatever it holds.
 */
export interface TemplateLanguage {
  read(source: string): ReadTemplate;
  /**
   * Fills in the variables; one that is absent is empty.
   * @throws when the source doesn't parse: `read` it first.
   */
  render(source: string, variables: object): string;
}
