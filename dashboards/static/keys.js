// `/` goes to the search, `j` and `k` to the next and the previous cable of a list; Enter follows the link as usual. Ctrl+Enter runs a query.
document.addEventListener("keydown", event => {
  const at = document.activeElement;
  if (at.tagName === "TEXTAREA" && event.key === "Enter" && (event.ctrlKey || event.metaKey)) at.form.requestSubmit();
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName)) return;
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector(".find input")?.focus();
  } else if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll(".lines a.main")];
    const place = links.indexOf(at) + (event.key === "j" ? 1 : -1);
    links[Math.max(0, Math.min(place, links.length - 1))]?.focus();
  }
});
