/** The sign-in library's own scripts talk to the authenticator; this one tells people when that came to nothing. */

const place = document.querySelector<HTMLElement>(".passkey-trouble");

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (place === null) return;
  place.hidden = false;
  place.textContent = place.dataset.sentence ?? "";
});
