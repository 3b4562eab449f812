// Leaving in a blink: the exit link replaces this page in the history, and Shift pressed three
// times within two seconds does the same. Without JavaScript the link still works.
(() => {
  const link = document.querySelector("[data-exit]");
  if (!link) return;
  const leave = () => {
    document.documentElement.hidden = true;
    try {
      sessionStorage.clear();
      localStorage.clear();
    } catch (refused) {
      // Storage can be switched off; then there is nothing to clear.
    }
    window.location.replace(link.href);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
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
