// Moves the bar of an import that is under way, and shows the page anew when it has ended.
(() => {
  const box = document.querySelector("[data-progress]");
  if (!box) return;
  const bar = box.querySelector("progress");
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.progress, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      const said = await answer.json();
      if (said.state !== box.dataset.state) {
        window.location.reload();
        return;
      }
      if (said.of) {
        bar.hidden = false;
        bar.max = said.of;
        bar.value = said.done;
        box.querySelector("[role=status]").hidden = false;
      }
      box.querySelector("[data-done]").textContent = said.done;
      box.querySelector("[data-of]").textContent = said.of;
    } catch {
      // The server may be busy: the next look may find it.
    }
    window.setTimeout(look, 1500);
  };
  window.setTimeout(look, 1500);
})();
