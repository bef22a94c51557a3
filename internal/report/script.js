"use strict";
(function () {
  const size = 100;
  const titles = ["Login", "Name", "E-mail", "Employee ID", "Directory", "State", "Enrollment", "Last verified", "Sessions"];
  const state = 5, enrollment = 6, sessions = 8;
  const get = (id) => document.getElementById(id);
  const people = JSON.parse(get("data").textContent);
  const texts = people.map((p) => p.slice(0, 5).join("\n").toLowerCase());
  let found = [], page = 0, sorted = 0, down = false;

  function element(name, text) {
    const e = document.createElement(name);
    if (text !== undefined) e.textContent = text;
    return e;
  }

  function options(id, column) {
    for (const value of [...new Set(people.map((p) => p[column]))].sort()) {
      const o = element("option", value);
      o.value = value;
      get(id).append(o);
    }
  }

  function head() {
    const row = get("table").tHead.rows[0];
    row.replaceChildren(...titles.map((title, i) => {
      const th = element("th");
      th.scope = "col";
      if (i === sessions) th.className = "number";
      if (i === sorted) th.setAttribute("aria-sort", down ? "descending" : "ascending");
      const b = element("button", title);
      b.type = "button";
      b.addEventListener("click", () => {
        down = sorted === i && !down;
        sorted = i;
        search();
        get("table").tHead.rows[0].cells[i].firstChild.focus();
      });
      th.append(b);
      return th;
    }));
  }

  function order(a, b) {
    const x = people[a][sorted], y = people[b][sorted];
    const by = sorted === sessions ? x - y : x < y ? -1 : x > y ? 1 : 0;
    return (down ? -by : by) || a - b;
  }

  function search() {
    const words = get("q").value.toLowerCase().split(/\s+/).filter(Boolean);
    const e = get("enrollment").value, s = get("state").value;
    found = [];
    for (let i = 0; i < people.length; i++) {
      if ((!e || people[i][enrollment] === e) && (!s || people[i][state] === s) && words.every((w) => texts[i].includes(w))) found.push(i);
    }
    if (sorted !== 0 || down) found.sort(order);
    page = 0;
    head();
    show();
  }

  function show() {
    const pages = Math.max(1, Math.ceil(found.length / size));
    const rows = found.slice(page * size, (page + 1) * size).map((i) => {
      const tr = element("tr");
      tr.append(...people[i].map((value, column) => {
        const cell = element(column === 0 ? "th" : "td", column === enrollment ? value.replaceAll("_", " ") : value);
        if (column === 0) cell.scope = "row";
        if (column === sessions) cell.className = "number";
        return cell;
      }));
      return tr;
    });
    get("table").tBodies[0].replaceChildren(...rows);
    const all = people.length + (people.length === 1 ? " person" : " people");
    get("count").textContent = found.length === people.length ? all : found.length + " of " + all;
    get("pages").hidden = pages === 1;
    get("where").textContent = "page " + (page + 1) + " of " + pages;
    get("back").disabled = page === 0;
    get("next").disabled = page === pages - 1;
  }

  options("enrollment", enrollment);
  options("state", state);
  // A link may carry a search: report.html#q=lovelace&enrollment=enrolled
  const wanted = new URLSearchParams(location.hash.slice(1));
  for (const id of ["q", "enrollment", "state"]) if (wanted.has(id)) get(id).value = wanted.get(id);
  for (const id of ["q", "enrollment", "state"]) get(id).addEventListener("input", search);
  get("filter").addEventListener("submit", (e) => e.preventDefault());
  get("back").addEventListener("click", () => { page--; show(); });
  get("next").addEventListener("click", () => { page++; show(); });
  get("filter").hidden = get("table").hidden = false;
  search();
})();
