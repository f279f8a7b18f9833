// Signs people in, uses one-time links, and shows one's own account. The token of a link is in the address's fragment,
// which no server sees.

const FORMS = ["sign-in", "setup", "join", "reset", "sign_in"];
const texts = document.getElementById("texts").dataset;
// What the API refuses is said by its code, where the page's language has words for it.
const problems = JSON.parse(texts.problems);
const FAILURES = {
  account_unknown: texts.accountUnknown,
  single_sign_on_failed: texts.singleSignOnFailed,
  provider_unavailable: texts.providerUnavailable,
};

const one = (selector) => document.querySelector(selector);
let csrf = "";

async function call(method, path, body) {
  const headers = { "X-CSRF-Token": csrf };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: "same-origin",
  });
  const text = await answer.text();
  const read = text ? JSON.parse(text) : null;
  const words = problems[read?.code]?.replace("{detail}", () => read.detail) ?? read?.detail ?? answer.statusText;
  if (!answer.ok) throw Object.assign(new Error(words), { problem: read });
  return read;
}

function tell(text, failed = false) {
  one("#message").textContent = text;
  one("#message").classList.toggle("failed", failed);
}

function show(name) {
  for (const form of FORMS) one(`#${form}`).hidden = form !== name;
  one("#me").hidden = name !== "me";
  const first = one(`#${name} input`);
  if (name !== "me" && first) first.focus();
}

function link() {
  const [purpose, token] = decodeURIComponent(location.hash.slice(1)).split("=");
  return { purpose, token };
}

function forget() {
  history.replaceState(null, "", location.pathname + location.search);
}

function submit(form, work) {
  one(form).addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter ?? one(`${form} button`);
    button.disabled = true;
    tell("");
    one("#again").hidden = true;
    try {
      const given = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value !== ""));
      await work(given, event.target);
    } catch (error) {
      tell(error.message, true);
      one("#again").hidden = error.problem?.code !== "sign_in_again";
    } finally {
      button.disabled = false;
    }
  });
}

// Where the person wanted to go before signing in; only a place of this installation.
function next() {
  const wanted = new URLSearchParams(location.search).get("next") ?? "/";
  const place = new URL(wanted, location.origin);
  return place.origin === location.origin && place.pathname !== location.pathname ? place.href : "/";
}

function entered() {
  location.replace(next());
}

async function showAccount() {
  const me = await call("GET", "/api/me");
  csrf = me.csrf_token;
  one("#who").textContent = `${me.name ? `${me.name}, ` : ""}${me.email} · ${texts[me.role] ?? me.role} · ${me.tenant_name}`;
  one("#app-state").textContent = me.second_factor
    ? `${texts.takesCode} ${me.recovery_codes}`
    : me.has_password
      ? texts.takesPassword
      : texts.takesProvider;
  one("#app-offer").hidden = me.second_factor;
  one("#app-remove").hidden = !me.second_factor;
  one("[data-second-factor]").hidden = !me.second_factor;
  for (const input of document.querySelectorAll("#me [autocomplete=current-password]")) {
    input.required = me.has_password;
    input.parentElement.hidden = !me.has_password;
  }
  await listSessions();
  show("me");
}

async function listSessions() {
  const sessions = await call("GET", "/api/me/sessions");
  const open = sessions.filter((session) => !session.ended_at && new Date(session.expires_at) > new Date());
  one("#sessions").replaceChildren(
    ...open.map((session) => {
      const item = document.createElement("li");
      const text = document.createElement("span");
      const used = new Date(session.last_used_at).toLocaleString(document.documentElement.lang);
      text.textContent = `${session.client ?? session.kind}, ${session.address ?? texts.unknownAddress}, ${texts.used} ${used}`;
      item.append(text);
      if (session.current) {
        item.append(texts.thisOne);
      } else {
        const button = document.createElement("button");
        button.textContent = texts.end;
        button.addEventListener("click", async () => {
          await call("DELETE", `/api/me/sessions/${session.id}`);
          await listSessions();
        });
        item.append(button);
      }
      return item;
    }),
  );
}

