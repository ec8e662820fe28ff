// Shows what needs a passkey where the browser has them, asks it for one, and sends the answer with the form.
"use strict";
for (const box of document.querySelectorAll("[data-passkey]")) {
  if (!webauthnJSON.supported()) continue;
  box.hidden = false;
  const form = box.closest("form") || box.querySelector("form");
  const failed = form.querySelector("[role=alert]");
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      const given = box.dataset.options || (await (await fetch(box.dataset.from)).text());
      const ask = JSON.parse(given);
      const answer = await (box.dataset.passkey === "add" ? webauthnJSON.create(ask) : webauthnJSON.get(ask));
      form.elements.credential.value = JSON.stringify(answer);
      form.requestSubmit();
    } catch {
      failed.hidden = false;
    }
  });
}
