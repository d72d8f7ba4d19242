(() => {
  const area = () => document.querySelector("#tweet textarea");
  const undone = []; // what stood in the text before each replacement
  const written = []; // texts of this session, the latest first

  // The text is put in place, the page of its tab shown, and what stood there kept for Undo.
  const put = (text) => {
    document.querySelector("#tabs button[role=tab]")?.click();
    const box = area();
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
    box.scrollIntoView({ block: "center", behavior: "smooth" });
  };

  const undoButton = () => document.querySelector("[data-undo]");

  const use = (text) => {
    const before = area().value;
    if (before.trim() && before !== text) {
      undone.push(before);
      remember(before);
    }
    undoButton().disabled = !undone.length;
    put(text);
  };

  const undo = () => {
    put(undone.pop());
    undoButton().disabled = !undone.length;
  };

  const remember = (text) => {
    const known = written.indexOf(text);
    if (known >= 0) written.splice(known, 1);
    written.unshift(text);
    const fold = document.querySelector(".texts");
    fold.hidden = false;
    fold.querySelector("ol").replaceChildren(...written.map((each) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "link", textContent: each });
      button.dataset.use = each;
      item.append(button);
      return item;
    }));
  };

  // Without a secure context (a page served wider than this machine) there is no clipboard API.
  const copyOldWay = (text) => {
    const box = document.createElement("textarea");
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  };

  const copy = async (button) => {
    const text = button.dataset.copy;
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else copyOldWay(text);
    button.textContent = "Copied";
    announce("Copied.");
    setTimeout(() => (button.textContent = "Copy"), 1600);
  };

  // On a phone, what comes of it lies below the fold.
  const follow = (results) => {
    const watch = setInterval(() => {
      if (results.querySelector(".busy")) return;
      clearInterval(watch);
      results.scrollIntoView({ behavior: "smooth" });
    }, 600);
  };

  document.addEventListener("click", (event) => {
    const at = (what) => event.target.closest(what);
    if (at("[data-copy]")) copy(at("[data-copy]"));
    if (at("[data-use]")) use(at("[data-use]").dataset.use);
    if (at("[data-undo]")) undo();
    if (at("#optimize") && area().value.trim()) remember(area().value.trim());
    if (at(".go") && innerWidth < 900) follow(at(".two").lastElementChild);
    if (at(".shade")) document.body.classList.toggle("dark");
  });

  // Screen readers are told what a notice says; a region that was there before is read for sure.
  const voice = document.createElement("div");
  voice.className = "unseen";
  voice.setAttribute("role", "status");
  const announce = (text) => (voice.textContent = text);

  const mend = () => {
    const main = document.querySelector(".gradio-container main") ?? document.body;
    if (!voice.isConnected) main.append(voice);
    document.documentElement.lang = "en";
  };

  let said = "";
  new MutationObserver(() => {
    mend();
    const notices = [...document.querySelectorAll(".notice:not(.error)")];
    const now = notices.filter((each) => each.offsetParent).map((each) => each.textContent).join(" ");
    if (now !== said) announce((said = now));
  }).observe(document.documentElement, { childList: true, subtree: true });

  // A file dropped anywhere goes to the upload of the tab that is open.
  const unfold = (fold) => {
    const box = document.querySelector(fold);
    const button = box?.querySelector("button");
    if (box?.offsetParent && !button?.classList.contains("open")) button.click();
  };
  const drop = (file) => {
    const give = (tries) => {
      const inputs = [...document.querySelectorAll("#posts input[type=file], #upload input[type=file]")];
      const input = inputs.find((each) => each.closest("#posts, #upload").offsetParent);
      if (!input) {
        if (tries % 10 === 0) ["#options", "#past"].forEach(unfold);
        return tries && setTimeout(() => give(tries - 1), 100);
      }
      const files = new DataTransfer();
      files.items.add(file);
      input.files = files.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    give(50);
  };

  document.addEventListener("dragover", (event) => {
    if ([...event.dataTransfer.types].includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const file = event.dataTransfer.files[0];
    if (!file || event.target.closest("#posts, #upload")) return;
    event.preventDefault();
    drop(file);
  });

  const tip = document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("role", "tooltip");

  const show = (point) => {
    if (!tip.isConnected) document.querySelector(".gradio-container").append(tip);
    tip.textContent = point.dataset.tip;
    tip.style.display = "block";
    const place = point.getBoundingClientRect();
    const width = tip.offsetWidth, height = tip.offsetHeight;
    const left = Math.min(Math.max(place.x + place.width / 2 - width / 2, 8), innerWidth - width - 8);
    const above = place.y - height - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 8 ? above : place.bottom + 8}px`;
  };

  for (const kind of ["mouseover", "focusin", "touchstart"]) {
    document.addEventListener(kind, (event) => {
      const point = event.target.closest?.("[data-tip]");
      if (point) show(point);
      else if (kind !== "focusin") tip.style.display = "none";
    }, { passive: true });
  }
})();
