// Keys at the desk: arrows go through the list, Enter opens, the right arrow goes into the case and Escape back.
// They work while the list or the case has the focus, so no key is taken from whoever types or uses a screen reader.
"use strict";

const listing = document.querySelector(".listing .scroll");
const pane = document.getElementById("case");

function rows() {
  return [...listing.querySelectorAll("tbody th a")];
}

function go(step) {
  const links = rows();
  const now = links.findIndex((one) => one === document.activeElement || one.closest("tr").contains(document.activeElement));
  const next = { first: 0, last: links.length - 1 }[step] ?? Math.min(Math.max(now + step, 0), links.length - 1);
  links[next]?.focus();
}

const MOVES = { ArrowDown: 1, ArrowUp: -1, Home: "first", End: "last" };

function inList(event) {
  if (event.key in MOVES) {
    go(MOVES[event.key]);
  } else if (event.key === "ArrowRight" && pane) {
    pane.focus();
  } else {
    return;
  }
  event.preventDefault();
}

function inPane(event) {
  if (event.key === "Escape" || (event.key === "ArrowLeft" && event.target === pane)) {
    (listing?.querySelector("[aria-current]") ?? listing)?.focus();
    event.preventDefault();
  }
}

listing?.addEventListener("keydown", (event) => !event.altKey && !event.ctrlKey && !event.metaKey && inList(event));
pane?.addEventListener("keydown", inPane);
// After a case was opened from the list the page is a new one: the reader goes on where they were.
listing?.querySelector("[aria-current]")?.focus({ preventScroll: true });
