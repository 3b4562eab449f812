// Searches in a long list of terms to tick, and says above it what is ticked.
(() => {
  const fold = (words) => words.normalize("NFD").replace(/[\u0300-\u036f.]/g, "").toLowerCase();
  const label = (option) => option.querySelector("span").textContent;

  const say = (field) => {
    const place = field.querySelector("[data-terms-chosen]");
    const ticked = [...field.querySelectorAll("input:checked")].map((box) => label(box.closest("li")));
    place.textContent = ticked.length ? `${place.dataset.chosen} ${ticked.join(", ")}` : place.dataset.none;
  };

  const search = (field, typed) => {
    const words = fold(typed).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const option of field.querySelectorAll("li")) {
      const name = fold(option.dataset.names || label(option)); // in every language
      option.hidden = !words.every((word) => name.includes(word));
      if (!option.hidden) shown += 1;
    }
    field.classList.toggle("terms-field--searched", words.length > 0);
    field.querySelector("[data-terms-none]").hidden = shown > 0;
  };

  document.documentElement.classList.add("terms-searchable");
  // Rows are added to the form while it is edited: everything is heard from above.
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-terms-search]")) search(event.target.closest("[data-terms]"), event.target.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-terms-search]")) event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    const field = event.target.closest("[data-terms]");
    if (field) say(field);
  });
  document.addEventListener("focusin", (event) => {
    const field = event.target.closest("[data-terms]");
    if (field) say(field);
  });
  const begin = () => document.querySelectorAll("[data-terms]").forEach(say);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
