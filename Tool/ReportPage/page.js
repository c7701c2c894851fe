// Draws the report that is in this page. Nothing is loaded, nothing is sent; everything shown is set as text, never as markup.
"use strict";

const data = (id) => JSON.parse(document.getElementById(id).textContent);
const report = data("report");
const changes = data("changes");
const objectives = ["confidentiality", "integrity", "availability"];
const state = { component: null, objective: "integrity", overlays: new Set(["trust", "damage", "attack"]), attacker: null, table: 0 };

// ---- Helpers

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function shape(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const number = (value) => (value === null || value === undefined ? "–" : value.toLocaleString("en-US"));
const short = (name) => (name.startsWith("init -> ") ? name.slice(8) : name);
const letters = (lost) => lost.map((objective) => objective[0].toUpperCase()).join("");
/** A cell for each list of losses: how many, and what; of the first one that is seen at once. */
const lossCells = (lists) => lists.map((losses, index) => ({
  value: losses.length, pills: losses.map((loss) => [`${short(loss.name)} ${letters(loss.lost)}`, index === 0]),
}));
const bytes = (count) => {
  if (count === null || count === undefined) return "–";
  if (count >= 1 << 20) return `${(count / (1 << 20)).toFixed(1).replace(".0", "")} MiB`;
  return count >= 1024 ? `${Math.round(count / 1024)} KiB` : `${count} B`;
};
const micro = (time) => `${number(time / 1000)} µs`;
const promise = (time) => (time ? `${micro(time.budgetNanoseconds)} every ${micro(time.periodNanoseconds)}, had within ${time.responseNanoseconds === null ? "no known time" : micro(time.responseNanoseconds)}${time.deadlineNanoseconds === null ? "" : ` of ${micro(time.deadlineNanoseconds)}`}` : null);
const blocks = (part) => `${part.disk}: ${part.blocks === null ? "all" : number(part.blocks)} blocks from ${number(part.firstBlock)}, ${part.isWritable ? "writable" : "to read"}`;
const byName = new Map(report.components.map((component) => [component.name, component]));
const isBase = (component) => component.kind !== "component";
const lines = (component) => (component.size ? component.size.linkedLines : null);
const base = (component, objective = state.objective) => component.trustedBase[objective];
const entries = (kind) => report[kind] || [];
/// Ways to a component: of bytes from outside first, then of those who supply code that is linked elsewhere.
const reaches = (name) => [report.reach, ...entries("supplyChain").map((library) => library.reach)]
  .flatMap((ways) => ways.filter((reach) => reach.component === name).sort((a, b) => a.bugs - b.bugs));
/// Code of others that is in a component itself.
const librariesOf = (name) => entries("supplyChain").filter((library) => library.components.includes(name)).map((library) => library.library);

// ---- Layout: clients above their servers, what everything stands on at the bottom

const size = { width: 146, height: 56, gapX: 14, gapY: 58, margin: 14, slab: 38, row: 7 };

/// Sessions between ordinary components, one for each pair.
function links() {
  const found = new Map();
  for (const session of report.sessions) {
    const [client, server] = [byName.get(session.client), byName.get(session.server)];
    if (!client || !server || isBase(client) || isBase(server) || client === server) continue;
    const key = `${session.client}\n${session.server}`;
    const link = found.get(key) || { client: session.client, server: session.server, services: [], asks: false };
    link.services.push(session.service);
    link.asks = link.asks || session.consent !== null;
    found.set(key, link);
  }
  return [...found.values()];
}

/// How many sessions one can follow downwards; a cycle is cut where it closes.
function ranks(names, all) {
  const servers = new Map(names.map((name) => [name, []]));
  for (const link of all) servers.get(link.client).push(link.server);
  const rank = new Map();
  const visit = (name, open) => {
    if (rank.has(name)) return rank.get(name);
    if (open.has(name)) return -1;
    open.add(name);
    let deepest = -1;
    for (const server of servers.get(name)) deepest = Math.max(deepest, visit(server, open));
    open.delete(name);
    rank.set(name, deepest + 1);
    return deepest + 1;
  };
  for (const name of names) visit(name, new Set());
  return rank;
}

/// Rows of names, the clients first; long rows are broken, and neighbours brought near to what they talk to.
function rows(names, all) {
  const rank = ranks(names, all);
  const levels = [];
  for (const name of names) (levels[rank.get(name)] ||= []).push(name);
  const broken = levels.filter(Boolean).reverse().flatMap((row) => {
    const parts = Math.ceil(row.length / size.row);
    return Array.from({ length: parts }, (_, part) => row.filter((_, index) => index % parts === part));
  });
  const place = new Map();
  const settle = () => broken.forEach((row) => row.forEach((name, index) => place.set(name, (index + 0.5) / row.length)));
  settle();
  const entered = new Set(entries("attackers").flatMap((attacker) => attacker.enters));
  for (let round = 0; round < 12; round += 1) {
    for (const row of broken) {
      const wish = new Map(row.map((name) => {
        const near = all.flatMap((link) => (link.client === name ? [link.server] : link.server === name ? [link.client] : []));
        const mean = near.reduce((sum, other) => sum + place.get(other), 0) / (near.length || 1);
        // Attackers come from the left.
        if (entered.has(name)) return [name, -1];
        return [name, near.length ? mean : place.get(name)];
      }));
      row.sort((a, b) => wish.get(a) - wish.get(b));
    }
    settle();
  }
  return broken;
}

function layout() {
  const names = report.components.filter((component) => !isBase(component)).map((component) => component.name);
  const all = links();
  const ordered = rows(names, all);
  const widest = Math.max(4, ...ordered.map((row) => row.length));
  const attackers = entries("attackers").filter((attacker) => attacker.enters.length);
  const left = attackers.length ? 120 : 0;
  const width = left + widest * (size.width + size.gapX) + 2 * size.margin;
  const places = new Map();
  ordered.forEach((row, line) => {
    const room = width - left - 2 * size.margin;
    row.forEach((name, index) => {
      const x = left + size.margin + (room * (index + 0.5)) / row.length - size.width / 2;
      places.set(name, { x, y: size.margin + line * (size.height + size.gapY), width: size.width, height: size.height });
    });
  });
  let y = size.margin + ordered.length * (size.height + size.gapY) - size.gapY / 2;
  const sandboxes = report.components.filter((component) => component.kind === "sandbox").sort((a, b) => b.name.length - a.name.length);
  const slabs = [...sandboxes, ...["core", "kernel"].map((kind) => report.components.find((component) => component.kind === kind))];
  for (const component of slabs.filter(Boolean)) {
    places.set(component.name, { x: left + size.margin, y, width: width - left - 2 * size.margin, height: size.slab });
    y += size.slab + 4;
  }
  return { places, all, attackers, sources: sourcePlaces(attackers, places), width, height: y + size.margin };
}

const drawing = layout();

// ---- The graph

function curve(from, to) {
  const [x1, x2] = [from.x + from.width / 2, to.x + to.width / 2];
  const down = to.y > from.y;
  if (to.y === from.y) {
    const lift = from.y - 22;
    return `M ${x1} ${from.y} C ${x1} ${lift} ${x2} ${lift} ${x2} ${to.y}`;
  }
  const [y1, y2] = down ? [from.y + from.height, to.y] : [from.y, to.y + to.height];
  const bend = (y2 - y1) / 2;
  return `M ${x1} ${y1} C ${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`;
}

function clipped(text, count) { return text.length > count ? `${text.slice(0, count - 1)}…` : text; }

function assetShape(asset, place, index) {
  const width = asset.name.length * 6.6 + 16;
  const [x, y] = [place.x + 6 + index * 4, place.y + place.height - 4 + index * 19];
  const box = shape("g", { class: "asset", "data-asset": asset.name });
  box.append(shape("rect", { x, y, width, height: 18, rx: 9 }), shape("text", { x: x + 8, y: y + 13 }, asset.name));
  return box;
}

function nodeShape(component, largest) {
  const place = drawing.places.get(component.name);
  const own = lines(component);
  const node = shape("g", { class: `node${isBase(component) ? " slab" : ""}`, tabindex: 0, role: "button", "data-name": component.name });
  node.append(shape("title", {}, component.name));
  node.append(shape("rect", { class: "body", x: place.x, y: place.y, width: place.width, height: place.height, rx: isBase(component) ? 6 : 10 }));
  const text = isBase(component) ? short(component.name) : clipped(short(component.name), 15);
  node.append(shape("text", { x: place.x + 12, y: place.y + (isBase(component) ? 24 : 23) }, text));
  const middle = isBase(component) ? { x: place.x + place.width - 12, y: place.y + 24, "text-anchor": "end" } : { x: place.x + 12, y: place.y + 41 };
  node.append(shape("text", { class: "small", ...middle }, own !== null ? `${number(own)} lines` : component.program === short(component.name) ? "" : component.program));
  if (own !== null && !isBase(component)) {
    const length = Math.max(2, (place.width - 24) * Math.sqrt(own / largest));
    node.append(shape("rect", { class: "share", x: place.x + 12, y: place.y + place.height - 5, width: length, height: 2.5, rx: 1.2 }));
  }
  node.append(shape("text", { class: "letters", x: place.x + place.width - 10, y: place.y + 16, "text-anchor": "end" }));
  node.addEventListener("click", () => choose(component.name));
  node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(component.name); } });
  return node;
}

