/* On an editing page, a link to one of its own fields opens the field's tab and goes there. Wagtail
   follows such links only while a page loads. */
document.addEventListener("click", (event) => {
  const link = event.target.closest(".quality-lacks a");
  if (!link || link.pathname !== window.location.pathname) return;
  const path = link.hash.split("contentpath=")[1];
  const field = path && document.querySelector(`[data-contentpath="${CSS.escape(path)}"]`);
  if (!field) return;
  event.preventDefault();
  const panel = field.closest("[role=tabpanel]");
  if (panel) document.querySelector(`[role=tab][aria-controls="${panel.id}"]`)?.click();
  // Opening a tab scrolls by itself, a moment later.
  setTimeout(() => {
    const section = field.closest("[data-panel]") ?? field;
    section.scrollIntoView({ behavior: "instant", block: "start" });
    section.querySelector("input, select, textarea, button")?.focus({ preventScroll: true });
  }, 500);
});
