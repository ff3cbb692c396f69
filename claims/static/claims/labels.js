// Django's autocomplete draws its own field and leaves it without a name for screen readers:
// give it that of the select which it stands for. Nothing else depends on this.
"use strict";
{
  const name = (select) => {
    const label = select.labels[0];
    const shown = select.nextElementSibling;
    if (!label || !shown || !shown.classList.contains("select2")) return;
    const words = label.textContent.replace(/:\s*$/, "").trim();
    for (const part of shown.querySelectorAll("[role=combobox], [role=textbox], input, textarea")) {
      part.setAttribute("aria-label", words);
    }
  };
  const nameAll = () => document.querySelectorAll("select.admin-autocomplete").forEach(name);
  // jQuery draws the fields in a timer of its own, which was set before this one.
  const soon = () => window.setTimeout(nameAll);
  window.addEventListener("load", soon);
  document.addEventListener("formset:added", soon);
}
