/* Rows of an editing page are called by what they hold (directory/editing/named_rows.py): this
   follows what is typed, chosen and added. */
"use strict";
(() => {
  const LENGTH = 60;

  const original = () => document.querySelector("[name='original_language']")?.value;

  const shown = (field) => {
    if (field.tagName === "SELECT") return field.value ? field.selectedOptions[0].text : "";
    const chooser = field.id && document.getElementById(`${field.id}-chooser`);
    const chosen = chooser?.querySelector("[data-chooser-title]");
    if (chosen) return field.value ? chosen.textContent : "";
    return field.value;
  };

  /* A text in several languages has a field for each; the one in the original language counts. */
  const languageOf = (field) =>
    field.lang || field.form?.elements.namedItem(field.name.replace(/-[a-z_]+$/, "-language"))?.value;

  const nameOf = (row) => {
    const by = row.dataset.namedBy;
    const fields = [...row.querySelectorAll(`[name$="-${by}"], [name*="-${by}_"]`)].filter(
      (field) => new RegExp(`-${by}(_\\d+)?$`).test(field.name) && shown(field).trim(),
    );
    const first = fields.find((field) => languageOf(field) === original()) ?? fields[0];
    const name = first ? shown(first).trim() : "";
    return name.length > LENGTH ? `${name.slice(0, LENGTH - 1)}…` : name;
  };

  const rename = (row) => {
    const name = row.querySelector("[data-row-name]");
    if (name) name.textContent = nameOf(row) || row.dataset.rowLabel;
  };

  const follow = (event) => {
    // A chooser says that it changed before it shows what was chosen.
    setTimeout(() => {
      let row = event.target.closest?.("[data-named-by]");
      for (; row; row = row.parentElement.closest("[data-named-by]")) rename(row);
    });
  };

  for (const happening of ["input", "change"]) document.addEventListener(happening, follow);
})();