/// Where attackers stand: beside what they enter, apart from each other.
function sourcePlaces(attackers, places) {
  const middle = (attacker) => {
    const heights = attacker.enters.filter((name) => places.has(name)).map((name) => places.get(name).y);
    return heights.reduce((sum, y) => sum + y, 0) / (heights.length || 1);
  };
  let free = size.margin;
  const found = new Map();
  for (const attacker of [...attackers].sort((a, b) => middle(a) - middle(b))) {
    const y = Math.max(free, middle(attacker) + 10);
    found.set(attacker.name, { x: 4, y, width: 100, height: 34 });
    free = y + 50;
  }
  return found;
}

function sourceShape(attacker) {
  const { y, width } = drawing.sources.get(attacker.name);
  const group = shape("g", { class: "source", "data-attacker": attacker.name });
  group.append(shape("rect", { x: 4, y, width, height: 34, rx: 17 }));
  group.append(shape("text", { x: 4 + width / 2, y: y + 22, "text-anchor": "middle" }, clipped(attacker.name, 11)));
  for (const entry of attacker.enters) {
    const place = drawing.places.get(entry);
    if (!place) continue;
    const target = place.y + place.height / 2;
    group.append(shape("path", { d: `M ${4 + width} ${y + 17} C ${44 + width} ${y + 17} ${place.x - 40} ${target} ${place.x} ${target}` }));
  }
  return group;
}

