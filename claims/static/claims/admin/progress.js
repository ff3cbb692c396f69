// How far an import is, without a person reloading. Without this script the page reloads itself.
const box = document.getElementById("progress");

async function look() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("progress");
  if (!fresh || fresh.dataset.stage !== box.dataset.stage) {
    location.reload();
    return;
  }
  for (const part of ["h2", "[role=status]", ".quiet"]) {
    const now = box.querySelector(part);
    const then = fresh.querySelector(part);
    if (now.innerHTML !== then.innerHTML) now.replaceChildren(...then.childNodes);
  }
  const asked = box.querySelector("form");
  const asks = fresh.querySelector("form");
  if (asked.querySelectorAll("button").length !== asks.querySelectorAll("button").length) {
    asked.replaceWith(asks);
  }
  setTimeout(look, 1500);
}

if (box) setTimeout(look, 1500);
