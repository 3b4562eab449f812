// Leaving in a blink: the exit link replaces this page in the history, and Shift pressed three
// times within two seconds does the same. Without JavaScript the link still works.
(() => {
  // Looked for when it is wanted: the CMS draws its menu after this has run.
  const EXIT = "a[data-exit], [data-exit] a";
  const leave = () => {
    const link = document.querySelector(EXIT);
    if (!link) return;
    document.documentElement.hidden = true;
    try {
      sessionStorage.clear();
      localStorage.clear();
    } catch (refused) {
      // Storage can be switched off; then there is nothing to clear.
    }
    window.location.replace(link.href);
  };
  document.addEventListener(
    "click",
    (event) => {
      if (!event.target.closest(EXIT)) return;
      event.preventDefault();
      event.stopPropagation();
      leave();
    },
    { capture: true },
  );
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    if (event.repeat) return;
    const now = Date.now();
    presses = presses.filter((then) => now - then < 2000).concat(now);
    if (presses.length >= 3) leave();
  });
})();