function drawGraph() {
  const picture = shape("svg", { viewBox: `0 0 ${drawing.width} ${drawing.height}`, role: "img", "aria-label": "The components and the sessions between them" });
  const largest = Math.max(1, ...report.components.filter((component) => !isBase(component)).map((component) => lines(component) || 0));
  for (const link of drawing.all) {
    const path = shape("path", { class: link.asks ? "edge asks" : "edge", d: curve(drawing.places.get(link.client), drawing.places.get(link.server)), "data-client": link.client, "data-server": link.server });
    path.append(shape("title", {}, `${short(link.client)} → ${short(link.server)}: ${link.services.join(", ")}${link.asks ? " (the user is asked)" : ""}`));
    picture.append(path);
  }
  picture.append(shape("g", { id: "way" }));
  for (const attacker of drawing.attackers) picture.append(sourceShape(attacker));
  for (const component of report.components) if (drawing.places.has(component.name)) picture.append(nodeShape(component, largest));
  const held = new Map();
  for (const asset of entries("assets")) {
    for (const holder of asset.heldBy.filter((name) => drawing.places.has(name))) {
      const index = held.get(holder) || 0;
      held.set(holder, index + 1);
      picture.append(assetShape(asset, drawing.places.get(holder), index));
    }
  }
  picture.append(shape("g", { id: "steps" }));
  document.getElementById("graph").append(picture);
}

