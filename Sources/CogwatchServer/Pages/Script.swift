/// The one script, served as a file so that the policy may forbid scripts in the page.
///
/// Pages are whole without it. It asks for the page again, takes over what changed without touching
/// what somebody is using, and writes times in the viewer's zone.
enum Script {
    static let text = #"""
        "use strict";
        (() => {
          const main = document.getElementById("main");
          if (!main) return;
          const pace = Number(main.dataset.refresh) * 1000;
          const zoneOf = date => {
            const parts = new Intl.DateTimeFormat("en", { timeZoneName: "short" }).formatToParts(date);
            const zone = parts.find(part => part.type === "timeZoneName");
            return zone ? zone.value : "";
          };
          const two = number => String(number).padStart(2, "0");
          const day = date =>
            [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
          const clock = date => two(date.getHours()) + ":" + two(date.getMinutes());
          const moment = date =>
            day(date) + " " + clock(date) + ":" + two(date.getSeconds()) + " " + zoneOf(date);

          // Times in the viewer's zone; the title keeps what the agent said.
          const localise = root => {
            for (const time of root.querySelectorAll("time[datetime]")) {
              const date = new Date(time.dateTime);
              if (Number.isNaN(date.getTime())) continue;
              const utc = time.title || time.textContent;
              time.title = moment(date) + " = " + utc;
              if (time.classList.contains("moment")) time.textContent = moment(date);
            }
            for (const label of root.querySelectorAll("text[data-time]")) {
              const date = new Date(label.dataset.time);
              if (!Number.isNaN(date.getTime())) label.textContent = clock(date);
            }
          };

          // Makes an element like a newer one and keeps every node that can stay, so that focus,
          // selection, scrolling and what is opened stay too. Rows are told apart by their ids.
          const isSame = (left, right) =>
            left.nodeType === right.nodeType && left.nodeName === right.nodeName
            && (left.id || "") === (right.id || "");
          const copyAttributes = (old, fresh) => {
            for (const { name } of [...old.attributes]) {
              if (!fresh.hasAttribute(name) && !(old.nodeName === "DETAILS" && name === "open")) {
                old.removeAttribute(name);
              }
            }
            for (const { name, value } of [...fresh.attributes]) {
              if (old.getAttribute(name) !== value) old.setAttribute(name, value);
            }
          };
          const morph = (old, fresh) => {
            if (old.nodeType !== Node.ELEMENT_NODE) {
              if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
              return;
            }
            // What somebody fills in is theirs until they send it.
            if (old.nodeName === "FORM" && old.contains(document.activeElement)) return;
            if (/^(INPUT|SELECT|TEXTAREA)$/.test(old.nodeName)) return;
            copyAttributes(old, fresh);
            const known = new Map();
            const wantedIDs = new Set([...fresh.children].map(child => child.id));
            for (const child of [...old.children]) {
              if (!child.id) continue;
              // Gone first: what follows it need not be moved then, and keeps its focus.
              if (wantedIDs.has(child.id)) known.set(child.id, child);
              else child.remove();
            }
            let place = old.firstChild;
            for (const wanted of [...fresh.childNodes]) {
              const twin = wanted.id ? known.get(wanted.id) : null;
              if (twin && isSame(twin, wanted)) {
                if (twin !== place) old.insertBefore(twin, place);
                else place = place.nextSibling;
                morph(twin, wanted);
              } else if (place && isSame(place, wanted)) {
                const next = place.nextSibling;
                morph(place, wanted);
                place = next;
              } else {
                old.insertBefore(document.importNode(wanted, true), place);
              }
            }
            while (place) {
              const next = place.nextSibling;
              place.remove();
              place = next;
            }
          };

          const news = document.createElement("p");
          news.className = "unseen";
          news.setAttribute("role", "status");
          const trouble = document.createElement("p");
          trouble.className = "lost";
          trouble.setAttribute("role", "alert");
          trouble.hidden = true;
          main.before(trouble, news);
          const button = document.createElement("button");
          button.type = "button";
          button.className = "live";
          const footer = document.querySelector("body > footer");

          let isPaused = false;
          let isAsking = false;
          let seen = new Date();
          let timer = 0;
          const show = words => {
            trouble.hidden = words === "";
            if (trouble.textContent !== words) trouble.textContent = words;
          };
          const lost = why =>
            show(why + " What stands here is from " + moment(seen) + ".");
          const headline = root => {
            const heading = root.querySelector("#headline");
            return heading ? heading.textContent : "";
          };
          const source = root => {
            const script = root.querySelector("script[src]");
            return script ? script.getAttribute("src") : "";
          };
          const take = text => {
            const page = new DOMParser().parseFromString(text, "text/html");
            const next = page.getElementById("main");
            if (!next) return lost("Something else than cogwatch answers.");
            // Another build may need another script and stylesheet.
            if (source(page) !== source(document)) return location.reload();
            const before = headline(main);
            localise(next);
            const focused = document.activeElement;
            morph(main, next);
            if (focused !== document.activeElement && main.contains(focused)) {
              focused.focus({ preventScroll: true });
            }
            document.title = page.title;
            seen = new Date();
            show("");
            if (headline(main) !== before) news.textContent = headline(main);
          };
          const refresh = async () => {
            if (isAsking) return;
            isAsking = true;
            clearTimeout(timer);
            try {
              const answer = await fetch(location.href.split("#")[0], {
                cache: "no-store", credentials: "same-origin", redirect: "error",
                signal: AbortSignal.timeout ? AbortSignal.timeout(10000) : undefined,
              });
              const type = answer.headers.get("Content-Type") || "";
              if (!type.startsWith("text/html")) {
                lost("The agent answers " + answer.status + ".");
              } else {
                take(await answer.text());
              }
            } catch {
              lost("The agent cannot be reached.");
            }
            isAsking = false;
            plan();
          };
          const plan = () => {
            clearTimeout(timer);
            if (!isPaused && !document.hidden) timer = setTimeout(refresh, pace);
          };

          localise(document);
          if (!(pace > 0)) return;
          const label = () => {
            button.textContent = isPaused ? "Resume refreshing" : "Pause refreshing";
          };
          button.addEventListener("click", () => {
            isPaused = !isPaused;
            label();
            if (isPaused) clearTimeout(timer);
            else refresh();
          });
          label();
          if (footer) footer.append(" ", button);
          document.addEventListener("visibilitychange", () => {
            if (isPaused) return;
            if (document.hidden) clearTimeout(timer);
            else refresh();
          });
          addEventListener("online", () => { if (!isPaused && !document.hidden) refresh(); });
          plan();
        })();

        """#
}
