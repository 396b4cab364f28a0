// Search and filters of the index: the claims are in claims.js, so that it works from a disk, too.
"use strict";
(function () {
  const form = document.getElementById("search");
  if (!form || !window.DERIVE_CLAIMS) return;
  form.hidden = false;
  const rows = new Map([...document.querySelectorAll("tr[data-id]")].map((row) => [row.dataset.id, row]));
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[\s{}$\\]+/g, " ");
  const claims = window.DERIVE_CLAIMS.map((claim) => ({ ...claim, text: plain(claim.words.join(" ")) }));
  const found = document.getElementById("found");
  function show() {
    const words = plain(form.words.value).split(" ").filter(Boolean);
    let count = 0;
    for (const claim of claims) {
      const fits =
        words.every((word) => claim.text.includes(word)) &&
        (!form.verdict.value || claim.verdict === form.verdict.value) &&
        (!form.topic.value || claim.topic === form.topic.value) &&
        (!form.article || !form.article.value || claim.articles.includes(form.article.value));
      rows.get(claim.id).hidden = !fits;
      count += fits;
    }
    for (const section of document.querySelectorAll("section[data-topic]")) {
      section.hidden = !section.querySelector("tr:not([hidden])");
    }
    found.textContent = count === claims.length ? "" : count + (count === 1 ? " claim" : " claims");
  }
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.words.value = new URLSearchParams(location.search).get("q") || "";
  show();
})();