function entry(from, to) {
  const [start, end, x] = [from.y + from.height / 2, to.y + to.height / 2, from.x + from.width];
  return `M ${x} ${start} C ${x + 40} ${start} ${to.x - 40} ${end} ${to.x} ${end}`;
}

/// The attacker's way over the drawing, with a number at each component that needs a mistake.
function drawWay(reach) {
  const [layer, steps] = [document.getElementById("way"), document.getElementById("steps")];
  layer.replaceChildren();
  steps.replaceChildren();
  if (!reach) return;
  // Who supplies a library is inside of the first component already, and comes from nowhere.
  let before = drawing.sources.get(reach.attacker);
  reach.shortestPath.forEach((name, step) => {
    const place = drawing.places.get(name);
    if (!place) return;
    if (before) layer.append(shape("path", { class: "way", d: step === 0 ? entry(before, place) : curve(before, place) }));
    steps.append(shape("g", { class: "step" }, shape("circle", { cx: place.x + place.width - 4, cy: place.y + place.height - 4, r: 9 }), shape("text", { x: place.x + place.width - 4, y: place.y + place.height }, `${step + 1}`)));
    before = place;
  });
}

function paint() {
  const component = byName.get(state.component);
  const picture = document.querySelector("#graph svg");
  picture.classList.toggle("chosen", Boolean(component));
  const trusted = new Set(component && state.overlays.has("trust") ? base(component).components : []);
  const lost = new Map();
  const assets = new Set();
  if (component && state.overlays.has("damage")) {
    for (const loss of component.blastRadius.components) lost.set(loss.name, loss.lost);
    for (const loss of component.blastRadius.direct) assets.add(loss.name);
  }
  const ways = component && state.overlays.has("attack") ? reaches(component.name) : [];
  const way = ways.find((reach) => reach.attacker === state.attacker) || ways[0];
  for (const node of picture.querySelectorAll(".node")) {
    const name = node.dataset.name;
    node.classList.toggle("selected", name === state.component);
    node.classList.toggle("trusted", trusted.has(name) && name !== state.component);
    node.classList.toggle("lost", lost.has(name));
    node.classList.toggle("onpath", Boolean(way) && way.shortestPath.includes(name));
    node.querySelector(".letters").textContent = lost.has(name) ? letters(lost.get(name)) : "";
  }
  for (const edge of picture.querySelectorAll(".edge")) {
    const ends = [edge.dataset.client, edge.dataset.server];
    edge.classList.toggle("trusting", ends.every((name) => trusted.has(name)));
  }
  for (const asset of picture.querySelectorAll(".asset")) asset.classList.toggle("fallen", assets.has(asset.dataset.asset));
  for (const source of picture.querySelectorAll(".source")) source.classList.toggle("onpath", Boolean(way) && way.attacker === source.dataset.attacker);
  drawWay(way);
}

// ---- The panel

const link = (name) => element("button", { type: "button", onclick: () => choose(name) }, short(name));

function item(left, right, why, kind) {
  return element("li", {}, left, element("span", { class: kind }, right), why ? element("span", { class: "why" }, why) : null);
}

function trustList(component) {
  const trusted = base(component);
  const list = element("ul", { class: "list" });
  for (const name of trusted.components) {
    if (name === component.name) continue;
    const other = byName.get(name);
    list.append(item(link(name), other && other.size ? number(other.size.linkedLines) : "", trusted.reasons ? trusted.reasons[name].replaceAll("init -> ", "") : ""));
  }
  return list;
}

function lossList(losses, kind) {
  const list = element("ul", { class: "list" });
  for (const loss of losses) {
    list.append(item(byName.has(loss.name) ? link(loss.name) : loss.name, loss.lost.join(", "), null, kind));
  }
  return list;
}

function section(title, content, count) {
  if (count === 0) return [];
  return [element("h3", {}, title), content];
}

function blast(component) {
  const radius = component.blastRadius;
  const parts = [
    ["Assets lost at once", radius.direct, "red"], ["Lost once the user agreed", radius.withConsent, "orange"],
    ["Lost with one more bug", radius.withOneMoreBug, ""], ["Other components that suffer", radius.components, "red"],
  ];
  return parts.flatMap(([title, losses, kind]) => section(title, lossList(losses, kind), losses.length));
}

