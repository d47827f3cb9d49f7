import { Liquid, LiquidError, type Template } from "liquidjs";
import type { ReadTemplate, TemplateLanguage } from "../../core/programme/template-language.ts";

/** Conditions are enough for a message: no loops, so no text can run away; no files; no assignments. */
const TAGS = new Set(["if", "unless", "case"]);

/** Filters that give the same text for the same value, always: none reads the clock, draws lots or makes markup. */
const FILTERS = new Set(["default", "upcase", "downcase", "capitalize", "truncate", "strip", "append", "prepend"]);

function engineOf(): Liquid {
  // `templates: {}` is an empty folder: nothing can be included from the disk that the function runs on.
  const engine = new Liquid({ strictFilters: true, ownPropertyOnly: true, templates: {} });
  for (const tag of Object.keys(engine.tags)) if (!TAGS.has(tag)) delete engine.tags[tag];
  for (const filter of Object.keys(engine.filters)) if (!FILTERS.has(filter)) engine.unregisterFilter(filter);
  return engine;
}

const faultOf = (error: LiquidError): ReadTemplate => {
  const [line = 1, column = 1] = error.token.getPosition();
  // The library's own message ends with the place, which is given apart.
  const message = (error.originalError?.message ?? error.message).replace(/, line:\d+, col:\d+$/, "");
  return { kind: "unsound", fault: { message, line, column } };
};

/** Liquid, reduced to what a message needs. Parsed templates are kept, a few hundred at most: copy changes seldom. */
export function liquidTemplates(): TemplateLanguage {
  const engine = engineOf();
  const parsed = new Map<string, Template[]>();
  const parse = (source: string): Template[] => {
    const known = parsed.get(source);
    if (known) return known;
    const template = engine.parse(source);
    if (parsed.size >= 500) parsed.clear();
    parsed.set(source, template);
    return template;
  };
  return {
    read(source) {
      try {
        return { kind: "sound", variables: engine.fullVariablesSync(parse(source)).toSorted() };
      } catch (error) {
        if (LiquidError.is(error)) return faultOf(error);
        throw error;
      }
    },
    render: (source, variables) => String(engine.renderSync(parse(source), variables)),
  };
}