submit("#sign-in", async (given, form) => {
  try {
    entered(await call("POST", "/api/auth/login", { ...given, browser: true }));
  } catch (error) {
    if (error.problem?.code !== "second_factor_required") throw error;
    form.querySelector("[data-code]").hidden = false;
    form.elements.code.focus();
    tell(texts.typeCode);
  }
});

submit("#setup", async (given) => {
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const body = { ...given, timezone, setup_token: link().token, browser: true };
  entered(await call("POST", "/api/auth/signup", body));
});

submit("#join", async (given) => {
  entered(await call("POST", "/api/auth/join", { ...given, token: link().token, browser: true }));
});

submit("#reset", async (given) => {
  await call("POST", "/api/auth/reset-password", { ...given, token: link().token });
  forget();
  show("sign-in");
  tell(texts.passwordSet);
});

submit("#sign_in", async () => {
  entered(await call("POST", "/api/auth/sign-in-link", { token: link().token, browser: true }));
});

submit("#password", async (given, form) => {
  await call("POST", "/api/me/password", given);
  form.reset();
  await listSessions();
  tell(texts.passwordChanged);
});

submit("#app-offer", async (given) => {
  const offered = await call("POST", "/api/me/second-factor", given);
  one("#app-secret").textContent = offered.secret;
  one("#app-uri").href = offered.uri;
  one("#app-confirm").hidden = false;
  one("#app-confirm input").focus();
});

submit("#app-confirm", async (given, form) => {
  const { recovery_codes: codes } = await call("POST", "/api/me/second-factor/confirm", given);
  form.reset();
  form.hidden = true;
  await showAccount();
  one("#codes").textContent = codes.join("\n");
  one("#app-codes").hidden = false;
});

submit("#app-remove", async (given, form) => {
  await call("POST", "/api/me/second-factor/remove", given);
  form.reset();
  one("#app-codes").hidden = true;
  await showAccount();
  tell(texts.appRemoved);
});

one("#end-others").addEventListener("click", async () => {
  const { ended } = await call("DELETE", "/api/me/sessions");
  await listSessions();
  tell(`${texts.ended} ${ended}`);
});

one("#sign-out").addEventListener("click", async () => {
  await call("POST", "/api/auth/logout");
  show("sign-in");
  tell(texts.signedOut);
});

one("#forgot").addEventListener("click", async () => {
  const { email } = one("#sign-in").elements;
  if (!email.reportValidity()) return;
  try {
    await call("POST", "/api/auth/forgot-password", { email: email.value });
    tell(texts.linkSent);
  } catch (error) {
    tell(error.message, true);
  }
});

one("#ask-signup").addEventListener("click", async () => {
  const { email } = one("#sign-in").elements;
  if (!email.reportValidity()) return;
  try {
    await call("POST", "/api/auth/signup-link", { email: email.value });
    tell(texts.signupSent);
  } catch (error) {
    tell(error.message, true);
  }
});

async function start() {
  const { purpose, token } = link();
  const offers = await call("GET", "/api/auth/offers");
  for (const offer of document.querySelectorAll("[data-provider]")) offer.hidden = !offers.single_sign_on;
  one("#forgot").hidden = !offers.mail;
  one("#ask-signup").hidden = offers.signup !== "mail";
  if (purpose === "failed") {
    forget();
    show("sign-in");
    tell(FAILURES[token] ?? texts.failed, true);
    return;
  }
  if (FORMS.includes(purpose) && token) {
    one("#join-provider").search = new URLSearchParams({ invitation: token });
    show(purpose);
    return;
  }
  try {
    await showAccount();
  } catch {
    show("sign-in");
  }
}

addEventListener("hashchange", start);
start().catch((error) => tell(error.message, true));