function wayList(component) {
  const list = element("ul", { class: "list" });
  for (const reach of reaches(component.name)) {
    const name = element("button", { type: "button", class: "orange", onclick: () => { state.attacker = reach.attacker; paint(); } }, reach.attacker);
    const detail = `${reach.shortestPath.map(short).join(" → ")}${reach.gates.length ? ` · gates: ${reach.gates.join("; ")}` : ""}`;
    const facts = `${reach.bugs} bug${reach.bugs === 1 ? "" : "s"} · ${number(reach.paths)} path${reach.paths === 1 ? "" : "s"} · ${number(reach.linesCrossed)} lines`;
    list.append(item(name, facts, detail));
  }
  return list;
}

function sums(component) {
  const boxes = objectives.map((objective) => {
    const trusted = component.trustedBase[objective];
    const count = number(trusted.linkedLines ?? trusted.components.length);
    return element("div", { class: objective === state.objective ? "on" : null }, element("b", {}, count), objective);
  });
  return element("div", { class: "sum" }, ...boxes);
}

function facts(component) {
  const size = component.size;
  const pills = [component.program, bytes(component.ram) + " RAM", `${number(component.capabilities)} capabilities`];
  if (size) pills.push(`${number(size.linkedLines)} lines`, `${number(size.unsafeExpressions)} unsafe`, bytes(size.binaryBytes));
  pills.push(...[promise(component.time), ...component.disks.map(blocks)].filter(Boolean));
  return element("p", {}, ...pills.map((text) => element("span", { class: "pill" }, text)));
}

function showDetails() {
  const panel = document.getElementById("details");
  const component = byName.get(state.component);
  if (!component) return panel.replaceChildren(...overview());
  const ways = reaches(component.name);
  const third = base(component).thirdParty || [];
  const own = librariesOf(component.name);
  panel.replaceChildren(
    element("h2", {}, short(component.name)), facts(component), sums(component),
    element("p", {}, `${component.size ? "linked lines" : "components"} that ${short(component.name)} has to trust`),
    ...section("Code of others among them", element("p", {}, third.join(", ")), third.length),
    ...section("In the component itself", element("p", {}, own.join(", ")), own.length),
    ...section(`Has to trust for ${state.objective}`, trustList(component), base(component).components.length - 1),
    ...blast(component), ...section("How an attacker gets here", wayList(component), ways.length),
    ...(ways.length ? [] : [element("h3", {}, "How an attacker gets here"), element("p", { class: "green" }, "No known way.")]));
}

/// All ordinary components by what they have to trust: in lines if the programs were measured, otherwise in components.
function overview() {
  const weight = (component) => component.trustedBase.integrity.linkedLines ?? component.trustedBase.integrity.components.length;
  const ordinary = report.components.filter((component) => !isBase(component)).sort((a, b) => weight(a) - weight(b));
  const isMeasured = ordinary.some((component) => component.size);
  const list = element("ul", { class: "list" });
  for (const component of ordinary) list.append(item(link(component.name), number(weight(component))));
  const text = `${isMeasured ? "Linked lines" : "Components"} behind each one's integrity, everything below it included.`;
  return [element("h2", {}, "Whom to trust, least first"), element("p", {}, text), list];
}

// ---- Tables

