/* On an editing page, a link to one of its own fields opens the field's tab and goes there. Wagtail
   follows such links only while a page loads. */
document.addEventListener("click", (event) => {
  const link = event.target.closest(".quality-lacks a");
  if (!link || link.pathname !== window.location.pathname) return;
  const path = link.hash.split("contentpath=")[1];
  const field = path && document.querySelector(`[data-contentpath="${CSS.escape(path)}"]`);
  if (!field) return;
  event.preventDefault();
  const tab = field.closest("[role=tabpanel]");
  if (tab) document.querySelector(`[role=tab][aria-controls="${tab.id}"]`)?.click();
  const section = field.closest("[data-panel]") ?? field;
  section.scrollIntoView({ block: "start" });
  const heading = section.querySelector("button, input, select, textarea");
  heading?.focus({ preventScroll: true });
});
