// The finder in place: results follow what is asked without loading the page anew, and on narrow
// screens the filters are a sheet. Without this file links and forms do the same.
"use strict";
(() => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  const form = document.getElementById("finder");
  const filters = document.getElementById("filters");
  const status = document.getElementById("finder-status");
  if (!form || !filters || !window.DOMParser || !window.AbortController) return;

  // Where there is room, the filters stand open. Browsers that can say so in CSS need no help.
  const wide = matchMedia("(min-width: 60rem)");
  if (!CSS.supports("selector(::details-content)")) {
    const follow = () => { filters.open = wide.matches; };
    follow();
    wide.addEventListener("change", follow);
  }

  const inPrivate = form.method === "post";
  // Coming back to a private search, or loading it anew, would send again what was asked first.
  // It starts empty instead, and still in private: the history is told that much and nothing else.
  if (inPrivate) {
    history.replaceState({ inPrivate }, "");
  } else if (history.state && history.state.inPrivate) {
    const empty = form.cloneNode();
    empty.method = "post";
    document.body.append(empty);
    HTMLFormElement.prototype.submit.call(empty);
    return;
  }

  const byId = (id) => document.getElementById(id);
  const inside = byId("filters-inside");
  let asking = null;
  const here = () => location.pathname + location.search;
  let shown = here();
  let sheet = null;

  // What may change from answer to answer, and is taken over from the page that answers.
  const take = (answer, typing) => {
    const results = answer.getElementById("results");
    if (!results) return false;
    for (const id of ["results", "finder-forms", "carried"]) {
      const mine = byId(id);
      mine.replaceChildren(...answer.getElementById(id).childNodes);
      if (id === "results") for (const { name, value } of results.attributes) mine.setAttribute(name, value);
    }
    for (const part of [".languages", ".site-nav", "#q-help"]) {
      const [old, now] = [document, answer].map((page) => page.querySelector(part));
      if (old && now) old.replaceWith(now);
    }
    document.title = answer.title;
    for (const option of answer.querySelectorAll("[data-option]")) {
      const box = option.querySelector("input");
      const mine = inside.querySelector(`input[name="${box.name}"][value="${box.value}"]`);
      if (!mine) continue;
      mine.checked = box.defaultChecked;
      const item = mine.closest("[data-option]");
      item.dataset.count = option.dataset.count;
      item.querySelector("b").textContent = option.dataset.count;
    }
    const badges = (page) => page.querySelectorAll("#filters > summary, [data-facet] > summary");
    const theirs = badges(answer);
    badges(document).forEach((summary, place) => {
      const [old, now] = [summary, theirs[place]].map((one) => one && one.querySelector(".badge"));
      if (old) old.remove();
      if (now) summary.append(" ", now);
    });
    for (const id of typing ? [] : ["q", "near"]) byId(id).value = answer.getElementById(id).defaultValue;
    const said = byId("results-title").textContent;
    status.textContent = said;
    for (const count of document.querySelectorAll(".sheet-count")) count.textContent = said;
    return true;
  };

  // A programme's button on the list, under whichever of its two names.
  const listButton = (code) => [...byId("results").querySelectorAll("button[name]")]
    .find(({ name, value }) => /^(keep|drop)$/.test(name) && value === code);

  // Say beside the button, and aloud, what became of the list.
  const sayListed = ({ name, value }) => {
    const words = byId("list").dataset;
    const bar = byId("results").querySelector(".list-bar");
    const button = listButton(value);
    const full = name === "keep" && !(button && button.name === "drop");
    const number = bar ? bar.querySelector("strong").textContent : words.empty;
    status.textContent = full ? words.full : `${name === "keep" ? words.added : words.dropped} ${number}`;
    if (!button) return;
    const said = document.createElement("span");
    said.className = "list-said";
    said.append(status.textContent);
    if (bar) said.append(" ", bar.querySelector("a").cloneNode(true));
    button.before(said);
  };

  // Ask for a page and take it over; `go` is where the browser goes when that cannot be done.
  const ask = async (address, { body = null, push = true, typing = false, go = null, listed = null, arrive = false } = {}) => {
    if (asking) asking.abort();
    const mine = (asking = new AbortController());
    const had = document.activeElement;
    const trace = had && byId("results").contains(had) ? [had.name, had.value] : null;
    byId("results").setAttribute("aria-busy", "true");
    try {
      const reply = await fetch(address, {
        method: body ? "POST" : "GET", body, signal: mine.signal, credentials: "same-origin",
      });
      const answer = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (mine !== asking) return;
      if (!reply.ok || !take(answer, typing)) throw new Error("not a page of the finder");
    } catch (problem) {
      if (problem.name === "AbortError") return;
      if (go) go();
      return;
    }
    byId("results").removeAttribute("aria-busy");
    if (!body) {
      const asked = byId("results").dataset.asked;
      const now = new URL(address, location.href).pathname + (asked ? `?${asked}` : "");
      // What is changed in the sheet is one step of the history.
      if (push && now !== here()) {
        if (sheet && sheet.open) history.replaceState(history.state, "", now);
        else history.pushState(null, "", now);
      }
      shown = here();
    }
    if (listed) sayListed(listed);
    if (arrive) {
      byId("results-title").focus({ preventScroll: true });
      byId("results-title").scrollIntoView();
    } else if (trace && !document.contains(had)) {
      // The same button for the same programme, under its other name; else the number found.
      const again = trace[1] && listButton(trace[1]);
      (again || byId("results-title")).focus({ preventScroll: Boolean(again) });
      if (!again) byId("results-title").scrollIntoView({ block: "nearest" });
    }
  };

  const send = (sent, submitter, options = {}) => {
    const fields = new URLSearchParams(new FormData(sent));
    if (submitter && submitter.name) fields.append(submitter.name, submitter.value);
    const go = () => { sending = true; sent.requestSubmit(submitter || undefined); };
    const action = (submitter && submitter.getAttribute("formaction")) || sent.getAttribute("action");
    const address = action.split("#")[0];
    if (sent.method === "post") return ask(address, { ...options, body: fields, go });
    for (const name of new Set(fields.keys())) {
      const full = fields.getAll(name).filter((value) => value);
      fields.delete(name);
      full.forEach((value) => fields.append(name, value));
    }
    return ask(`${address}?${fields}`, { ...options, go });
  };

  let sending = false;
  document.addEventListener("submit", (event) => {
    const { target: sent, submitter } = event;
    if (sending || !["finder", "ask", "list"].includes(sent.id)) return;
    // To another page, into private or out of it: the browser's own way.
    const action = submitter && submitter.getAttribute("formaction");
    if (submitter && (submitter.hasAttribute("formmethod") || submitter.hasAttribute("data-leaves"))) return;
    if (action && action !== form.getAttribute("action")) return;
    event.preventDefault();
    const listed = sent.id === "list" && submitter ? { name: submitter.name, value: submitter.value } : null;
    // Where the filters are a sheet, what was found is below what one sees: go there.
    send(sent, submitter, { listed, arrive: sent === form && !wide.matches });
    if (sent === form) closeSheet();
  });

  inside.addEventListener("change", () => send(form, null, { typing: true }));

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#results a[href]");
    if (!link || inPrivate || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const to = new URL(link.href);
    if (to.origin !== location.origin || to.pathname !== location.pathname || to.hash) return;
    event.preventDefault();
    ask(link.href, { go: () => { location.href = link.href; } });
    if (link.closest(".pages")) byId("results").scrollIntoView();
  });

  addEventListener("popstate", () => {
    // A step within the page, to the law's limit for instance, asks for nothing new.
    if (sheet && sheet.open) {
      // Back closes the sheet. What was changed in it stays, one step further.
      closeSheet();
      if (!inPrivate && shown !== here()) history.pushState(null, "", shown);
      return;
    }
    if (inPrivate || shown === here()) return;
    shown = here();
    ask(location.href, { push: false, go: () => location.reload() });
  });

  // The sheet: the browser's own dialog keeps the focus inside, closes on Escape and gives it back.
  let before = "";
  const extras = inside.querySelectorAll(".sheet-head");
  const closeSheet = () => { if (sheet) sheet.close(); };
  const openSheet = () => {
    if (!sheet) {
      sheet = document.createElement("dialog");
      sheet.className = "sheet";
      sheet.setAttribute("aria-labelledby", "sheet-title");
      sheet.addEventListener("close", () => {
        filters.append(inside);
        extras.forEach((extra) => { extra.hidden = true; });
        sheet.remove();
        document.documentElement.classList.remove("has-sheet");
        if (!byId("results").contains(document.activeElement)) filters.querySelector("summary").focus();
        if (!history.state || !history.state.sheet) return;
        if (shown === before) history.back();
        else history.replaceState(null, "");
      });
      inside.querySelector("[data-close]").addEventListener("click", closeSheet);
    }
    extras.forEach((extra) => { extra.hidden = false; });
    sheet.append(inside);
    form.append(sheet);
    document.documentElement.classList.add("has-sheet");
    sheet.showModal();
    before = shown;
    history.pushState({ ...history.state, sheet: true }, "");
  };
  filters.querySelector("summary").addEventListener("click", (event) => {
    if (wide.matches) return;
    event.preventDefault();
    openSheet();
  });
  wide.addEventListener("change", closeSheet);
})();