const columns = {
  components: {
    title: "Sizes and limits",
    head: ["component", "program", "own lines", "confidentiality", "integrity", "availability", "source", "unsafe", "C", "assembly", "binary", "RAM", "capabilities", "time", "disks"],
    rows: () => report.components.map((component) => {
      const size = component.size || {};
      return [component.name, component.program, size.linkedLines, ...objectives.map((objective) => component.trustedBase[objective].linkedLines), size.sourceLines, size.unsafeExpressions, size.cLines, size.assemblyLines, { value: size.binaryBytes, text: bytes(size.binaryBytes) }, { value: component.ram, text: bytes(component.ram) }, component.capabilities, promise(component.time) ?? "what is left", component.disks.map(blocks).join("; ")];
    }),
  },
  damage: {
    title: "What falls with whom",
    head: ["hostile component", "lost at once", "once the user agreed", "with one more bug", "with a bug of the base"],
    rows: () => report.components.filter((component) => !isBase(component)).map((component) => {
      const radius = component.blastRadius;
      return [component.name, ...lossCells([radius.direct, radius.withConsent, radius.withOneMoreBug, radius.withBaseBug])];
    }),
  },
  reach: {
    title: "Attackers",
    head: ["attacker", "component", "bugs", "paths", "lines read", "gates on the shortest way", "shortest way"],
    rows: () => report.reach.map((reach) => [reach.attacker, reach.component, reach.bugs, reach.paths, reach.linesCrossed, reach.gates.join("; "), reach.shortestPath.map(short).join(" → ")]),
  },
  supply: {
    title: "Supply chain",
    head: ["library", "is in", "lost at once", "once the user agreed", "with one more bug", "other components that suffer"],
    rows: () => entries("supplyChain").map((library) => {
      const radius = library.blastRadius;
      const isEverywhere = library.components.length === report.components.length;
      return [library.library, isEverywhere ? "everything" : library.components.map(short).join(", "), ...lossCells([radius.direct, radius.withConsent, radius.withOneMoreBug, radius.components])];
    }),
  },
  sessions: {
    title: "Routes",
    head: ["client", "service", "server", "the user is asked", "condition"],
    rows: () => report.sessions.map((session) => [session.client, session.service, session.server, session.consent || "", session.filter || ""]),
  },
  assertions: {
    title: "Requirements",
    head: ["the scenario demands", "result"],
    rows: () => entries("assertions").map((result) => [result.assertion, { value: result.holds ? 1 : 0, text: result.holds ? "holds" : result.failure || "does not hold", kind: result.holds ? "green" : "red" }]),
  },
};

const valueOf = (cell) => (cell !== null && typeof cell === "object" ? cell.value : cell);

function cell(content, isName) {
  if (content === null || content === undefined) return element("td", { class: "number" }, "–");
  if (typeof content === "number") return element("td", { class: "number" }, number(content));
  if (typeof content === "string") return element("td", {}, isName && byName.has(content) ? element("button", { type: "button", onclick: () => choose(content, true) }, short(content)) : content);
  if (content.pills) return element("td", {}, ...(content.pills.length ? content.pills.map(([text, isBad]) => element("span", { class: isBad ? "pill red" : "pill" }, text)) : ["–"]));
  return element("td", { class: content.kind || "number" }, content.text);
}

function table(kind, order) {
  const rows = kind.rows();
  if (order) rows.sort((a, b) => {
    const [x, y] = [valueOf(a[order.column]), valueOf(b[order.column])];
    const comparison = typeof x === "string" || typeof y === "string" ? String(x ?? "").localeCompare(String(y ?? "")) : (x ?? -1) - (y ?? -1);
    return order.isDown ? -comparison : comparison;
  });
  const isNumber = (column) => rows.some((row) => typeof valueOf(row[column]) === "number" && !(row[column] && row[column].pills) && !(row[column] && row[column].kind));
  const head = kind.head.map((title, column) => element("th", { class: isNumber(column) ? "number" : null, onclick: () => showTables({ column, isDown: order && order.column === column ? !order.isDown : isNumber(column) }) }, title + (order && order.column === column ? (order.isDown ? " ↓" : " ↑") : "")));
  return element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((content, index) => cell(content, index < 3))))));
}

function showTables(order) {
  const kinds = Object.values(columns).filter((kind) => kind.rows().length);
  const tabs = kinds.map((kind, index) => element("button", { type: "button", class: index === state.table ? "on" : null, onclick: () => { state.table = index; showTables(); } }, kind.title));
  document.getElementById("tables").replaceChildren(element("div", { class: "tabs" }, ...tabs), table(kinds[state.table], order));
}

// ---- Before and after

