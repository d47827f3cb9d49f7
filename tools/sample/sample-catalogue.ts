import * as z from "zod";

const categoryTable = z.object({
  fallback: z.string(),
  categories: z.array(z.object({ category: z.string(), words: z.array(z.string()) })),
});
const notGoodsList = z.object({
  category: z.string(),
  skus: z.array(z.object({ sku: z.string(), what: z.string() })),
});

/** What the sample's configuration says of stock codes. */
export interface SampleCatalogue {
  /** False for postage, discounts and the like, which earn nothing. */
  isGoods(sku: string): boolean;
  /** The first category of the table with a word of this description, or the fallback; charges have their own. */
  categoryOf(sku: string, description: string): string;
}

/** Checks the contents of `samples/categories.json` and `samples/not-goods.json`; throws where they make no sense. */
export function sampleCatalogue(categories: unknown, notGoods: unknown): SampleCatalogue {
  const table = categoryTable.parse(categories);
  const charges = notGoodsList.parse(notGoods);
  const excluded = new Set(charges.skus.map((line) => line.sku));
  const byWord = new Map<string, number>();
  for (const [rank, { words }] of table.categories.entries()) {
    for (const word of words) if (!byWord.has(word)) byWord.set(word, rank);
  }
  return {
    isGoods: (sku) => !excluded.has(sku),
    categoryOf(sku, description) {
      if (excluded.has(sku)) return charges.category;
      const ranks = description
        .toUpperCase()
        .split(/[^A-Z0-9-]+/)
        .flatMap((word) => byWord.get(word) ?? []);
      return table.categories[Math.min(...ranks)]?.category ?? table.fallback;
    },
  };
}
