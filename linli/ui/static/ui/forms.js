// What a form does beyond sending: it keeps what was typed while this tab lives, and hides what is not asked.
// Without this script every form works as well: conditions stand in words, and the server checks them.
"use strict";

const KEPT = "linli:form:";
const HOUR = 60 * 60 * 1000; // older drafts are somebody else's, on a machine that several use
const NEVER = new Set(["token", "screen", "csrfmiddlewaretoken", "next"]);

function inputs(form) {
  return [...form.elements].filter(
    (one) => one.name && !NEVER.has(one.name) && !["hidden", "password", "submit", "button", "file"].includes(one.type) && !one.dataset.neverKept,
  );
}

function typed(form) {
  return inputs(form).map((one) => [one.name, one.type === "checkbox" || one.type === "radio" ? one.value : "", one.type === "checkbox" || one.type === "radio" ? one.checked : one.value]);
}

function store(action) {
  try {
    return action(window.sessionStorage);
  } catch {
    return null; // a browser that keeps nothing: the form works without
  }
}

function keep(form, sent) {
  const draft = JSON.stringify({ typed: typed(form), sent: Boolean(sent), at: Date.now() });
  store((kept) => kept.setItem(KEPT + form.dataset.draft, draft));
}

function restore(form) {
  const draft = store((kept) => JSON.parse(kept.getItem(KEPT + form.dataset.draft)));
  const shown = inputs(form).some((one) => (one.type === "checkbox" || one.type === "radio" ? one.checked !== one.defaultChecked : one.value !== one.defaultValue));
  const answered = form.querySelector("[aria-invalid=true]") || inputs(form).some((one) => one.type !== "checkbox" && one.type !== "radio" && one.defaultValue);
  if (!draft || shown || answered || Date.now() - draft.at > HOUR) return;
  for (const [name, value, state] of draft.typed) {
    for (const one of inputs(form).filter((each) => each.name === name)) {
      if (one.type === "checkbox" || one.type === "radio") {
        if (one.value === value) one.checked = state;
      } else if (state) one.value = state;
    }
  }
  const told = form.querySelector("[data-draft-told]");
  form.querySelector("[data-draft-empty]")?.addEventListener("click", () => {
    store((kept) => kept.removeItem(KEPT + form.dataset.draft));
    form.reset();
    told.hidden = true;
    conditions(form);
  });
  if (told && draft.typed.some(([, , state]) => state)) told.hidden = false;
}

// A draft that was sent is done with as soon as the server answered with another page.
function tidy(forms) {
  const here = new Set(forms.map((form) => KEPT + form.dataset.draft));
  store((kept) => {
    for (const name of Object.keys(kept).filter((each) => each.startsWith(KEPT) && !here.has(each))) {
      if (JSON.parse(kept.getItem(name)).sent) kept.removeItem(name);
    }
  });
}

function conditions(form) {
  for (const field of form.querySelectorAll("[data-only-if]")) {
    const codes = new Set(field.dataset.codes.split(" "));
    const asked = [...form.elements].filter((one) => one.name === field.dataset.onlyIf);
    if (!asked.length) continue;
    const chosen = asked.filter((one) => (one.type === "checkbox" || one.type === "radio" ? one.checked : true)).map((one) => one.value);
    field.hidden = !chosen.some((value) => codes.has(value));
    for (const one of field.querySelectorAll("input, select, textarea")) one.disabled = field.hidden;
  }
}

function offline(form, event) {
  if (navigator.onLine !== false) return;
  event.preventDefault();
  const told = form.querySelector("[data-offline-told]");
  if (told) {
    told.hidden = false;
    told.focus();
  }
}

const forms = [...document.querySelectorAll("form[data-draft]")];
tidy(forms);
for (const form of forms) {
  restore(form);
  conditions(form);
  form.addEventListener("input", () => {
    keep(form);
    conditions(form);
  });
  form.addEventListener("change", () => conditions(form));
  form.addEventListener("submit", (event) => {
    keep(form, navigator.onLine !== false);
    offline(form, event);
  });
}
