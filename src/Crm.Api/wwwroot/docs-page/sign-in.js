// A sign-in form above the API page: signs in through the API itself and hands the token to Swagger UI.
(() => {
  "use strict";

  const form = document.createElement("form");
  form.id = "crm-sign-in";
  form.innerHTML =
    '<label>E-mail <input name="email" type="email" autocomplete="username" required></label>' +
    '<label>Password <input name="password" type="password" autocomplete="current-password" required></label>' +
    '<button type="submit">Sign in</button><output role="status"></output>';
  const status = form.querySelector("output");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.className = "";
    status.textContent = "Signing in…";
    try {
      const answer = await fetch("/api/v1/tokens", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ email: form.email.value, password: form.password.value }),
      });
      const body = await answer.json();
      if (!answer.ok) throw new Error(body.detail);
      window.ui.preauthorizeApiKey("bearer", body.accessToken);
      form.password.value = "";
      status.className = "signed-in";
      status.textContent = `Signed in as ${body.user.name} for ${Math.round(body.expiresIn / 60)} minutes.`;
    } catch (error) {
      status.className = "refused";
      status.textContent = error.message;
    }
  });

  document.addEventListener("DOMContentLoaded", () => document.body.prepend(form));
  if (document.readyState !== "loading") document.body.prepend(form);
})();
