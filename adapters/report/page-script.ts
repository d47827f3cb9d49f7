/**
 * The page's only script: it switches language and theme and filters the outbox. Without it the page shows the
 * programme's language and follows the reader's theme. It writes no markup, so nothing can be smuggled in through it.
 */
export const PAGE_SCRIPT = `
const root = document.documentElement;
const languages = [...document.querySelectorAll("main[lang]")];
const show = (language) => {
  const chosen = languages.find((main) => main.lang === language) ?? languages.find((main) => !main.hidden);
  for (const main of languages) main.hidden = main !== chosen;
  for (const button of document.querySelectorAll("[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === chosen.lang));
  root.lang = chosen.lang;
  document.title = chosen.dataset.title;
};
for (const button of document.querySelectorAll("[data-language]"))
  button.addEventListener("click", () => show(button.dataset.language));
show(new URLSearchParams(location.search).get("lang"));
document.querySelector("[data-theme-switch]").addEventListener("click", () => {
  const dark = getComputedStyle(root).colorScheme === "dark" ||
    (getComputedStyle(root).colorScheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.style.colorScheme = dark ? "light" : "dark";
});
for (const filter of document.querySelectorAll(".filter"))
  filter.addEventListener("input", () => {
    const wanted = filter.value.toLowerCase();
    for (const item of filter.parentElement.querySelectorAll(".messages > li"))
      item.hidden = !item.textContent.toLowerCase().includes(wanted);
  });
`;
