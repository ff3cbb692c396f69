// The reading view: keys, selection and the panel beside the text. Without this script every
// sentence has a plain link to the same form.
(() => {
  const text = document.getElementById("reading-text");
  const panel = document.getElementById("reading-panel");
  const help = document.getElementById("reading-help");
  const said = document.getElementById("reading-said");
  const offer = document.getElementById("reading-selected");
  const keys = document.getElementById("reading-keys");
  if (!text || !text.querySelector("a.make")) return;

  const links = [...text.querySelectorAll("a.make")];
  const sentenceOf = (link) => document.getElementById(link.getAttribute("aria-labelledby").split(" ")[1]);
  const linkOf = (sentence) => links.find((link) => sentenceOf(link) === sentence);
  const placeOf = (link) => new URL(link.href).searchParams;
  const KEPT = "Nothing was saved; what you typed is still here.";
  let current = null; // the link that Tab and j start from
  let last = null; // the link of the last sentence, where several are chosen
  let returnTo = null;
  let asked = null; // what is on its way: a newer question takes its place, a save is waited for
  let saving = false;

  // One link of the text is in the tab order; j and k move it, as in a list of choices.
  function settle(link, { focus = true } = {}) {
    if (current) current.tabIndex = -1;
    current = link;
    current.tabIndex = 0;
    if (!focus) return;
    link.focus({ preventScroll: true });
    sentenceOf(link).scrollIntoView({ block: "nearest" });
    history.replaceState(null, "", `#${sentenceOf(link).id}`); // a reload comes back here
  }

  function choose(to) {
    last = to;
    const [first, end] = [links.indexOf(current), links.indexOf(to || current)];
    links.forEach((link, at) => sentenceOf(link).classList.toggle("chosen", Boolean(to) && at >= first && at <= end));
    if (to) say(`${end - first + 1} sentences chosen. ${sentenceOf(to).textContent}`);
  }

  function move(by) {
    choose(null);
    const begun = text.contains(document.activeElement) || current !== links[0];
    const shown = links.findIndex((link) => sentenceOf(link).getBoundingClientRect().bottom > 0);
    const to = begun ? links.indexOf(current) + by : shown;
    settle(links[Math.min(Math.max(to, 0), links.length - 1)]);
  }

  function say(sentence) {
    said.textContent = "";
    requestAnimationFrame(() => { said.textContent = sentence; });
  }

  function show(html) {
    said.textContent = "";
    panel.innerHTML = html;
    panel.hidden = false;
    help.hidden = true;
    const alert = panel.querySelector("[role=alert]");
    const field = alert || panel.querySelector("textarea, button:not([tabindex]), a");
    field.focus();
    if (!alert && field.select) field.setSelectionRange(field.value.length, field.value.length);
    if (returnTo) sentenceOf(returnTo).scrollIntoView({ block: "nearest" });
  }

  function close(sentence) {
    panel.textContent = "";
    [panel.hidden, help.hidden] = [true, false];
    choose(null);
    say(sentence || "");
    if (returnTo) settle(returnTo);
  }

  // Answers are pieces of pages; after a save, the sentences that look otherwise now.
  async function ask(url, options) {
    if (saving) {
      say("The claim before is still being saved: try again in a moment.");
      return;
    }
    if (asked) asked.abort();
    const mine = asked = new AbortController();
    saving = options !== undefined;
    try {
      const response = await fetch(url, { ...options, headers: { "X-Fragment": "1" }, signal: mine.signal });
      if (response.redirected && response.url.includes("/login/")) throw new Error(`You are logged out: log in in another window, then try again. ${KEPT}`);
      if (response.redirected) window.location = response.url;
      else if (response.headers.get("Content-Type").startsWith("application/json")) {
        const saved = await response.json();
        for (const [id, html] of Object.entries(saved.sentences)) {
          if (document.getElementById(id)) document.getElementById(id).outerHTML = html;
        }
        document.getElementById("reading-count").textContent = saved.count;
        close(saved.said);
      } else if (response.status < 500) {
        show(await response.text());
      } else {
        throw new Error(`The site failed at this. ${KEPT}`);
      }
    } catch (problem) {
      if (problem.name === "AbortError") return;
      say(problem instanceof TypeError ? `The site cannot be reached. ${KEPT}` : problem.message);
    } finally {
      if (asked === mine) [asked, saving] = [null, false];
    }
  }

  function open(start, end, link) {
    offer.hidden = true;
    returnTo = link;
    settle(link, { focus: false });
    if (!last) choose(null);
    sentenceOf(link).classList.add("chosen");
    ask(`${text.dataset.claim}&start=${start}&end=${end}`);
  }

  function openChosen(link) {
    const to = last && links.indexOf(last) > links.indexOf(link) ? last : link;
    open(placeOf(link).get("start"), placeOf(to).get("end"), link);
  }

  // Offsets are code points of the document's text; what the page adds to it is marked data-aside.
  function pointsBefore(sentence, node, offset) {
    const range = document.createRange();
    range.setStart(sentence, 0);
    range.setEnd(node, offset);
    const copy = range.cloneContents();
    copy.querySelectorAll("[data-aside]").forEach((aside) => aside.remove());
    return [...copy.textContent].length;
  }

  function selected() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const touched = [...text.querySelectorAll(".s")].filter((one) => range.intersectsNode(one));
    if (!touched.length || !linkOf(touched[0])) return null;
    const [first, sentence] = [touched[0], touched[touched.length - 1]];
    const begins = (one) => Number(placeOf(linkOf(one)).get("start"));
    const start = begins(first) + (first.contains(range.startContainer) ? pointsBefore(first, range.startContainer, range.startOffset) : 0);
    const end = sentence.contains(range.endContainer) ? begins(sentence) + pointsBefore(sentence, range.endContainer, range.endOffset) : Number(placeOf(linkOf(sentence)).get("end"));
    return start < end ? { start, end, link: linkOf(first), box: range.getBoundingClientRect() } : null;
  }

  document.addEventListener("selectionchange", () => {
    const found = selected();
    offer.hidden = !found;
    if (!found) return;
    const right = document.documentElement.clientWidth - offer.offsetWidth - 8;
    offer.style.top = `${Math.max(found.box.bottom, 0) + window.scrollY + 6}px`;
    offer.style.left = `${Math.max(8, Math.min(found.box.left, right))}px`;
  });
  offer.addEventListener("mousedown", (event) => event.preventDefault()); // keep the selection
  offer.addEventListener("click", ({ target }) => {
    const found = selected();
    if (!found) return;
    const { annotate } = target.dataset;
    if (annotate) window.location = `${annotate}&start=${found.start}&end=${found.end}`;
    else open(found.start, found.end, found.link);
  });
  text.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a");
    const sentence = event.target.closest(".s");
    if (link && link.matches(".make")) {
      event.preventDefault();
      openChosen(link);
    } else if (!link && sentence && document.getSelection().isCollapsed) {
      settle(linkOf(sentence), { focus: false });
      choose(null);
      openChosen(linkOf(sentence));
    }
  });
  text.addEventListener("focusin", ({ target }) => {
    if (target.matches("a.make")) settle(target, { focus: false });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) close();
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, #reading-panel")) return;
    const inside = text.contains(event.target);
    const arrow = inside && { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const by = arrow || (keys.checked && { j: 1, J: 1, k: -1, K: -1 }[event.key]);
    if (by && event.shiftKey && current) {
      const to = links[links.indexOf(last || current) + by];
      if (to) choose(links.indexOf(to) > links.indexOf(current) ? to : null);
    } else if (by) move(by);
    else if (event.key === "c" && keys.checked && inside) openChosen(current);
    else return;
    event.preventDefault();
  });

  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("textarea[name=text]") || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!event.repeat) event.target.form.requestSubmit();
  });
  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(event.target.action, { method: "POST", body: new FormData(event.target, event.submitter) });
  });
  panel.addEventListener("click", (event) => {
    if (event.target.matches(".closelink")) close(event.preventDefault());
  });

  keys.checked = localStorage.getItem("reading-keys") !== "off";
  keys.addEventListener("change", () => localStorage.setItem("reading-keys", keys.checked ? "on" : "off"));
  links.forEach((link) => { link.tabIndex = -1; });
  const came = window.location.hash && document.getElementById(window.location.hash.slice(1));
  settle((came && linkOf(came)) || links[0], { focus: Boolean(came && linkOf(came)) });
})();
