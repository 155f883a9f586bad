// Keys and hover links; every page works without this file.
"use strict";
(() => {
  const off = "chancery-keys-off";
  const button = document.querySelector("button.keys");
  const say = () => { if (button) button.textContent = localStorage.getItem(off) ? "Switch keys on" : "Switch keys off"; };
  if (button) button.addEventListener("click", () => { localStorage.getItem(off) ? localStorage.removeItem(off) : localStorage.setItem(off, "1"); say(); });
  say();
  const light = (numbers, on) => {
    for (const number of numbers) {
      const item = document.getElementById("f" + number);
      if (item) item.classList.toggle("lit", on);
    }
  };
  const marks = [...document.querySelectorAll("mark[data-findings]")];
  for (const mark of marks) {
    const numbers = mark.dataset.findings.split(" ");
    mark.addEventListener("mouseenter", () => light(numbers, true));
    mark.addEventListener("mouseleave", () => light(numbers, false));
  }
  for (const item of document.querySelectorAll("[data-finding]")) {
    const mine = marks.filter((mark) => mark.dataset.findings.split(" ").includes(item.dataset.finding));
    for (const [type, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      item.addEventListener(type, () => mine.forEach((mark) => mark.classList.toggle("lit", on)));
    }
  }
  // A picture that is wider than its frame shows its latest end.
  for (const frame of document.querySelectorAll(".picture .scroll")) frame.scrollLeft = frame.scrollWidth;
  let at = -1;
  const step = (list, by) => {
    if (!list.length) return;
    at = Math.min(list.length - 1, Math.max(0, at + by));
    list[at].scrollIntoView({ block: "center" });
    const target = list[at].querySelector("a, button") || list[at];
    if (target.focus) target.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (localStorage.getItem(off) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const items = () => [...document.querySelectorAll("main tbody tr, main ol > li")];
    if (event.key === "/") { document.getElementById("q").focus(); event.preventDefault(); }
    else if (event.key === "?") location.href = "/about";
    else if (event.key === "j") step(items(), 1);
    else if (event.key === "k") step(items(), -1);
    else if (event.key === "]") step([...document.querySelectorAll(".findings li")], 1);
    else if (event.key === "[") step([...document.querySelectorAll(".findings li")], -1);
    else {
      const key = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (key) { key.click(); event.preventDefault(); }
    }
  });
})();