function showChanges() {
  if (changes === null) return;
  const place = document.getElementById("difference");
  place.hidden = false;
  const before = new Map(changes.before.components.map((component) => [component.name, component]));
  const rows = report.components.flatMap((component) => {
    const old = before.get(component.name);
    const [was, is] = [old ? old.trustedBase.integrity.linkedLines : null, component.trustedBase.integrity.linkedLines];
    return was === is && old ? [] : [[component.name, was, is, { value: (is ?? 0) - (was ?? 0), text: delta(was, is) }]];
  });
  for (const [name, old] of before) if (!byName.has(name)) rows.push([name, old.trustedBase.integrity.linkedLines, null, { value: 0, text: "gone" }]);
  const list = element("pre", {}, ...changes.facts.map((fact) => element("span", { class: fact.startsWith("+") ? "plus" : "minus" }, `${fact}\n`)));
  place.append(element("h2", {}, `What changed since ${changes.before.scenario}`));
  if (rows.length) place.append(table({ head: ["component", "trusted lines before", "after", "difference"], rows: () => rows }));
  place.append(element("h3", {}, `${changes.facts.length} facts`), changes.facts.length ? list : element("p", {}, "Nothing."));
}

function delta(was, is) {
  if (was === null) return "new";
  const change = (is ?? 0) - was;
  return `${change > 0 ? "+" : change < 0 ? "−" : ""}${number(Math.abs(change))}`;
}

// ---- The whole

function showFigures() {
  const ordinary = report.components.filter((component) => !isBase(component));
  const kernel = byName.get("kernel");
  const trusted = ordinary.map((component) => component.trustedBase.integrity.linkedLines).filter((count) => count !== null);
  const failed = entries("assertions").filter((result) => !result.holds).length;
  const figures = [
    [number(ordinary.length), "components, each alone"], [number(report.sessions.length), "routes between them"],
    ...(kernel && kernel.size ? [[number(kernel.size.linkedLines), "linked lines in the kernel"]] : []),
    ...(trusted.length ? [[number(Math.min(...trusted)), "lines behind the smallest trusted base"]] : []),
    [number(entries("assets").length), "assets to protect"], [number(entries("attackers").length), "ways in from outside"],
  ];
  if (entries("supplyChain").length) figures.push([number(entries("supplyChain").length), "libraries of others inside"]);
  if (entries("assertions").length) figures.push([failed ? `${failed} fail` : "all hold", `of ${entries("assertions").length} requirements`]);
  document.getElementById("figures").replaceChildren(...figures.map(([value, text]) => element("div", { class: "figure" }, element("b", {}, value), element("span", {}, text))));
}

function choose(name, isFromTable) {
  state.component = state.component === name && !isFromTable ? null : name;
  state.attacker = null;
  history.replaceState(null, "", state.component ? `#${encodeURIComponent(state.component)}` : "#");
  refresh();
  if (isFromTable) document.getElementById("graph").scrollIntoView({ behavior: "smooth", block: "center" });
}

function refresh() {
  paint();
  showDetails();
  for (const button of document.querySelectorAll("#objective button")) button.classList.toggle("on", button.dataset.objective === state.objective);
  for (const button of document.querySelectorAll("#overlay button")) button.classList.toggle("on", state.overlays.has(button.dataset.overlay));
}

function setTheme(isDark) { document.documentElement.classList.toggle("dark", isDark); }

function start() {
  setTheme(window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.getElementById("theme").addEventListener("click", () => setTheme(!document.documentElement.classList.contains("dark")));
  for (const button of document.querySelectorAll("#objective button")) {
    button.addEventListener("click", () => { state.objective = button.dataset.objective; refresh(); });
  }
  for (const button of document.querySelectorAll("#overlay button")) {
    button.addEventListener("click", () => {
      if (!state.overlays.delete(button.dataset.overlay)) state.overlays.add(button.dataset.overlay);
      refresh();
    });
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && state.component) choose(state.component); });
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (byName.has(wanted)) state.component = wanted;
  drawGraph();
  showFigures();
  showChanges();
  showTables();
  refresh();
  document.getElementById("limits").textContent = `Not covered: ${report.notCovered.join("; ")}.`;
}

start();
