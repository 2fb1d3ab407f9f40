// Copies the code beside the button, on the page of an algorithm and in a figure that shows it in place.
document.addEventListener("click", async ({ target }) => {
  const button = (target as Element).closest("[data-copy-code]");
  const code = button?.closest("figure")?.querySelector("pre");
  if (!code) return;
  getSelection()?.selectAllChildren(code);
  const said = button!.nextElementSibling as HTMLElement;
  // Without the right to write there, what is selected can be copied by hand.
  const written = navigator.clipboard?.writeText(code.textContent!).then(() => true);
  said.textContent = (await written?.catch(() => false)) ? said.dataset.copied! : said.dataset.selected!;
});
