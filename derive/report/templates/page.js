// The buttons that copy what stands below them; and what scrolls can be scrolled by keys, too.
"use strict";
for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const text = document.getElementById(button.dataset.copies).textContent;
    const done = () => { button.textContent = "Copied"; };
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done);
    else {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      done();
    }
  });
}
function focusable() {
  for (const part of document.querySelectorAll(".formula, .display, .long")) {
    if (part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX === "auto") part.setAttribute("tabindex", "0");
    else part.removeAttribute("tabindex");
  }
}
addEventListener("resize", focusable);
document.fonts.ready.then(focusable);
focusable();
