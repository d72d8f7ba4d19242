(() => {
  const copied = (button) => {
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1600);
  };

  // Without a secure context (a page served wider than this machine) there is no clipboard API.
  const copyOldWay = (text) => {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };

  // On a phone, what comes of it lies below the fold.
  const follow = (results) => {
    const watch = setInterval(() => {
      if (results.querySelector(".busy")) return;
      clearInterval(watch);
      results.scrollIntoView({ behavior: "smooth" });
    }, 600);
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) {
      const text = button.dataset.copy;
      if (navigator.clipboard) await navigator.clipboard.writeText(text);
      else copyOldWay(text);
      copied(button);
    }
    const go = event.target.closest("#optimize, .go");
    if (go && innerWidth < 900) follow(go.closest(".two").lastElementChild);
    if (event.target.closest(".shade")) document.body.classList.toggle("dark");
  });

  // A file dropped anywhere goes to the upload of the tab that is open.
  const drop = (file) => {
    const past = document.querySelector("#past");
    if (past?.offsetParent && !document.querySelector("#posts")?.offsetParent) {
      past.querySelector("button").click();
    }
    const give = (tries) => {
      const inputs = [...document.querySelectorAll("#posts input[type=file], #upload input[type=file]")];
      const input = inputs.find((each) => each.closest("#posts, #upload").offsetParent);
      if (!input) return tries && setTimeout(() => give(tries - 1), 100);
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
