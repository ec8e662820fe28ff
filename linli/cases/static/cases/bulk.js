// Follows a table that is coming in: the page is read again every two seconds until all is in. Without this, a link does.
"use strict";
const again = async () => {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("progress");
    if (!answer.ok || !now) return;
    if (!("running" in now.dataset)) {
      location.reload();
      return;
    }
    document.getElementById("progress").replaceWith(document.importNode(now, true));
  } catch {
    // The line may come back: the next look is in two seconds.
  }
  setTimeout(again, 2000);
};
setTimeout(again, 2000);
