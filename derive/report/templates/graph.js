// Makes the graph larger and smaller, by buttons and by keys; scrolling is the browser's own.
"use strict";
(function () {
  const frame = document.querySelector(".graph");
  const picture = frame.querySelector("svg");
  const width = Number(picture.getAttribute("width"));
  const height = Number(picture.getAttribute("height"));
  let scale = 1;
  function zoom(wanted) {
    const middle = [0.5, 0.5].map((half, side) => side
      ? (frame.scrollTop + half * frame.clientHeight) / (height * scale)
      : (frame.scrollLeft + half * frame.clientWidth) / (width * scale));
    scale = Math.min(4, Math.max(0.1, wanted));
    picture.setAttribute("width", width * scale);
    picture.setAttribute("height", height * scale);
    frame.scrollLeft = middle[0] * width * scale - frame.clientWidth / 2;
    frame.scrollTop = middle[1] * height * scale - frame.clientHeight / 2;
  }
  const acts = {
    in: () => zoom(scale * 1.25),
    out: () => zoom(scale / 1.25),
    fit: () => zoom(frame.clientWidth / width),
  };
  const keys = { "+": "in", "=": "in", "-": "out", "−": "out", "0": "fit" };
  frame.addEventListener("keydown", (event) => {
    const act = acts[keys[event.key]];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  for (const button of document.querySelectorAll("button[data-zoom]")) button.addEventListener("click", acts[button.dataset.zoom]);
  document.querySelector(".zoom").hidden = false;
})();
