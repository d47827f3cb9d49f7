/** A category's name as our slug: "Fresh Fruit" is `fresh-fruit`. One without a Latin letter or digit is left out. */
export function categorySlug(name: unknown): string | undefined {
  const slug = (typeof name === "string" ? name : "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 32)
    .replace(/-+$/, "");
  return slug === "" ? undefined : slug;
}
