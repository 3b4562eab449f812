// Passkeys (WebAuthn): the page says what is asked, the browser asks the person, the form sends it.
(() => {
  "use strict";

  const toBytes = (text) => {
    const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  };

  const toText = (buffer) => {
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
    return btoa(letters.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  const withBytes = (credentials) =>
    (credentials || []).map((one) => ({ ...one, id: toBytes(one.id) }));

  const read = (options) => {
    const asked = { ...options.publicKey, challenge: toBytes(options.publicKey.challenge) };
    if (asked.user) asked.user = { ...asked.user, id: toBytes(asked.user.id) };
    if (asked.excludeCredentials) asked.excludeCredentials = withBytes(asked.excludeCredentials);
    if (asked.allowCredentials) asked.allowCredentials = withBytes(asked.allowCredentials);
    return { publicKey: asked };
  };

  const write = (credential) => {
    const response = { clientDataJSON: toText(credential.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = toText(credential.response[name]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    });
  };

  if (!window.PublicKeyCredential || !navigator.credentials) return;

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button[type=submit]");
    const problem = form.querySelector("[data-passkey-problem]");
    const options = JSON.parse(form.dataset.options);
    form.dataset.ready = "";
    button.disabled = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      problem.hidden = true;
      button.disabled = true;
      try {
        const credential = await navigator.credentials[form.dataset.passkey](read(options));
        form.elements.credential.value = write(credential);
        form.submit();
      } catch {
        problem.hidden = false;
        button.disabled = false;
      }
    });
  }
})();
