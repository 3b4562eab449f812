// Leads "#:w:contentpath=strands" to that field, rows included. Wagtail does so for single fields only,
// and the smooth way it takes ends at once on wide screens, where the list of panels beside the form moves.
(() => {
  const PATH = /:w:(?:.*&)?contentpath=(\w+)/;
  const SETTLED = [200, 900]; // milliseconds after which widgets have taken their places
  let moved = false;

  const find = () => {
    const path = (PATH.exec(window.location.hash) || [])[1];
    return path
      && (document.querySelector(`[data-contentpath="${path}"]`) || document.getElementById(`id_${path}-FORMS`));
  };

  const lead = () => {
    const found = find();
    if (!found || moved) return;
    const tab = found.closest('[role="tabpanel"]');
    if (tab && tab.hidden) document.querySelector(`[role="tab"][aria-controls="${tab.id}"]`)?.click();
    const place = found.matches('[data-contentpath]') ? found : found.closest('[data-panel]') || found;
    place.scrollIntoView({ block: 'start', behavior: 'instant' });
    const field = [...place.querySelectorAll('input, select, textarea, button')].find((one) => one.offsetParent);
    field?.focus({ preventScroll: true });
  };

  const start = () => {
    moved = false;
    SETTLED.forEach((milliseconds) => window.setTimeout(lead, milliseconds));
  };

  for (const name of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
    window.addEventListener(name, () => { moved = true; }, { passive: true });
  }
  window.addEventListener('load', start);
  window.addEventListener('hashchange', start);
})();
